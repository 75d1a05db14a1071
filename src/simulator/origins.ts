/*
 * In production, the console and the page are different sites. Two names of the loopback address give one listener
 * two origins. `frame-src` and `frame-ancestors` cannot name IPv6 addresses, so an IPv6-only listener uses
 * `page.localhost`, which browsers resolve to loopback themselves.
 */
const SIMULATOR = 'localhost'
const PAGE = '127.0.0.1'
const PAGE_ON_IPV6 = 'page.localhost'
const LOOPBACK: ReadonlySet<string> = new Set([SIMULATOR, PAGE, PAGE_ON_IPV6, '[::1]'])

/** The origin that a browser requested; behind a trusted proxy, the forwarded one. */
interface Requested {
  host: string
  secure: boolean
}

/** Null unless the simulator was requested under another loopback name. */
export function toSimulatorOrigin(requested: Requested): string | null {
  const url = parseHost(requested)
  if (!url || !LOOPBACK.has(url.hostname) || url.hostname === SIMULATOR) return null
  url.hostname = SIMULATOR
  return url.origin
}

/** Null means the simulator's own, if the machine has only one name, as behind a proxy. */
export function toPageOrigin(requested: Requested, isIpv6Only: boolean): string | null {
  const url = parseHost(requested)
  if (!url || !LOOPBACK.has(url.hostname)) return null
  url.hostname = isIpv6Only ? PAGE_ON_IPV6 : PAGE
  return url.origin
}

export function toSimulatorUrl(url: string): string {
  const { host, origin, pathname, protocol } = new URL(url)
  return `${toSimulatorOrigin({ host, secure: protocol === 'https:' }) ?? origin}${pathname.replace(/\/$/, '')}/simulator`
}

function parseHost({ host, secure }: Requested): URL | null {
  try {
    return new URL(`${secure ? 'https' : 'http'}://${host}`)
  } catch {
    return null
  }
}
