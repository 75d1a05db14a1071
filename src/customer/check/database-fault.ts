import { DatabaseError } from 'pg'
import { TooLongError } from '../../database/decode.ts'
import { QueryError } from '../../database/query-error.ts'
import type { Fault } from '../query-file/annotations.ts'
import { toFileLine } from '../error-source.ts'
import { AFTER_STATEMENT, LINES_BEFORE_STATEMENT } from '../query-file/query-file.ts'
import { toLine } from '../query-file/statement-tokens.ts'

const SYNTAX_ERROR = '42601'
/** SQLSTATEs for parameters whose type Postgres cannot determine. */
const UNTYPED_PARAMETER: ReadonlySet<string> = new Set(['42P18', '42P08'])

/**
 * Contains Postgres's message, which may repeat customer data: for a terminal, not for a log.
 *
 * @throws the error itself if the file is not its cause, as when the database is unavailable
 */
export function toFault(
  { text, parameters }: { text: string; parameters: readonly string[] },
  error: unknown,
): Fault {
  if (!(error instanceof QueryError) || error.failure === 'unavailable') throw error
  const { cause, failure } = error
  if (!(cause instanceof DatabaseError)) {
    if (failure === 'late') throw error
    if (cause instanceof TooLongError) return { line: null, message: cause.message }
    return {
      line: null,
      message: `gives a value that cannot be read (${cause instanceof Error ? cause.name : ''})`,
    }
  }
  const { message, hint, code } = cause
  const [, untyped] = (UNTYPED_PARAMETER.has(code ?? '') && /\$(\d+)$/.exec(message)) || []
  const advice = untyped ? `Write :${parameters[Number(untyped) - 1] ?? ''}::text` : hint
  const line = toFileLine(text, error.position)
  const lastLine = toLastLine(text)
  // Postgres names what follows the statement, which is not in the file.
  if (code === SYNTAX_ERROR && line !== null && line > lastLine)
    return { line: lastLine, message: `syntax error at the end of the statement (${code})` }
  const words = `${message.replace(AFTER_STATEMENT, '')}${advice ? `. ${advice}` : ''} (${code ?? 'no code'})`
  return { line, message: words }
}

/** A text does not fit the type of the column, or there is no comparison of the two. */
const MISFITS: ReadonlySet<string> = new Set(['22P02', '22003', '22007', '22008', '42883'])

/** @param column what to convert, such as `id` */
export function adviseText({ sqlState }: QueryError, column: string, parameter: string): string {
  return MISFITS.has(sqlState ?? '') ? `. Compare as text: ${column}::text = :${parameter}` : ''
}

function toLastLine(text: string): number {
  const end = text.search(AFTER_STATEMENT)
  return toLine(text, end === -1 ? text.length : end) - LINES_BEFORE_STATEMENT
}
