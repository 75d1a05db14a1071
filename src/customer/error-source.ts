import type { QueryError } from '../database/query-error.ts'
import { LINES_BEFORE_STATEMENT, type QueryFile } from './query-file/query-file.ts'
import { toLineOfPosition } from './query-file/statement-position.ts'

/** Adds the file to an error, and the line if Postgres reports a position. */
export function withSource(error: QueryError, { path, text }: Pick<QueryFile, 'path' | 'text'>): QueryError {
  const line = toLineOfPosition(text, error.position)
  error.source = { file: path, line: line === null ? null : line - LINES_BEFORE_STATEMENT }
  return error
}
