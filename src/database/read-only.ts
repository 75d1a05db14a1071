import type { Socket } from 'node:net'
import { DatabaseError, type Pool, type QueryArrayResult } from 'pg'
import { isDirect } from './pool.ts'

/** Values by position. */
export type Row = readonly unknown[]

type Result = QueryArrayResult<unknown[]>

interface Statement {
  /** Prepared under this name, where it can be. The same text each time. */
  name?: string | undefined
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

/** A prepared statement whose tables were altered since, or that somebody has dropped. */
const OUTDATED: ReadonlySet<string> = new Set(['0A000', '26000'])

/**
 * Runs one statement in a read-only transaction with its own time limit, in one round trip. The wait for a connection
 * is part of the time.
 *
 * @throws {QueryError}
 */
export async function queryReadOnly(pool: Pool, statement: Statement): Promise<Result> {
  const wait: Wait = { isOver: false }
  return new Promise((settle, fail) => {
    wait.timer = setTimeout(() => {
      fail(new QueryError(new Error(NO_ANSWER)))
      wait.isOver = true
      // Postgres has said nothing: after a while the connection is taken for dead, and its place is free again.
      wait.timer = setTimeout(() => wait.socket?.destroy(), ANSWER_MARGIN_MS - GRACE_MS)
    }, statement.timeoutMs + GRACE_MS)
    runAgain(pool, statement, wait)
      .then(settle, (error: unknown) => fail(toQueryError(error)))
      .finally(() => clearTimeout(wait.timer))
  })
}

function toQueryError(error: unknown): QueryError {
  return error instanceof QueryError ? error : new QueryError(error)
}

/** One statement's time. */
interface Wait {
  isOver: boolean
  timer?: NodeJS.Timeout
  socket?: Socket | undefined
}

/** As a statement that nobody has prepared, if the prepared one is outdated. */
async function runAgain(pool: Pool, statement: Statement, wait: Wait): Promise<Result> {
  try {
    return await run(pool, statement, wait)
  } catch (error) {
    if (!isOutdated(error) || statement.name === undefined) throw error
    return run(pool, { ...statement, name: undefined }, wait)
  }
}

async function run(pool: Pool, { name, text, values, timeoutMs }: Statement, wait: Wait) {
  const client = await pool.connect()
  if (wait.isOver) {
    client.release()
    throw new Error(NO_ANSWER)
  }
  const socket = (client as unknown as { connection: { stream: Socket } }).connection.stream
  wait.socket = socket
  return new Promise<Result>((settle, fail) => {
    const answer: { begun?: Error; queried?: Error; result?: Result } = {}
    // All three leave in one piece. The limit holds for this transaction only, so that it also works where a proxy
    // hands connections from client to client; there, nothing can be prepared either.
    socket.cork()
    client.query(`begin read only; set local statement_timeout = ${String(timeoutMs)}`, (error) => {
      // Null, whatever the types say.
      if (error as Error | null) answer.begun = error
    })
    // The extended protocol takes one statement and no more, whatever hides in the text.
    const prepared = isDirect(client) ? name : undefined
    const query = { name: prepared, text, values, queryMode: 'extended', rowMode: 'array' as const }
    client.query<unknown[]>(query, (error: Error | null, result) => {
      if (error) answer.queried = error
      else answer.result = result
    })
    // Nothing was written, and nothing that was set stays behind.
    client.query('rollback', (ended: Error | null) => {
      const { begun, queried, result } = answer
      wait.socket = undefined
      client.release(begun !== undefined || ended !== null || isOutdated(queried))
      if (result && !begun) settle(result)
      else fail(queried ?? begun ?? ended ?? new Error(NO_ANSWER))
    })
    socket.uncork()
  })
}

function isOutdated(error: unknown): boolean {
  return error instanceof DatabaseError && OUTDATED.has(error.code ?? '')
}
