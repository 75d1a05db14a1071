import { isIP } from 'node:net'
import { z } from 'zod'
import { toHostName } from './host-name.ts'

/** What a policy of a page can name, and a host below it. */
const HOST_NAME = /^[a-z0-9_-]+(\.[a-z0-9_-]+)+$/

/** The variables of pictures, each by itself. */
export const imageSchema = {
  IMAGE_HOSTS: z
    .string()
    .transform((text) => text.split(/[\s,]+/).filter((host) => host !== ''))
    .transform((hosts) => hosts.map(toSource))
    .refine(
      (hosts) => hosts.every((host) => host !== null),
      'must be host names separated by commas or spaces, without scheme, port and path, such as img.example.com or *.example.com',
    )
    .transform((hosts) => [...new Set(hosts.filter((host) => host !== null))])
    .default([]),
}

/** As URLs write it; null for what is no name. `*.com` is everybody's. */
function toSource(text: string): string | null {
  const [, wildcard = '', name = ''] = /^(\*\.)?(.*)$/s.exec(text) ?? []
  // A port is no part of a name.
  const host = name.includes(':') ? null : toHostName(name)
  return host !== null && HOST_NAME.test(host) && isIP(host) === 0 ? wildcard + host : null
}
