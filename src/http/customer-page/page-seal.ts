import { z } from 'zod'
import { LINK_SOURCES } from '../../customer/link.ts'
import { createSeal } from '../../secrets/seal.ts'
import type { Keys } from '../../secrets/server-secret.ts'
import { pageRequestSchema } from './page-request.ts'

const MINUTE_MS = 60_000
/** Reveals and links must refer to a recent page. A search may come from a page as old as its conversation. */
const FORM_VALID_MS = {
  reveal: 15 * MINUTE_MS,
  link: 15 * MINUTE_MS,
  search: 720 * MINUTE_MS,
} as const

const sealedPageSchema = z.object({
  request: pageRequestSchema,
  customerId: z.string().nullable().default(null),
  /** Creation time in milliseconds since 1970. */
  at: z.int(),
  link: z
    .object({ form: z.enum(['link', 'unlink']), source: z.enum(LINK_SOURCES) })
    .nullable()
    .default(null),
})

export type SealedPage = z.output<typeof sealedPageSchema>

export interface PageSeal {
  seal(page: SealedPage): string
  /** @returns null if this is not a sealed page, or it is too old for this kind of form */
  open(sealed: string, form: keyof typeof FORM_VALID_MS): SealedPage | null
}

/** Each route checks whether the sealed page permits its action. */
export function createPageSeal(keys: Keys): PageSeal {
  const pages = createSeal({
    keys,
    schema: sealedPageSchema,
    validMs: FORM_VALID_MS.search,
    omitsNulls: true,
  })
  return {
    seal: (page) => pages.seal(page),
    open(sealed, form) {
      const page = pages.open(sealed)
      return page && Date.now() - page.at <= FORM_VALID_MS[form] ? page : null
    },
  }
}
