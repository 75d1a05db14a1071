import { z } from 'zod'
import { MAX_SEARCH_TERM } from '../../limits.ts'
import type { KeyDerivation } from '../../secrets/server-secret.ts'
import { createSeal, type Seal } from '../../secrets/seal.ts'
import { pageRequestSchema, type PageRequest } from './page-request.ts'

/** Prefix of URLs with a sealed page: of a customer that an agent opened, or of the visitor. */
export const OPEN_PATH = '/open'

const HOUR_MS = 3_600_000

const searchedPageSchema = z.object({ request: pageRequestSchema, term: z.string().max(MAX_SEARCH_TERM) })

export interface SearchSeals {
  /** For the URL of search results, so that the search term does not appear in URLs, logs or `Referer` headers. */
  address: Seal<z.output<typeof searchedPageSchema>>
  open: Seal<PageRequest>
}

export function createSearchSeals(derive: KeyDerivation): SearchSeals {
  return {
    address: createSeal({ keys: derive('search address'), schema: searchedPageSchema, validMs: HOUR_MS }),
    open: createSeal({ keys: derive('open address'), schema: pageRequestSchema, validMs: HOUR_MS }),
  }
}
