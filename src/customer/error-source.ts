import type { QueryError } from '../database/query-error.ts'
import { LINES_BEFORE_STATEMENT, type QueryFile } from './query-file/query-file.ts'

/** Adds the file to an error, and the line if Postgres reports a position. */
export function withSource(error: QueryError, { path, text }: Pick<QueryFile, 'path' | 'text'>): QueryError {
  const { position } = error
  // Postgres counts code points; JavaScript counts UTF-16 units.
  const before = position === null ? null : Array.from(text).slice(0, position - 1)
  const line = before && before.filter((character) => character === '\n').length + 1 - LINES_BEFORE_STATEMENT
  error.source = { file: path, line }
  return error
}
