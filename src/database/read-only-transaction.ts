import type { PoolClient } from 'pg'
import type { BoundStatement, Outcome, Result } from './bound-statement.ts'
import { PipelinedBatch } from './pipelined-batch.ts'
import { noteHeard, preparedOn } from './pool.ts'
import { NoAnswerError, QueryError } from './query-error.ts'
import { SET_FORMATS } from './value-formats.ts'

/** Postgres stops a statement at its limit and says so, within this time; then the wait is over anyway. */
export const GRACE_MS = 200
/** How long an answer may take beyond the statement's own limit, before the network is taken for dead. */
const ANSWER_MARGIN_MS = 500
/** How long several queries may keep each other waiting. */
const PATIENCE_MS = 250

export const BEGIN = toControl('begin_read_only', 'begin read only')
/** Nothing was written, and nothing that was set stays behind. */
const ROLLBACK = toControl('rollback', 'rollback')

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
    return this.resultOf(this.send(this.limit(query)), query.statement.timeoutMs + GRACE_MS)
  }

  /**
   * The result of the only query of a batch.
   *
   * @throws {QueryError} when it is not there in time, and the transaction ends then
   */
  async resultOf(batch: PipelinedBatch, patienceMs: number): Promise<Result> {
    const outcomes = await outcomesWithin(batch, patienceMs, ANSWER_MARGIN_MS - GRACE_MS)
    // What has not ended cannot be gone on from, though its rows be there.
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
export function within<Value>(promise: Promise<Value>, ms: number): Promise<Value | undefined> {
  return new Promise((resolve, reject) => {
    // Where the process itself was busy for so long, the answer is there: it is read before an immediate is run.
    const timer = setTimeout(() => setImmediate(resolve, undefined), ms)
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
