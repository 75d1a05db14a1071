import type { Pool } from 'pg'
import { QueryError } from '../database/query-error.ts'
import { queryReadOnly } from '../database/read-only.ts'
import { toUnprepared } from '../database/bound-statement.ts'
import { firstRows, isId } from './customer-rows.ts'
import { withSource } from './error-source.ts'
import { toValues, type LookupParameters } from './lookup-parameters.ts'
import type { QueryFile } from './query-file/query-file.ts'
import { NO_COLUMNS, NO_ROWS, toColumns, type RowSet } from './row-set.ts'
import type { SearchTerms } from './search-terms.ts'

/** Who may be meant by what an agent typed, or a site sent. */
export interface SearchResult {
  /** `short` and `late`: more has to be typed, to be searched for at all, or because there is too much to look through. */
  status: 'ok' | 'short' | 'late' | 'failed'
  /** The first row of each customer. */
  customers: RowSet
  /** Where a row has the id, shown or hidden; -1 where nobody was found. */
  idAt: number
  /** There may be customers who are not among the rows. */
  hasMore: boolean
  error: QueryError | null
}

/** Null terms are too short. */
export type Searcher = (terms: SearchTerms | null, parameters: LookupParameters) => Promise<SearchResult>

interface Options {
  pool: Pool
  /** `search.sql`. */
  file: QueryFile
}

/** Of a search whose file sets none, in milliseconds: who waits longer types more meanwhile. */
const TIMEOUT_MS = 300

/**
 * Makes the function that finds customers by `search.sql`.
 *
 * The statement is planned anew at each search, for what was typed: most of its branches are null, and cost nothing then.
 *
 * It rejects with a QueryError when the database cannot be asked; a statement that fails or is late is part of the result.
 */
export function createSearcher({ pool, file }: Options): Searcher {
  const statement = toUnprepared(file.text, file.timeoutMs ?? TIMEOUT_MS)
  const nobody = { customers: { file, columns: NO_COLUMNS, rows: NO_ROWS, isCutOff: false }, idAt: -1 }
  return async (terms, parameters) => {
    if (terms === null) return { status: 'short', ...nobody, hasMore: false, error: null }
    try {
      const values = toValues(file, { ...parameters, ...terms }, null)
      const { rows, fields } = await queryReadOnly(pool, { statement, values })
      const idAt = fields.findLastIndex(({ name }) => name === 'id')
      const read = rows.slice(0, file.maxRows)
      const found = firstRows(
        read.filter((row) => isId(row[idAt])),
        idAt,
      )
      const customers = { file, columns: toColumns(file, fields), rows: found, isCutOff: false }
      // A file that has a limit of its own says no more. Whoever is not among them has no values on the page.
      return { status: 'ok', customers, idAt, hasMore: read.length === file.maxRows, error: null }
    } catch (error) {
      if (!(error instanceof QueryError) || error.failure === 'unavailable') throw error
      // What is no number where numbers are looked for is nobody's.
      if (error.isBadValue) return { status: 'ok', ...nobody, hasMore: false, error: null }
      const status = error.failure === 'late' ? 'late' : 'failed'
      return { status, ...nobody, hasMore: status === 'late', error: withSource(error, file) }
    }
  }
}
