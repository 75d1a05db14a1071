import type { HttpBrowser } from './http-browser.ts'

/** Parses a page that asks to sign in. */
export function readSignInPage(html: string) {
  const attribute = (pattern: RegExp) => pattern.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? null
  return {
    /** URL to open in a window. */
    window: attribute(/<a class="button primary" id="sign-in" href="([^"]+)"/),
    /** URL that replaces the page. */
    redirect: attribute(/<a class="button primary" href="([^"]+)"/),
    address: attribute(/<code data-copy>([^<]+)</) ?? '',
    action: attribute(/<form id="session" method="post" action="([^"]+)"/) ?? '',
    page: attribute(/name="page" value="([^"]*)"/) ?? '',
    secret: attribute(/name="secret" value="([^"]*)"/) ?? '',
  }
}

export const readCode = (html: string) => /id="pane-code" value="([^"]+)"/.exec(html)?.[1] ?? null

/**
 * Opens the provider and signs in there, unless it knows the browser already. Returns the response that it leads back
 * to.
 */
export async function signInAt(browser: HttpBrowser, address: string, login: string): Promise<Response> {
  const asked = await browser.get(address)
  const { pathname } = new URL(asked.url)
  if (!pathname.startsWith('/interaction/')) return asked
  return browser.post(asked.url, { prompt: 'login', login, password: 'x' })
}

/** Where a page redirects by itself. */
export function readNext(html: string): string | null {
  const [, next] = /<meta http-equiv="refresh" content="0; url=([^"]+)">/.exec(html) ?? []
  return next === undefined ? null : unescape(next)
}

const ENTITIES = { '&amp;': '&', '&#34;': '"', '&#39;': "'", '&quot;': '"' } as const

const unescape = (text: string) =>
  text.replaceAll(/&(?:amp|quot|#34|#39);/g, (entity) => ENTITIES[entity as keyof typeof ENTITIES])
