/** What the vendor's consoles and apps send. Any other name is a custom parameter, controlled by visitors. */
export const BUILT_IN_PARAMETERS = {
  /** The only one that identifies the visitor; every client sends it. */
  visitorImId: 'id',
  easemobId: 'id',
  /** The WeChat account's origin id (`gh_…`); in other channels the service number, or the visitor id again. */
  to: 'id',
  lang: 'id',
  agentId: 'id',
  /** The customer's internal id, despite its name. Sent only with the value-added service, and from iOS. */
  userId: 'id',
  tenantId: 'id',
  ssid: 'id',
  originType: 'id',
  serviceNumber: 'id',
  /** The agent's login, never the customer's address. */
  email: 'text',
  agentName: 'text',
  nickname: 'text',
  /** Describes the customer. */
  desc: 'text',
  techChannelName: 'text',
  /** The agent's real name; iOS only. */
  trueName: 'text',
} as const

export type BuiltInName = keyof typeof BUILT_IN_PARAMETERS

export const BUILT_IN_NAMES = Object.keys(BUILT_IN_PARAMETERS) as BuiltInName[]

export function isBuiltIn(name: string): name is BuiltInName {
  return Object.hasOwn(BUILT_IN_PARAMETERS, name)
}
