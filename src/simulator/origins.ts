/*
 * In reality the console and the page are two sites. On one machine, names of the loopback address make two origins of
 * one listener: the simulator is at `localhost`, the page that it frames at `127.0.0.1`. Neither `frame-src` nor
 * `frame-ancestors` can name an IPv6 address, so a listener that has no other is `page.localhost`, which browsers take
 * for loopback by themselves.
 */
const SIMULATOR = 'localhost'
const PAGE = '127.0.0.1'
const PAGE_ON_IPV6 = 'page.localhost'
const LOOPBACK: ReadonlySet<string> = new Set([SIMULATOR, PAGE, PAGE_ON_IPV6, '[::1]'])

/** How a browser asked. */
export interface RequestOrigin {
  /** As the browser wrote it. */
  host: string | undefined
  isHttps: boolean
}

interface Reached extends RequestOrigin {
  /** The listener answers to an IPv6 loopback address only. */
  isIpv6Only: boolean
}

/** Where the simulator belongs when it was asked for under another name of this machine, else null. */
export function toSimulatorOrigin(asked: RequestOrigin): string | null {
  const url = parseHost(asked)
  if (!url || !LOOPBACK.has(url.hostname) || url.hostname === SIMULATOR) return null
  url.hostname = SIMULATOR
  return url.origin
}

/**
 * The origin of the page that the simulator frames; null is the simulator's own, where the machine is known by one
 * name only, as behind a proxy.
 */
export function toPageOrigin({ isIpv6Only, ...asked }: Reached): string | null {
  const url = parseHost(asked)
  if (!url || !LOOPBACK.has(url.hostname)) return null
  url.hostname = isIpv6Only ? PAGE_ON_IPV6 : PAGE
  return url.origin
}

/** @param url of the listener */
export function toSimulatorUrl(url: string): string {
  const { host, origin, pathname, protocol } = new URL(url)
  return `${toSimulatorOrigin({ host, isHttps: protocol === 'https:' }) ?? origin}${pathname.replace(/\/$/, '')}/simulator`
}

/** What `frame-ancestors` must hold besides, so that the simulator may frame a page that was asked for at this host. */
export function toSimulatorAncestor(asked: RequestOrigin): string {
  return toSimulatorOrigin(asked) ?? "'self'"
}

function parseHost({ host, isHttps }: RequestOrigin): URL | null {
  try {
    return new URL(`${isHttps ? 'https' : 'http'}://${host ?? ''}`)
  } catch {
    return null
  }
}
