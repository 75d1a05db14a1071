export const CHANNELS = ['web', 'app', 'wechat', 'weibo'] as const
export type Channel = (typeof CHANNELS)[number]

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
 * Ids that the web widget makes, and the origin id of a WeChat official account, are told by their shape. Else it is
 * `originType`, which not every client sends; where the console does not, a visitor can forge it, so whoever uses the
 * channel may let it rule somebody out, and never choose.
 */
export function toChannel({ originType, visitorImId, to }: Hints): Channel | null {
  if (visitorImId.startsWith('webim-visitor-')) return 'web'
  if (to?.startsWith('gh_')) return 'wechat'
  return ORIGIN_TYPES.get(originType ?? '') ?? null
}
