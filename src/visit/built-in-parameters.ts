/**
 * The parameters that the vendor's consoles and apps send. Any other name is a custom parameter, written by the
 * company's app or web page and therefore controlled by its visitors.
 */
export const BUILT_IN_PARAMETERS = {
  /** The customer's id in the channel. Every client sends it, and only it identifies the visitor. */
  visitorImId: 'id',
  /** The account that the channel uses at Hyphenate. */
  easemobId: 'id',
  /**
   * The origin id of the WeChat official account (`gh_…`); in other channels the service number, or the visitor id
   * again.
   */
  to: 'id',
  /** The language of the agent's console. */
  lang: 'id',
  agentId: 'id',
  /** The customer's internal id, despite its name. Sent only with the value-added service, and from iOS. */
  userId: 'id',
  tenantId: 'id',
  /** The conversation (service session). */
  ssid: 'id',
  /** The channel: webim, app, weixin or weibo. */
  originType: 'id',
  serviceNumber: 'id',
  /** The agent's login, never the customer's address. */
  email: 'text',
  agentName: 'text',
  /** The customer's nickname. */
  nickname: 'text',
  /** The customer's description. */
  desc: 'text',
  techChannelName: 'text',
  /** The agent's real name; iOS only. */
  trueName: 'text',
} as const

export type BuiltInName = keyof typeof BUILT_IN_PARAMETERS

export const BUILT_IN_NAMES = Object.keys(BUILT_IN_PARAMETERS) as BuiltInName[]

const names: ReadonlySet<string> = new Set(BUILT_IN_NAMES)

export function isBuiltIn(name: string): name is BuiltInName {
  return names.has(name)
}
