export const CHANNELS = ['web', 'app', 'wechat', 'weibo', 'phone', 'rest', 'wecom'] as const
export type Channel = (typeof CHANNELS)[number]

/** The vendor's names of the channels, as `originType` has them. That of WeCom is not known. */
export const ORIGIN_TYPES: Readonly<Record<Channel, string | null>> = {
  web: 'webim',
  app: 'app',
  wechat: 'weixin',
  weibo: 'weibo',
  phone: 'phone',
  rest: 'rest',
  wecom: null,
}

interface Hints {
  originType: string | null
  /** The agent's, and the company's. Every client that sends `originType` sends both. */
  agentId: string | null
  tenantId: string | null
  visitorImId: string
  to: string | null
}

/**
 * The channel, as far as the parameters say it; null rather than a guess, because the customer is looked up by it.
 *
 * Ids that the web widget makes, and the origin id of a WeChat official account, are told by their shape. Else it is
 * `originType`, which not every client sends. Where the console does not, a visitor can forge it: it counts only beside
 * `agentId` and `tenantId`, with which the clients send it. A visitor could forge these as well, so whoever uses the
 * channel may let it rule somebody out, and never choose.
 */
export function toChannel({ originType, agentId, tenantId, visitorImId, to }: Hints): Channel | null {
  if (visitorImId.startsWith('webim-visitor-')) return 'web'
  if (to?.startsWith('gh_')) return 'wechat'
  if (originType === null || agentId === null || tenantId === null) return null
  return CHANNELS.find((channel) => ORIGIN_TYPES[channel] === originType) ?? null
}

/**
 * The channel that an id is linked in. What the query says of it is not among the reasons: a visitor who can write that
 * could be linked in a channel of their choice.
 */
export function toLinkChannel({ visitorImId, to }: Pick<Hints, 'visitorImId' | 'to'>): Channel | 'unknown' {
  const nothing = { originType: null, agentId: null, tenantId: null }
  return toChannel({ ...nothing, visitorImId, to }) ?? 'unknown'
}

/** WeChat's ids. A user of an app may have such a one, too. */
const OPENID = /^o[\w-]{27}$/

/** Whether the IM service takes ids that differ in case for one: it folds those of the app and site, and nobody else's. */
export function isCaseFolded(channel: Channel | null, visitorImId: string): boolean {
  return channel === null ? !OPENID.test(visitorImId) : channel === 'web' || channel === 'app'
}

/**
 * Whether an id whose channel is not known may be somebody else's than the customer's who has it in these channels.
 * Anybody can register nearly any id as a user of the app or site, who share their ids; and one of WeChat's shape may have
 * come from WeChat.
 *
 * Whoever linked a visitor has seen them write under the id, though nothing told in which channel.
 *
 * @param matchedChannels null where they are not known
 * @param isLinkedHere an agent or a proof has linked the visitor
 */
export function isChannelUncertain(
  visitorImId: string,
  matchedChannels: readonly string[] | null,
  isLinkedHere: boolean,
): boolean {
  const isOpenid = OPENID.test(visitorImId)
  if (matchedChannels === null) return isOpenid
  const isUser = matchedChannels.includes('app') || matchedChannels.includes('web')
  const isKnown = isUser || (isLinkedHere && matchedChannels.includes('unknown'))
  return !isKnown || (isOpenid && !matchedChannels.includes('wechat'))
}
