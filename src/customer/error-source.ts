import type { QueryError } from '../database/query-error.ts'
import { LINES_BEFORE_STATEMENT, type QueryFile } from './query-file/query-file.ts'
import { toLine } from './query-file/statement-tokens.ts'

export function withSource(error: QueryError, { path, text }: Pick<QueryFile, 'path' | 'text'>): QueryError {
  error.source = { file: path, line: toFileLine(text, error.position) }
  return error
}

/**
 * Postgres counts code points from 1, where JavaScript counts an emoji as two units. Errors caused by data have no
 * position.
 *
 * @param text the statement as executed
 * @returns the file's line, from 1
 */
export function toFileLine(text: string, position: number | null): number | null {
  if (position === null) return null
  const before = Array.from(text)
    .slice(0, position - 1)
    .join('')
  return toLine(before, before.length) - LINES_BEFORE_STATEMENT
}
