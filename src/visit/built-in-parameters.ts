/**
 * What the vendor's consoles and apps send of their own, and what it means. Any other name is a custom parameter,
 * written by the company's app or web page, and so by its visitors.
 */
export const BUILT_IN_PARAMETERS = {
  /** The customer's id in the channel: the one parameter that says who it is. Every client sends it. */
  visitorImId: 'id',
  /** Id of the channel's account at Hyphenate. */
  easemobId: 'id',
  /** Origin id of the WeChat official account (`gh_…`); elsewhere the service number, or the visitor id again. */
  to: 'id',
  /** Language of the agent's console. */
  lang: 'id',
  agentId: 'id',
  /** The customer's internal id, in spite of its name. Only with the value-added service, and from iOS. */
  userId: 'id',
  tenantId: 'id',
  /** Conversation (service session). */
  ssid: 'id',
  /** Channel: webim, app, weixin, weibo. */
  originType: 'id',
  serviceNumber: 'id',
  /** The agent's own login, never the customer's address. */
  email: 'text',
  agentName: 'text',
  /** The customer's nickname. */
  nickname: 'text',
  /** The customer's description. */
  desc: 'text',
  techChannelName: 'text',
  /** The agent's true name, on iOS. */
  trueName: 'text',
} as const

export type BuiltInName = keyof typeof BUILT_IN_PARAMETERS

export const BUILT_IN_NAMES = Object.keys(BUILT_IN_PARAMETERS) as BuiltInName[]

const names: ReadonlySet<string> = new Set(BUILT_IN_NAMES)

export function isBuiltIn(name: string): name is BuiltInName {
  return names.has(name)
}

/** One value for each of them, in objects of one shape. */
export function mapBuiltIn<Value>(valueOf: (name: BuiltInName) => Value): Record<BuiltInName, Value> {
  return {
    visitorImId: valueOf('visitorImId'),
    easemobId: valueOf('easemobId'),
    to: valueOf('to'),
    lang: valueOf('lang'),
    agentId: valueOf('agentId'),
    userId: valueOf('userId'),
    tenantId: valueOf('tenantId'),
    ssid: valueOf('ssid'),
    originType: valueOf('originType'),
    serviceNumber: valueOf('serviceNumber'),
    email: valueOf('email'),
    agentName: valueOf('agentName'),
    nickname: valueOf('nickname'),
    desc: valueOf('desc'),
    techChannelName: valueOf('techChannelName'),
    trueName: valueOf('trueName'),
  }
}
