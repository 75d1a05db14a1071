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

  constructor(cause: unknown) {
    const sqlState = cause instanceof DatabaseError ? (cause.code ?? null) : null
    const failure = toFailure(sqlState)
    super(`The query is ${failure}`, { cause })
    this.failure = failure
    this.sqlState = sqlState
  }
}

const QUERY_CANCELED = '57014'
/** Classes of codes that say something of the server or the connection, not of the statement. */
const UNAVAILABLE_CLASSES: ReadonlySet<string> = new Set(['08', '28', '3D', '53', '57', '58'])

function toFailure(sqlState: string | null): Failure {
  if (sqlState === QUERY_CANCELED) return 'late'
  return sqlState === null || UNAVAILABLE_CLASSES.has(sqlState.slice(0, 2)) ? 'unavailable' : 'failed'
}

/**
 * Runs one statement in a read-only transaction with its own time limit, in one round trip.
 *
 * @throws {QueryError}
 */
export async function queryReadOnly(
  pool: Pool,
  { text, values, timeoutMs }: Statement,
): Promise<QueryResult<Row>> {
  const client = await pool.connect().catch((error: unknown) => {
    throw new QueryError(error)
  })
  // All three are on the wire before the first answer. The limit holds for this transaction only, so that it also
  // works where a proxy hands connections from client to client.
  const [begun, queried, ended] = await Promise.allSettled([
    client.query(`begin read only; set local statement_timeout = ${String(timeoutMs)}`),
    client.query<Row>(text, values),
    client.query('commit'),
  ])
  const broken = begun.status === 'rejected' || ended.status === 'rejected'
  client.release(broken)
  if (queried.status === 'rejected') throw new QueryError(queried.reason)
  if (begun.status === 'rejected') throw new QueryError(begun.reason)
  return queried.value
}
