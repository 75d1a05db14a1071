/*
 * In production, the console and the page are different sites. On one machine, two names of the loopback address give
 * one listener two origins: the simulator is at `localhost`, and the page that it frames at `127.0.0.1`. `frame-src`
 * and `frame-ancestors` cannot name IPv6 addresses, so an IPv6-only listener uses `page.localhost`, which browsers
 * resolve to loopback themselves.
 */
const SIMULATOR = 'localhost'
const PAGE = '127.0.0.1'
const PAGE_ON_IPV6 = 'page.localhost'
const LOOPBACK: ReadonlySet<string> = new Set([SIMULATOR, PAGE, PAGE_ON_IPV6, '[::1]'])

/** The origin that a browser requested. */
export interface RequestOrigin {
  /** The `Host` as sent. */
  host: string | undefined
  isHttps: boolean
}

interface PageRequestOrigin extends RequestOrigin {
  /** The listener accepts IPv6 loopback only. */
  isIpv6Only: boolean
}

/** The origin to redirect to if the simulator was requested under another loopback name, else null. */
export function toSimulatorOrigin(requested: RequestOrigin): string | null {
  const url = parseHost(requested)
  if (!url || !LOOPBACK.has(url.hostname) || url.hostname === SIMULATOR) return null
  url.hostname = SIMULATOR
  return url.origin
}

/**
 * The origin of the page that the simulator frames. Null means the simulator's own origin, if the machine has only one
 * name, as behind a proxy.
 */
export function toPageOrigin({ isIpv6Only, ...requested }: PageRequestOrigin): string | null {
  const url = parseHost(requested)
  if (!url || !LOOPBACK.has(url.hostname)) return null
  url.hostname = isIpv6Only ? PAGE_ON_IPV6 : PAGE
  return url.origin
}

/** @param url the listener's URL */
export function toSimulatorUrl(url: string): string {
  const { host, origin, pathname, protocol } = new URL(url)
  return `${toSimulatorOrigin({ host, isHttps: protocol === 'https:' }) ?? origin}${pathname.replace(/\/$/, '')}/simulator`
}

/** The additional `frame-ancestors` source that lets the simulator frame a page requested at this host. */
export function toSimulatorAncestorSource(requested: RequestOrigin): string {
  return toSimulatorOrigin(requested) ?? "'self'"
}

function parseHost({ host, isHttps }: RequestOrigin): URL | null {
  try {
    return new URL(`${isHttps ? 'https' : 'http'}://${host ?? ''}`)
  } catch {
    return null
  }
}
