export const CHANNELS = ['web', 'app', 'wechat', 'weibo', 'phone', 'rest', 'wecom'] as const
export type Channel = (typeof CHANNELS)[number]

/** The vendor's channel names, as sent in `originType`. WeCom's is unknown. */
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
  /** Every client that sends `originType` also sends `agentId` and `tenantId`. */
  agentId: string | null
  tenantId: string | null
  visitorImId: string
  to: string | null
}

/**
 * Detects the channel from the parameters. Returns null rather than a guess, because the customer is looked up by it.
 *
 * Ids made by the web widget and origin ids of WeChat official accounts are recognized by their shape. Otherwise
 * `originType` decides, which not every client sends. If the console does not send it, a visitor can forge it, so it
 * counts only together with `agentId` and `tenantId`. A visitor could forge these, too: callers may use the channel to
 * exclude a customer, but never to select one.
 */
export function toChannel({ originType, agentId, tenantId, ...ids }: Hints): Channel | null {
  const byShape = toChannelByShape(ids)
  if (byShape !== null || originType === null || agentId === null || tenantId === null) return byShape
  return CHANNELS.find((channel) => ORIGIN_TYPES[channel] === originType) ?? null
}

/** Ignores `originType`: a visitor who forges it could otherwise choose the channel under which an id is linked. */
export function toChannelByShape({ visitorImId, to }: Pick<Hints, 'visitorImId' | 'to'>): Channel | null {
  if (visitorImId.startsWith('webim-visitor-')) return 'web'
  return to?.startsWith('gh_') ? 'wechat' : null
}

export function toLinkChannel(ids: Pick<Hints, 'visitorImId' | 'to'>): Channel | 'unknown' {
  return toChannelByShape(ids) ?? 'unknown'
}

/** The shape of WeChat's ids. An app user can have such an id, too. */
const OPENID = /^o[\w-]{27}$/

/** Returns whether the IM service treats ids that differ only in case as equal: it does so for app and web ids only. */
export function isCaseFolded(channel: Channel | null, visitorImId: string): boolean {
  return channel === null ? !OPENID.test(visitorImId) : channel === 'web' || channel === 'app'
}

/**
 * Returns whether an id of unknown channel may belong to somebody other than the customer who has it in the matched
 * channels. App and web users share their ids, and anybody can register nearly any id as one; an id of WeChat's shape
 * may have come from WeChat.
 *
 * An agent or proof that linked the visitor has vouched for the id even though the channel was unknown.
 *
 * @param matchedChannels null if unknown
 * @param isLinkedHere whether an agent or a proof linked the visitor
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
