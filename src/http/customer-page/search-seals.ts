import { z } from 'zod'
import { MAX_SEARCH_TERM } from '../../limits.ts'
import type { KeyDerivation } from '../../secrets/server-secret.ts'
import { createSeal } from '../../secrets/seal.ts'
import { pageRequestSchema } from './page-request.ts'

const HOUR_MS = 3_600_000

const searchedPageSchema = z.object({ request: pageRequestSchema, term: z.string().max(MAX_SEARCH_TERM) })

export type SearchSeals = ReturnType<typeof createSearchSeals>

export function createSearchSeals(derive: KeyDerivation) {
  return {
    /** So that the search term does not appear in URLs, logs or `Referer` headers. */
    address: createSeal({ keys: derive('search address'), schema: searchedPageSchema, validMs: HOUR_MS }),
    open: createSeal({ keys: derive('open address'), schema: pageRequestSchema, validMs: HOUR_MS }),
  }
}
