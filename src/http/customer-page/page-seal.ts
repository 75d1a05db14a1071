import { z } from 'zod'
import { createSeal } from '../../secrets/seal.ts'
import type { Keys } from '../../secrets/server-secret.ts'
import { pageRequestSchema } from './page-request.ts'

/** Where the forms of a page are sent: that of its masked values, of the search, and of the link. */
export const REVEAL_PATH = '/reveal'
export const SEARCH_PATH = '/search'
export const LINK_PATH = '/link'
export const UNLINK_PATH = '/unlink'

const MINUTE_MS = 60_000
/** What is shown or written must be meant for the page as it is. To search, it may be as old as its conversation. */
const FORM_VALID_MS = {
  reveal: 15 * MINUTE_MS,
  link: 15 * MINUTE_MS,
  search: 720 * MINUTE_MS,
} as const

/** A page that was made, as each of its forms hands it back. */
const madePageSchema = z.object({
  request: pageRequestSchema,
  /** Who is shown; null where nobody is as if it were sure. */
  customerId: z.string().nullable().default(null),
  /** When it was made, in milliseconds since 1970. */
  at: z.int(),
  /** The form of the link that it has, and who links or has linked. */
  link: z.object({ form: z.enum(['link', 'unlink']), source: z.enum(['agent', 'proof']) }).nullable().default(null),
})

export type MadePage = z.output<typeof madePageSchema>

export interface PageSeal {
  seal(page: MadePage): string
  /** @returns null where it is no seal of a page, or is older than a form of this kind may be */
  open(sealed: string, form: keyof typeof FORM_VALID_MS): MadePage | null
}

/** Makes the one seal that all forms of a page share: what a form may do is in it, and is up to its route. */
export function createPageSeal(keys: Keys): PageSeal {
  const pages = createSeal({ keys, schema: madePageSchema, validMs: FORM_VALID_MS.search })
  return {
    seal: (page) => pages.seal(page),
    open(sealed, form) {
      const page = pages.open(sealed)
      return page && Date.now() - page.at <= FORM_VALID_MS[form] ? page : null
    },
  }
}
