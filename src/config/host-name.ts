import { isIPv6 } from 'node:net'

const NOT_A_HOST = /[/?#@\\\s]/
const LOOPBACK = /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\]|\[::ffff:7f[0-9a-f]{2}:[0-9a-f]+\])$/

/** As browsers do: lower case, international names in ASCII, without port and trailing dot. Null if it is invalid. */
export function toHostName(host: string): string | null {
  if (NOT_A_HOST.test(host)) return null
  try {
    const { hostname } = new URL(`http://${isIPv6(host) ? `[${host}]` : host}`)
    return hostname.replace(/\.$/, '')
  } catch {
    return null
  }
}

/** No DNS server can point a loopback name elsewhere. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(toHostName(host) ?? '')
}
