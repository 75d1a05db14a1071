export type Channel = 'web' | 'app' | 'wechat' | 'weibo'

/** The vendor's names of the channels. */
const ORIGIN_TYPES: ReadonlyMap<string, Channel> = new Map([
  ['webim', 'web'],
  ['app', 'app'],
  ['weixin', 'wechat'],
  ['weibo', 'weibo'],
])

interface Hints {
  originType: string | null
  visitorImId: string
  to: string | null
}

/**
 * The channel, as far as the parameters say it; null rather than a guess, because the customer is looked up by it.
 *
 * Not every client sends `originType`. Ids that the web widget makes, and the origin id of a WeChat official
 * account, can be told by their shape; a bare app id or openid cannot.
 */
export function toChannel({ originType, visitorImId, to }: Hints): Channel | null {
  if (originType !== null) return ORIGIN_TYPES.get(originType) ?? null
  if (visitorImId.startsWith('webim-visitor-')) return 'web'
  if (to?.startsWith('gh_')) return 'wechat'
  return null
}
