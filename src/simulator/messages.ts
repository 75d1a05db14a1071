import { z } from 'zod'
import { SERVER } from '../limits.ts'
import { CHANNELS } from '../visit/channel.ts'
import { ENCRYPTION_MODES } from '../visit/encryption-mode.ts'
import { LANGUAGES } from '../languages.ts'
import { CLIENT_IDS, type ClientId } from './clients.ts'

/** A URL cannot contain a lone surrogate. */
const urlSafe = z.string().refine((value) => !/\p{Surrogate}/u.test(value))
const id = urlSafe.max(256)
const text = urlSafe.max(2000)

export const requestSchema = z.object({
  visitor: z.object({
    visitorImId: id.min(1),
    channel: z.enum(CHANNELS).nullable(),
    to: id.optional(),
    nickname: text.optional(),
    desc: text.optional(),
  }),
  /** How the console treats other types is unknown. */
  params: z.record(urlSafe, z.union([urlSafe, z.number(), z.boolean()])).nullable(),
  signedInAs: id.min(1).optional(),
  client: z.enum(CLIENT_IDS as [ClientId, ...ClientId[]]),
  mode: z.enum(ENCRYPTION_MODES),
  vas: z.boolean(),
  lang: z.enum(LANGUAGES),
  configuredUrlHasQuery: z.boolean(),
  hasOtherKey: z.boolean(),
})

export const diagnosisSchema = z.object({
  /** The server rejects longer URLs. */
  url: z.string().max(SERVER.maxHeaderBytes),
  mode: z.enum(ENCRYPTION_MODES),
})

/** Undefined means the main page. */
export function findWindow<T extends { name: string }>(pasted: string, windows: readonly T[]): T | undefined {
  const [path = ''] = pasted.trim().split(/[?#]/, 1)
  return windows.find(({ name }) => path.replace(/\/$/, '').endsWith(`/${name}`))
}

/** Without the fragment, as a server receives it. Only the query is used; it may also be pasted alone. */
export function readPastedUrl(pasted: string): string {
  const [address = ''] = pasted.trim().split('#', 1)
  return address.includes('?') || !address.includes('=') ? address : `?${address}`
}
