import { z } from 'zod'
import { pageRequestSchema } from './page-request.ts'

/** Where the form of a page with masked values is sent. */
export const REVEAL_PATH = '/reveal'

export const REVEAL_VALID_MS = 15 * 60_000

/** The page that a form stood on. */
export const revealedPageSchema = z.object({
  request: pageRequestSchema,
  customerId: z.string().nullable(),
  /** When it was made, in milliseconds since 1970. */
  at: z.int(),
})

export type RevealedPage = z.output<typeof revealedPageSchema>
