import type { QueryError } from '../database/query-error.ts'
import { LINES_BEFORE, type QueryFile } from './query-file/query-file.ts'

/** Says in an error which file it is about, and which line where Postgres names a place. */
export function withSource(error: QueryError, { path, text }: Pick<QueryFile, 'path' | 'text'>): QueryError {
  const { position } = error
  // Postgres counts characters, not the halves of them that JavaScript counts.
  const before = position === null ? null : Array.from(text).slice(0, position - 1)
  const line = before && before.filter((character) => character === '\n').length + 1 - LINES_BEFORE
  error.source = { file: path, line }
  return error
}
