import { z } from 'zod'
import { MAX_SEARCH_TERM } from '../../limits.ts'
import type { KeyDerivation } from '../../secrets/server-secret.ts'
import { createSeal, type Seal } from '../../secrets/seal.ts'
import { pageRequestSchema, type PageRequest } from './page-request.ts'

/** Where the form of the search is sent, and before the sealed term of its answer. */
export const SEARCH_PATH = '/search'
/** Before a sealed page: that of a customer whom an agent opened, or the visitor's own. */
export const OPEN_PATH = '/open'

const HOUR_MS = 3_600_000
/** A page may stay open as long as its conversation. */
const FORM_HOURS = 12

const searchedPageSchema = z.object({ request: pageRequestSchema, term: z.string().max(MAX_SEARCH_TERM) })

export interface SearchSeals {
  /** In the form. */
  form: Seal<PageRequest>
  /** In the address of an answer: what was typed stands in no address, log or `Referer` that others read. */
  address: Seal<z.output<typeof searchedPageSchema>>
  open: Seal<PageRequest>
}

export function createSearchSeals(derive: KeyDerivation): SearchSeals {
  return {
    form: createSeal({
      keys: derive('search form'),
      schema: pageRequestSchema,
      validMs: FORM_HOURS * HOUR_MS,
    }),
    address: createSeal({ keys: derive('search address'), schema: searchedPageSchema, validMs: HOUR_MS }),
    open: createSeal({ keys: derive('open address'), schema: pageRequestSchema, validMs: HOUR_MS }),
  }
}
