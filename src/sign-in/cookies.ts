import type { CookieOptions } from 'express'

/** No other host, path or scheme can set or shadow a cookie of such a name. */
const PREFIX = '__Host-'

interface Cookie {
  name: string
  options: CookieOptions
}

/**
 * Kept in a frame of another site, and apart for each site that frames the page: what is signed in beneath one of them is
 * sent beneath no other.
 */
export const SESSION_COOKIE = {
  name: `${PREFIX}crm-session`,
  options: { path: '/', secure: true, httpOnly: true, sameSite: 'none', partitioned: true },
} as const satisfies Cookie

/** Of a window of our own, which the provider leads back to. */
export const ATTEMPT_COOKIE = {
  name: `${PREFIX}crm-sign-in`,
  options: { path: '/', secure: true, httpOnly: true, sameSite: 'lax' },
} as const satisfies Cookie

/** @param header of a request; null when there is no cookie of that name in it */
export function readCookie(header: string | undefined, { name }: Cookie): string | null {
  for (const pair of header?.split(';') ?? []) {
    const at = pair.indexOf('=')
    if (pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim()
  }
  return null
}
