import type { Queries } from '../../src/customer/query-file/queries.ts'

/*
 * For apps whose database may be slow to answer, as on a busy machine. A test of a time limit sets its own.
 */

const LIMIT_MS = 10_000

/** Variables of such an app. */
export const PATIENT = { DATABASE_TIMEOUT_MS: String(LIMIT_MS) }

/** Raises the time limit in the file of a search, such as the bundled one. */
export function withPatientSearch(queries: Queries): Queries {
  const { search } = queries
  return search?.timeoutMs ? { ...queries, search: { ...search, timeoutMs: LIMIT_MS } } : queries
}
