import { isIPv6 } from 'node:net'

/** What ends a host in a URL, or is not part of its name. */
const NOT_A_HOST = /[/?#@\\\s]/
const LOOPBACK = /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\]|\[::ffff:7f[0-9a-f]{2}:[0-9a-f]+\])$/

/**
 * The name in a `Host`, as browsers compare it: lower case, an international name in ASCII, without port and final dot.
 * Null for what is no host.
 */
export function toHostName(host: string): string | null {
  if (NOT_A_HOST.test(host)) return null
  try {
    const { hostname } = new URL(`http://${isIPv6(host) ? `[${host}]` : host}`)
    return hostname.replace(/\.$/, '')
  } catch {
    return null
  }
}

/** Whether a host is a name of this machine's own, which no site's name server can give to another one. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(toHostName(host) ?? '')
}
