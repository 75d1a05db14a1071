import { DatabaseError } from 'pg'
import { redactMessage, type Phase } from './redact-message.ts'

export type { Phase } from './redact-message.ts'

/**
 * `unavailable`: no connection, or it broke. `late`: the time limit was exceeded. `failed`: Postgres rejected the
 * statement.
 */
type Failure = 'unavailable' | 'late' | 'failed'

interface Source {
  file: string
  /** Null if Postgres reports no position. */
  line: number | null
}

/** A query that failed. Postgres's message may quote customer data, so it stays in `cause` and is never logged. */
export class QueryError extends Error {
  override name = 'QueryError'
  readonly failure: Failure
  /** Postgres's five-character code; null if the error is not from Postgres. */
  readonly sqlState: string | null
  readonly redactedMessage: string | null
  /** In characters of the statement's text, from 1. */
  readonly position: number | null
  /** A value cannot be converted to the type that the statement requires, or to the database's encoding. */
  readonly isBadValue: boolean
  /** The connection's prepared statement is outdated; the query can be retried on another connection. */
  readonly isOutdated: boolean
  /** The connection broke or is dead; the query can be retried on another connection. */
  readonly isLost: boolean
  /** Rolled back because of another transaction; the query can be retried, and the connection is fine. */
  readonly isConflict: boolean
  /** The server is a replica, such as a former primary, or the database is read-only. */
  readonly isReadOnly: boolean
  source: Source | null = null

  constructor(cause: unknown, phase: Phase = 'run') {
    const error = cause instanceof DatabaseError ? cause : null
    const sqlState = error?.code ?? null
    const failure = phase === 'connect' ? 'unavailable' : toFailure(sqlState, cause)
    super(`The query is ${failure}`, { cause })
    this.failure = failure
    this.sqlState = sqlState
    this.redactedMessage = error && redactMessage(error, phase)
    this.position = error?.position === undefined ? null : Number(error.position)
    // During bind, Postgres also plans, and may evaluate expressions. Only for an error in a value itself does it name
    // the parameter, in every language.
    this.isBadValue = phase === 'bind' && failure === 'failed' && /\$\d/.test(error?.where ?? '')
    this.isOutdated = phase !== 'connect' && sqlState !== null && OUTDATED.has(sqlState)
    this.isLost =
      phase !== 'connect' &&
      failure === 'unavailable' &&
      (sqlState === null || LOST_CLASSES.has(toClass(sqlState)))
    this.isConflict = toClass(sqlState) === CONFLICT_CLASS
    this.isReadOnly = sqlState !== null && READ_ONLY.has(sqlState)
  }

  get logFields() {
    return { ...this.source, words: this.redactedMessage }
  }
}

export function toQueryError(error: unknown): QueryError {
  return error instanceof QueryError ? error : new QueryError(error)
}

/** No response arrived in time: neither rows nor Postgres's own timeout error. */
export class NoAnswerError extends Error {
  override name = 'NoAnswerError'
}

export class DeadConnectionError extends Error {
  override name = 'DeadConnectionError'
}

const QUERY_CANCELED = '57014'
/** Classes of codes that concern the server or the connection, not the statement. */
const UNAVAILABLE_CLASSES: ReadonlySet<string> = new Set(['08', '28', '3D', '40', '53', '57', '58'])
/** Classes with which a server ends a connection. */
const LOST_CLASSES: ReadonlySet<string> = new Set(['08', '57'])
/** A replica, for example, cancels queries that read rows it is about to remove. */
const CONFLICT_CLASS = '40'
/** The tables of a prepared statement were altered, or the statement was deallocated. */
const OUTDATED: ReadonlySet<string> = new Set(['0A000', '26000'])
const READ_ONLY: ReadonlySet<string> = new Set(['0A000', '25006'])

const toClass = (sqlState: string | null) => sqlState?.slice(0, 2) ?? ''

function toFailure(sqlState: string | null, cause: unknown): Failure {
  if (sqlState !== null) {
    if (sqlState === QUERY_CANCELED) return 'late'
    return UNAVAILABLE_CLASSES.has(toClass(sqlState)) ? 'unavailable' : 'failed'
  }
  if (cause instanceof NoAnswerError) return 'late'
  // A bug here or in the driver does not mean that the database is down.
  return cause instanceof TypeError || cause instanceof RangeError || cause instanceof URIError
    ? 'failed'
    : 'unavailable'
}
