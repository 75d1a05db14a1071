import type { Pool, PoolClient } from 'pg'
import { PipelinedBatch, type BoundStatement, type Outcome, type Result } from './pipelined-batch.ts'
import { lastHeardOn, noteHeard, preparedOn } from './pool.ts'
import { DeadConnectionError, NoAnswerError, QueryError } from './query-error.ts'

/** Postgres stops a statement at its limit and says so, within this time; then the wait is over anyway. */
const GRACE_MS = 200
/** How long an answer may take beyond the statement's own limit, before the network is taken for dead. */
const ANSWER_MARGIN_MS = 500
/** The beginning of a transaction is answered within a round trip, or the connection is dead. */
const DEAD_AFTER_MS = 500
/** How long several queries may keep each other waiting. */
const PATIENCE_MS = 250

const BEGIN = toControl('begin_read_only', 'begin read only')
/** Nothing was written, and nothing that was set stays behind. */
const ROLLBACK = toControl('rollback', 'rollback')

/**
 * How values are written, whatever the role or the database sets. The order of day and month in dates that are read, the
 * time zone and the language stay theirs.
 */
export const SET_FORMATS = [
  'datestyle=ISO',
  'intervalstyle=postgres',
  'extra_float_digits=1',
  'bytea_output=hex',
]
  .map((setting) => `set_config('${setting.replace('=', `', '`)}', true)`)
  .join(', ')

/**
 * Sets the time limit for what follows in the transaction, and how values are written. It holds for that transaction only,
 * so that it also works where a proxy hands connections from client to client. This is `set local` of several at once.
 */
function setStatementTimeout(timeoutMs: number): BoundStatement {
  const ms = String(timeoutMs)
  return toControl(`timeout_${ms}`, `select set_config('statement_timeout', '${ms}', true), ${SET_FORMATS}`)
}

function toControl(name: string, text: string): BoundStatement {
  return { statement: { name, text, timeoutMs: 0 }, values: [] }
}

/** A query's result, and its transaction, which must be ended by `finish`. */
interface Opened {
  result: Result
  transaction: ReadOnlyTransaction
}

/**
 * Runs a query in a read-only transaction of its own, with its time limit, of which the wait for a connection is part.
 *
 * @throws {QueryError}
 */
export async function queryReadOnly(pool: Pool, query: BoundStatement): Promise<Result> {
  const { result, transaction } = await openReadOnly(pool, query)
  void transaction.finish([])
  return result
}

/**
 * The same, and the transaction stays open.
 *
 * Goes on to another connection, once and within the same time, where the fault is in the connection: it broke, it is dead
 * though nobody has said so, or what is prepared on it is outdated. A query that only reads may run twice.
 *
 * @throws {QueryError}
 */
export async function openReadOnly(pool: Pool, query: BoundStatement): Promise<Opened> {
  const started = performance.now()
  const patienceMs = query.statement.timeoutMs + GRACE_MS
  const deadline = started + patienceMs
  const deadAfterMs = Math.min(DEAD_AFTER_MS, patienceMs / 2)
  try {
    return await tryOpen(pool, query, { canPrepare: true, heardSince: 0, deadline, deadAfterMs })
  } catch (error) {
    if (!(error instanceof QueryError && (error.isOutdated || error.isLost))) throw error
    const heardSince = error.isOutdated ? 0 : started
    const canPrepare = !error.isOutdated
    return tryOpen(pool, query, { canPrepare, heardSince, deadline, deadAfterMs: patienceMs })
  }
}

/** Times on the clock of `performance.now`. */
interface Attempt {
  /** False: prepares nothing, and uses nothing that is prepared. */
  canPrepare: boolean
  /** Connections on which nothing was heard since then are destroyed, not used. */
  heardSince: number
  deadline: number
  /** The connection is dead when it does not answer the beginning within this time. */
  deadAfterMs: number
}

async function tryOpen(pool: Pool, query: BoundStatement, attempt: Attempt): Promise<Opened> {
  const client = await connect(pool, attempt)
  const transaction = new ReadOnlyTransaction(client, attempt.canPrepare)
  const batch = transaction.send([BEGIN, ...transaction.limit(query)])
  const giveUp = () => {
    if (!batch.isAnswered) batch.breakOff(new DeadConnectionError())
  }
  const timer = setTimeout(() => setImmediate(giveUp), attempt.deadAfterMs)
  const outcomes = await outcomesWithin(
    batch,
    attempt.deadline - performance.now(),
    ANSWER_MARGIN_MS - GRACE_MS,
  )
  clearTimeout(timer)
  // What has not ended cannot be gone on from, though its rows be there.
  const result = batch.hasEnded ? outcomes[0] : undefined
  if (result && !(result instanceof QueryError)) return { result, transaction }
  void batch.ended.then(() => transaction.finish([]))
  throw result ?? new QueryError(new NoAnswerError())
}

/** @throws {QueryError} when there is no connection in time */
async function connect(pool: Pool, { heardSince, deadline }: Attempt): Promise<PoolClient> {
  for (;;) {
    const connecting = pool.connect()
    const client = await within(connecting, deadline - performance.now()).catch((error: unknown) => {
      throw new QueryError(error, 'connect')
    })
    if (!client) {
      connecting.then((late) => late.release()).catch(() => undefined)
      throw new QueryError(new NoAnswerError())
    }
    if (lastHeardOn(client) >= heardSince) return client
    client.release(true)
  }
}

/** A read-only transaction on a connection of the pool. At an error it ends by itself. */
export class ReadOnlyTransaction {
  private readonly client: PoolClient
  private readonly canPrepare: boolean
  /** The time limit that is set. */
  private timeoutMs = 0
  private hasEnded = false

  constructor(client: PoolClient, canPrepare: boolean) {
    this.client = client
    this.canPrepare = canPrepare
  }

  /**
   * Runs one more query within its time limit, and stays open.
   *
   * @throws {QueryError} and has ended then
   */
  async query(query: BoundStatement): Promise<Result> {
    const batch = this.send(this.limit(query))
    const patienceMs = query.statement.timeoutMs + GRACE_MS
    const outcomes = await outcomesWithin(batch, patienceMs, ANSWER_MARGIN_MS - GRACE_MS)
    const result = batch.hasEnded ? outcomes[0] : undefined
    if (result && !(result instanceof QueryError)) return result
    void batch.ended.then(() => this.finish([]))
    throw result ?? new QueryError(new NoAnswerError())
  }

  /**
   * Runs more queries, one after the other, and ends the transaction. Nobody has to wait for that.
   *
   * @returns what is known after a short while. The last outcome may be an error, and queries behind it were not run:
   * they, and those that took longer, are to be run elsewhere
   */
  async finish(queries: readonly BoundStatement[]): Promise<readonly Outcome[]> {
    if (this.hasEnded) return []
    const batch = this.send([...queries.flatMap((query) => this.limit(query)), ROLLBACK])
    void batch.ended.then((error) => {
      if (!error) this.client.release()
    })
    const silenceMs = queries.reduce((sum, { statement }) => sum + statement.timeoutMs, ANSWER_MARGIN_MS)
    return outcomesWithin(batch, PATIENCE_MS, silenceMs)
  }

  /** The query, behind its time limit where that is another. */
  limit(query: BoundStatement): BoundStatement[] {
    const { timeoutMs } = query.statement
    if (timeoutMs === this.timeoutMs) return [query]
    this.timeoutMs = timeoutMs
    return [setStatementTimeout(timeoutMs), query]
  }

  send(statements: readonly BoundStatement[]): PipelinedBatch {
    const { client } = this
    const batch = new PipelinedBatch(client, statements, this.canPrepare ? preparedOn(client) : null)
    void batch.ended.then((error) => {
      if (!error?.isLost) noteHeard(client)
      if (error) this.endAfterError(error)
    })
    return client.query(batch)
  }

  /** What is in doubt after an error is not used again. */
  private endAfterError({ isOutdated }: QueryError): void {
    this.hasEnded = true
    const rollback = { text: 'rollback', query_timeout: ANSWER_MARGIN_MS }
    this.client.query(rollback, (error: Error | null) => this.client.release(error !== null || isOutdated))
  }
}

/** Those that are there in time. A connection that says nothing for so much longer is broken off. */
async function outcomesWithin(
  batch: PipelinedBatch,
  patienceMs: number,
  silenceMs: number,
): Promise<readonly Outcome[]> {
  if ((await within(batch.ended, patienceMs)) === undefined) {
    const timer = setTimeout(() => batch.breakOff(), silenceMs)
    void batch.ended.then(() => clearTimeout(timer))
  }
  return batch.outcomes.slice()
}

/** Undefined when it takes longer. */
function within<Value>(promise: Promise<Value>, ms: number): Promise<Value | undefined> {
  return new Promise((resolve, reject) => {
    // Where the process itself was busy for so long, the answer is there: it is read before an immediate is run.
    const timer = setTimeout(() => setImmediate(resolve, undefined), ms)
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
