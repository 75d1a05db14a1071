import { DatabaseError } from 'pg'

/** `unavailable`: no connection, or it broke. `late`: over its time limit. `failed`: Postgres refused the statement. */
type Failure = 'unavailable' | 'late' | 'failed'

/** A query that gave no rows. Postgres's own words may repeat customer data: they stay in `cause`, for nobody's log. */
export class QueryError extends Error {
  override name = 'QueryError'
  readonly failure: Failure
  /** Postgres's five-character code, when it spoke. */
  readonly sqlState: string | null
  /** A value could not be read as the type that the statement wants, or not be written in the database's encoding. */
  readonly isBadValue: boolean
  /** What was prepared on the connection is no longer good: the statement is, on another one. */
  readonly isOutdated: boolean

  constructor(cause: unknown) {
    const isDatabase = cause instanceof DatabaseError
    const sqlState = isDatabase ? (cause.code ?? null) : null
    const failure = toFailure(sqlState, cause)
    super(`The query is ${failure}`, { cause })
    this.failure = failure
    this.sqlState = sqlState
    // Postgres says so only of errors in a parameter, as opposed to errors in the tables' own data.
    this.isBadValue = isDatabase && /^(unnamed )?portal .*parameter \$\d/.test(cause.where ?? '')
    this.isOutdated = sqlState !== null && OUTDATED.has(sqlState)
  }
}

export function toQueryError(error: unknown): QueryError {
  return error instanceof QueryError ? error : new QueryError(error)
}

/** No answer came in time, neither rows nor Postgres's word that the time is over. */
export class NoAnswerError extends Error {
  override name = 'NoAnswerError'
}

const QUERY_CANCELED = '57014'
/** Classes of codes that say something of the server or the connection, not of the statement. */
const UNAVAILABLE_CLASSES: ReadonlySet<string> = new Set(['08', '28', '3D', '53', '57', '58'])
/** A prepared statement whose tables were altered since, or that somebody has dropped. */
const OUTDATED: ReadonlySet<string> = new Set(['0A000', '26000'])

function toFailure(sqlState: string | null, cause: unknown): Failure {
  if (sqlState !== null) {
    if (sqlState === QUERY_CANCELED) return 'late'
    return UNAVAILABLE_CLASSES.has(sqlState.slice(0, 2)) ? 'unavailable' : 'failed'
  }
  if (cause instanceof NoAnswerError) return 'late'
  // A fault of ours, or of the driver's, is not the database being down.
  return cause instanceof TypeError || cause instanceof RangeError || cause instanceof URIError
    ? 'failed'
    : 'unavailable'
}
