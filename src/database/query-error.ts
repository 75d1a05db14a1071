import { DatabaseError } from 'pg'
import { toSafeWords, type Phase } from './postgres-words.ts'

export type { Phase } from './postgres-words.ts'

/** `unavailable`: no connection, or it broke. `late`: over its time limit. `failed`: Postgres refused the statement. */
type Failure = 'unavailable' | 'late' | 'failed'

/** Where a statement is written. */
interface Source {
  file: string
  /** Null where Postgres names no place. */
  line: number | null
}

/** A query that gave no rows. Postgres's own words may repeat customer data: they stay in `cause`, for nobody's log. */
export class QueryError extends Error {
  override name = 'QueryError'
  readonly failure: Failure
  /** Postgres's five-character code, when it spoke. */
  readonly sqlState: string | null
  /** Postgres's words without the values in them, for the log. */
  readonly words: string | null
  /** Where in the statement's text Postgres found the fault, in characters from 1. */
  readonly position: number | null
  /** A value could not be read as the type that the statement wants, or not be written in the database's encoding. */
  readonly isBadValue: boolean
  /** What was prepared on the connection is no longer good: the statement is, on another one. */
  readonly isOutdated: boolean
  /** The connection broke or is dead, or the transaction was rolled back for another one: the statement may do well elsewhere. */
  readonly isLost: boolean
  /** Told by whoever knows the file. */
  source: Source | null = null

  constructor(cause: unknown, phase: Phase = 'run') {
    const error = cause instanceof DatabaseError ? cause : null
    const sqlState = error?.code ?? null
    const failure = phase === 'connect' ? 'unavailable' : toFailure(sqlState, cause)
    super(`The query is ${failure}`, { cause })
    this.failure = failure
    this.sqlState = sqlState
    this.words = error && toSafeWords(error, phase)
    this.position = error?.position === undefined ? null : Number(error.position)
    // While values are bound Postgres also plans, and may compute what the statement makes of them. Of a value itself it
    // names the parameter, in every language.
    this.isBadValue = phase === 'bind' && failure === 'failed' && /\$\d/.test(error?.where ?? '')
    this.isOutdated = phase !== 'connect' && sqlState !== null && OUTDATED.has(sqlState)
    this.isLost =
      phase !== 'connect' &&
      failure === 'unavailable' &&
      (sqlState === null || LOST_CLASSES.has(toClass(sqlState)))
  }

  /** What a log may hold of it. */
  get logFields() {
    return { ...this.source, words: this.words }
  }
}

export function toQueryError(error: unknown): QueryError {
  return error instanceof QueryError ? error : new QueryError(error)
}

/** No answer came in time, neither rows nor Postgres's word that the time is over. */
export class NoAnswerError extends Error {
  override name = 'NoAnswerError'
}

/** Nothing at all came on a connection, on which at least the beginning is answered at once. */
export class DeadConnectionError extends Error {
  override name = 'DeadConnectionError'
}

const QUERY_CANCELED = '57014'
/** Classes of codes that say something of the server or the connection, not of the statement. */
const UNAVAILABLE_CLASSES: ReadonlySet<string> = new Set(['08', '28', '3D', '40', '53', '57', '58'])
/**
 * Those with which a server ends a connection, or a transaction that it may well run again: a replica ends those that read
 * rows which it is about to remove.
 */
const LOST_CLASSES: ReadonlySet<string> = new Set(['08', '40', '57'])
/** A prepared statement whose tables were altered since, or that somebody has dropped. */
const OUTDATED: ReadonlySet<string> = new Set(['0A000', '26000'])

const toClass = (sqlState: string | null) => sqlState?.slice(0, 2) ?? ''

function toFailure(sqlState: string | null, cause: unknown): Failure {
  if (sqlState !== null) {
    if (sqlState === QUERY_CANCELED) return 'late'
    return UNAVAILABLE_CLASSES.has(toClass(sqlState)) ? 'unavailable' : 'failed'
  }
  if (cause instanceof NoAnswerError) return 'late'
  // A fault of ours, or of the driver's, is not the database being down.
  return cause instanceof TypeError || cause instanceof RangeError || cause instanceof URIError
    ? 'failed'
    : 'unavailable'
}
