import type { CookieOptions } from 'express'

/** With this prefix, no other host, path or scheme can set or shadow the cookie. */
const PREFIX = '__Host-'

interface Cookie {
  name: string
  options: CookieOptions
}

/** Works in a cross-site frame, and is partitioned: not sent under another embedding site. */
export const SESSION_COOKIE = {
  name: `${PREFIX}crm-session`,
  options: { path: '/', secure: true, httpOnly: true, sameSite: 'none', partitioned: true },
} as const satisfies Cookie

/** Set in a top-level window that the provider redirects back to. */
export const ATTEMPT_COOKIE = {
  name: `${PREFIX}crm-sign-in`,
  options: { path: '/', secure: true, httpOnly: true, sameSite: 'lax' },
} as const satisfies Cookie

export function readCookie(header: string | undefined, { name }: Cookie): string | null {
  for (const pair of header?.split(';') ?? []) {
    const at = pair.indexOf('=')
    if (pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim()
  }
  return null
}
