import { z } from 'zod'
import { SERVER } from '../limits.ts'
import { CHANNELS } from '../visit/channel.ts'
import { ENCRYPTION_MODES } from '../visit/encryption-mode.ts'
import { LANGUAGES } from '../visit/language.ts'
import { CLIENT_IDS, type ClientId } from './clients.ts'

/** No URL can hold half a character. */
const sayable = z.string().refine((value) => !/\p{Surrogate}/u.test(value))
const id = sayable.max(256)
const text = sayable.max(2000)

/** The console's settings and the visitor of the conversation that is opened. */
export const requestSchema = z.object({
  visitor: z.object({
    visitorImId: id.min(1),
    channel: z.enum(CHANNELS).nullable(),
    to: id.optional(),
    nickname: text.optional(),
    desc: text.optional(),
  }),
  /** What the console makes of anything else than text, numbers and booleans is not known. */
  params: z.record(sayable, z.union([sayable, z.number(), z.boolean()])).nullable(),
  /** The customer's number that the site or app vouches for. */
  signedInAs: id.min(1).optional(),
  client: z.enum(CLIENT_IDS as [ClientId, ...ClientId[]]),
  mode: z.enum(ENCRYPTION_MODES),
  vas: z.boolean(),
  lang: z.enum(LANGUAGES),
  configuredUrlHasQuery: z.boolean(),
  /** The console's key is not the server's. */
  hasOtherKey: z.boolean(),
})

export const diagnosisSchema = z.object({
  /** Longer ones do not pass the listener. */
  url: z.string().max(SERVER.maxHeaderBytes),
  mode: z.enum(ENCRYPTION_MODES),
})

/** The window whose page a pasted URL asks for, by the end of its path; undefined is the page without a window's name. */
export function findWindow<T extends { name: string }>(pasted: string, windows: readonly T[]): T | undefined {
  const [path = ''] = pasted.trim().split(/[?#]/, 1)
  return windows.find(({ name }) => path.replace(/\/$/, '').endsWith(`/${name}`))
}

/**
 * What a server sees of a pasted URL: nothing behind `#`. Of the rest only the query is used, whatever stands before it;
 * it may also be pasted alone.
 */
export function readPastedUrl(pasted: string): string {
  const [address = ''] = pasted.trim().split('#', 1)
  return address.includes('?') || !address.includes('=') ? address : `?${address}`
}
