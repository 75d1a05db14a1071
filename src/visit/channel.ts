export const CHANNELS = ['web', 'app', 'wechat', 'weibo', 'phone', 'rest', 'wecom'] as const
export type Channel = (typeof CHANNELS)[number]

/** As sent in `originType`. WeCom's is unknown. */
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
 * Detects the channel; null rather than a guess, because the customer is looked up by it.
 *
 * If the ids' shape does not show it, `originType` decides. A visitor can forge it if the console does not send it,
 * so it counts only together with `agentId` and `tenantId`. As these can be forged, too, callers may use the channel
 * to exclude a customer, but never to select one.
 */
export function toChannel({ originType, agentId, tenantId, ...ids }: Hints): Channel | null {
  const byShape = toChannelByShape(ids)
  if (byShape !== null || originType === null || agentId === null || tenantId === null) return byShape
  return CHANNELS.find((channel) => ORIGIN_TYPES[channel] === originType) ?? null
}

export function toChannelByShape({ visitorImId, to }: Pick<Hints, 'visitorImId' | 'to'>): Channel | null {
  if (visitorImId.startsWith('webim-visitor-')) return 'web'
  return to?.startsWith('gh_') ? 'wechat' : null
}

/** Without `originType`: a visitor who forges it could choose the channel under which an id is linked. */
export function toLinkChannel(ids: Pick<Hints, 'visitorImId' | 'to'>): Channel | 'unknown' {
  return toChannelByShape(ids) ?? 'unknown'
}

/** The shape of WeChat's ids. An app user can have such an id, too. */
const OPENID = /^o[\w-]{27}$/

/** The IM service ignores case in app and web ids only. */
export function isCaseFolded(channel: Channel | null, visitorImId: string): boolean {
  return channel === null ? !OPENID.test(visitorImId) : channel === 'web' || channel === 'app'
}

/**
 * Whether an id of unknown channel may belong to somebody else: app and web users share their ids, and can register
 * nearly any; an id of WeChat's shape may have come from WeChat.
 *
 * @param matchedChannels null if unknown
 * @param isLinkedHere an agent or a proof has vouched for the id even though the channel was unknown
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
