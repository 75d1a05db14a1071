import { isIPv4, isIPv6 } from 'node:net'
import type { Express } from 'express'

/** Providers assign each customer a /64 or more, within which anybody can choose an address. */
const PREFIX_GROUPS = 4
const WITH_PORT = /^(?:(\d+\.\d+\.\d+\.\d+)|\[(.*)\]):\d+$/

/** An IPv4 address, maybe mapped into IPv6 or with a port, or the /64 of an IPv6 address; null if it is neither. */
export function toClient(text: string): string | null {
  const [, ipv4, ipv6 = text] = WITH_PORT.exec(text) ?? []
  const address = ipv4 ?? ipv6.replace(/%.*$/, '')
  if (isIPv4(address)) return address
  if (!isIPv6(address)) return null
  const groups = toGroups(address)
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff
  if (!isMapped)
    return `${groups
      .slice(0, PREFIX_GROUPS)
      .map((group) => group.toString(16))
      .join(':')}::/64`
  return groups
    .slice(6)
    .flatMap((group) => [group >> 8, group & 0xff])
    .join('.')
}

function toGroups(address: string): number[] {
  // The URL standard normalizes every address: hexadecimal and shortened.
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::')
  const [first, last] = [head, tail ?? ''].map((part) =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)),
  ) as [number[], number[]]
  return [...first, ...Array.from({ length: 8 - first.length - last.length }, () => 0), ...last]
}

export function toProxyCheck(app: Express): (address: string) => boolean {
  const isTrusted = app.get('trust proxy fn') as (address: string, hop: number) => boolean
  return (address) => isTrusted(address, 0)
}
