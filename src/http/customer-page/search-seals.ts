import { z } from 'zod'
import { MAX_SEARCH_TERM } from '../../limits.ts'
import type { KeyDerivation } from '../../secrets/server-secret.ts'
import { createSeal, type Seal } from '../../secrets/seal.ts'
import { pageRequestSchema, type PageRequest } from './page-request.ts'

/** Before a sealed page: that of a customer whom an agent opened, or the visitor's own. */
export const OPEN_PATH = '/open'

const HOUR_MS = 3_600_000

const searchedPageSchema = z.object({ request: pageRequestSchema, term: z.string().max(MAX_SEARCH_TERM) })

export interface SearchSeals {
  /** In the address of an answer: what was typed stands in no address, log or `Referer` that others read. */
  address: Seal<z.output<typeof searchedPageSchema>>
  open: Seal<PageRequest>
}

export function createSearchSeals(derive: KeyDerivation): SearchSeals {
  return {
    address: createSeal({ keys: derive('search address'), schema: searchedPageSchema, validMs: HOUR_MS }),
    open: createSeal({ keys: derive('open address'), schema: pageRequestSchema, validMs: HOUR_MS }),
  }
}
