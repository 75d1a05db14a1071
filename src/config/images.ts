import { isIP } from 'node:net'
import { toHostName } from './host-name.ts'
import { list } from './variable-kinds.ts'

const HOST_NAME = /^[a-z0-9_-]+(\.[a-z0-9_-]+)+$/

export const imageVariables = {
  IMAGE_HOSTS: list
    .transform((hosts) => hosts.map(toSource))
    .refine(
      (hosts) => hosts.every((host) => host !== null),
      'must be host names separated by commas or spaces, without scheme, port and path, such as img.example.com or *.example.com',
    )
    .transform((hosts) => [...new Set(hosts.filter((host) => host !== null))])
    .default([]),
}

/** Null if it is invalid. `*.com` would permit everybody. */
function toSource(text: string): string | null {
  const [, wildcard = '', name = ''] = /^(\*\.)?(.*)$/s.exec(text) ?? []
  const host = name.includes(':') ? null : toHostName(name)
  return host !== null && HOST_NAME.test(host) && isIP(host) === 0 ? wildcard + host : null
}
