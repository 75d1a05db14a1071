import type { Pool } from 'pg'
import { QueryError } from '../database/query-error.ts'
import { queryReadOnly } from '../database/read-only.ts'
import { toUnprepared } from '../database/bound-statement.ts'
import { firstRows, isId } from './customer-rows.ts'
import { withSource } from './error-source.ts'
import { toValues, type LookupParameters } from './lookup-parameters.ts'
import type { QueryFile } from './query-file/query-file.ts'
import { positionOf, toEmptyRowSet, toRowSet, type RowSet } from './row-set.ts'
import type { SearchTerms } from './search-terms.ts'

export interface SearchResult {
  /** `short`: the term is too short. `late`: the term matches too much to search in time. */
  status: 'ok' | 'short' | 'late' | 'failed'
  customers: RowSet
  /** Index of the id column, shown or hidden; -1 if there is no result. */
  idAt: number
  hasMore: boolean
  error: QueryError | null
}

export type Searcher = (terms: SearchTerms | null, parameters: LookupParameters) => Promise<SearchResult>

interface Options {
  pool: Pool
  file: QueryFile
}

/** Default time limit in milliseconds. An agent who waits longer keeps typing. */
const TIMEOUT_MS = 300

/**
 * The statement is planned for each search, so that branches whose parameter is null cost nothing. Rejects with a
 * QueryError only if the database is unavailable.
 */
export function createSearcher({ pool, file }: Options): Searcher {
  const statement = toUnprepared(file.text, file.timeoutMs ?? TIMEOUT_MS)
  const nobody = { customers: toEmptyRowSet(file), idAt: -1 }
  return async (terms, parameters) => {
    if (terms === null) return { status: 'short', ...nobody, hasMore: false, error: null }
    try {
      const values = toValues(file, { ...parameters, ...terms }, null)
      const result = await queryReadOnly(pool, { statement, values })
      const idAt = positionOf(result.fields, 'id')
      const read = toRowSet(file, result)
      const matches = read.rows.filter((row) => isId(row[idAt]))
      const customers = { ...read, rows: firstRows(matches, idAt), isCutOff: false }
      // If the file has a lower limit of its own, further matches go unnoticed here; they are not on the page.
      return { status: 'ok', customers, idAt, hasMore: read.rows.length === file.maxRows, error: null }
    } catch (error) {
      if (!(error instanceof QueryError) || error.failure === 'unavailable') throw error
      // A value that the column cannot hold matches nobody.
      if (error.isBadValue) return { status: 'ok', ...nobody, hasMore: false, error: null }
      const status = error.failure === 'late' ? 'late' : 'failed'
      return { status, ...nobody, hasMore: status === 'late', error: withSource(error, file) }
    }
  }
}
