import { DatabaseError } from 'pg'
import type { Pool, QueryResult } from 'pg'

export type Row = Record<string, unknown>

interface Statement {
  text: string
  values: unknown[]
  timeoutMs: number
}

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

  constructor(cause: unknown) {
    const isDatabase = cause instanceof DatabaseError
    const sqlState = isDatabase ? (cause.code ?? null) : null
    const failure = toFailure(sqlState, cause)
    super(`The query is ${failure}`, { cause })
    this.failure = failure
    this.sqlState = sqlState
    // Postgres says so only of errors in a parameter, as opposed to errors in the tables' own data.
    this.isBadValue = isDatabase && /^(unnamed )?portal .*parameter \$\d/.test(cause.where ?? '')
  }
}

const QUERY_CANCELED = '57014'
/** Classes of codes that say something of the server or the connection, not of the statement. */
const UNAVAILABLE_CLASSES: ReadonlySet<string> = new Set(['08', '28', '3D', '53', '57', '58'])
/** The driver's word for an answer that did not come; it has no code for it. */
const NO_ANSWER = 'Query read timeout'
/** How long an answer may take beyond the statement's own limit, before the network is taken for dead. */
const ANSWER_MARGIN_MS = 500

function toFailure(sqlState: string | null, cause: unknown): Failure {
  if (sqlState !== null) {
    if (sqlState === QUERY_CANCELED) return 'late'
    return UNAVAILABLE_CLASSES.has(sqlState.slice(0, 2)) ? 'unavailable' : 'failed'
  }
  if (cause instanceof Error && cause.message === NO_ANSWER) return 'late'
  // A fault of ours, or of the driver's, is not the database being down.
  return cause instanceof TypeError || cause instanceof RangeError || cause instanceof URIError
    ? 'failed'
    : 'unavailable'
}

/** Postgres stops a statement at its limit and says so, within this time; then the wait is over anyway. */
const GRACE_MS = 200

/**
 * Runs one statement in a read-only transaction with its own time limit, in one round trip. The wait for a connection
 * is part of the time.
 *
 * @throws {QueryError}
 */
export function queryReadOnly(pool: Pool, statement: Statement): Promise<QueryResult<Row>> {
  return new Promise((settle, fail) => {
    let isLate = false
    const timer = setTimeout(() => {
      isLate = true
      fail(new QueryError(new Error(NO_ANSWER)))
    }, statement.timeoutMs + GRACE_MS)
    run(pool, statement, () => isLate)
      .then(settle, (error: unknown) => fail(error instanceof QueryError ? error : new QueryError(error)))
      .finally(() => clearTimeout(timer))
  })
}

async function run(pool: Pool, { text, values, timeoutMs }: Statement, isLate: () => boolean) {
  const client = await pool.connect()
  if (isLate()) {
    client.release()
    throw new Error(NO_ANSWER)
  }
  // All three are on the wire before the first answer. The limit holds for this transaction only, so that it also
  // works where a proxy hands connections from client to client.
  const limit = { query_timeout: timeoutMs + ANSWER_MARGIN_MS }
  // The extended protocol takes one statement and no more, whatever hides in the text.
  const query = { text, values, queryMode: 'extended', ...limit }
  const [begun, queried, ended] = await Promise.allSettled([
    client.query({ text: `begin read only; set local statement_timeout = ${String(timeoutMs)}`, ...limit }),
    client.query<Row>(query),
    // Nothing was written, and nothing that was set stays behind.
    client.query({ text: 'rollback', ...limit }),
  ])
  const broken = begun.status === 'rejected' || ended.status === 'rejected'
  client.release(broken)
  if (queried.status === 'rejected') throw queried.reason
  if (begun.status === 'rejected') throw begun.reason
  return queried.value
}
