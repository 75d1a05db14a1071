import type { PoolClient } from 'pg'
import type { BoundStatement, Outcome, Result } from './bound-statement.ts'
import { PipelinedBatch } from './pipelined-batch.ts'
import { recordResponse, preparedStatementsOf } from './pool.ts'
import { NoAnswerError, QueryError } from './query-error.ts'
import { ANSWER_MARGIN_MS, GRACE_MS, within } from './time-limits.ts'
import { SET_FORMATS } from './value-formats.ts'

/** How long to wait for the queries of one batch, which wait for each other. */
const PATIENCE_MS = 250

export const BEGIN = toControl('begin_read_only', 'begin read only')
/** Not `commit`: nothing was written, and settings are undone. */
const ROLLBACK = toControl('rollback', 'rollback')

/** Local to the transaction, so that it also works behind a proxy that multiplexes connections. */
function setStatementTimeout(timeoutMs: number): BoundStatement {
  const ms = String(timeoutMs)
  return toControl(`timeout_${ms}`, `select set_config('statement_timeout', '${ms}', true), ${SET_FORMATS}`)
}

function toControl(name: string, text: string): BoundStatement {
  return { statement: { name, text, timeoutMs: 0 }, values: [] }
}

/** A read-only transaction on a pooled connection. An error ends it. */
export class ReadOnlyTransaction {
  private readonly client: PoolClient
  private readonly canPrepare: boolean
  private timeoutMs = 0
  private hasEnded = false

  constructor(client: PoolClient, canPrepare: boolean) {
    this.client = client
    this.canPrepare = canPrepare
  }

  /** @throws {QueryError} after ending the transaction */
  async query(query: BoundStatement): Promise<Result> {
    return this.resultOf(this.send(this.limit(query)), query.statement.timeoutMs + GRACE_MS)
  }

  /** @throws {QueryError} if the result does not arrive in time, after ending the transaction */
  async resultOf(batch: PipelinedBatch, patienceMs: number): Promise<Result> {
    const outcomes = await outcomesWithin(batch, patienceMs, ANSWER_MARGIN_MS - GRACE_MS)
    // The transaction can be continued only if the batch has ended, even if its rows have arrived.
    const result = batch.hasEnded ? outcomes[0] : undefined
    if (result && !(result instanceof QueryError)) return result
    void batch.ended.then(() => this.finish([]))
    throw result ?? new QueryError(new NoAnswerError())
  }

  /**
   * Ends the transaction. The caller need not await it.
   *
   * @returns the outcomes after a short wait. Queries without one, as after an error, must be run elsewhere
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

  limit(query: BoundStatement): BoundStatement[] {
    const { timeoutMs } = query.statement
    if (timeoutMs === this.timeoutMs) return [query]
    this.timeoutMs = timeoutMs
    return [setStatementTimeout(timeoutMs), query]
  }

  send(statements: readonly BoundStatement[]): PipelinedBatch {
    const { client } = this
    const batch = new PipelinedBatch(
      client,
      statements,
      this.canPrepare ? preparedStatementsOf(client) : null,
    )
    void batch.ended.then((error) => {
      if (!error?.isLost) recordResponse(client)
      if (error) this.endAfterError(error)
    })
    return client.query(batch)
  }

  /** A connection in doubt after an error is not reused. */
  private endAfterError({ isOutdated }: QueryError): void {
    this.hasEnded = true
    const rollback = { text: 'rollback', query_timeout: ANSWER_MARGIN_MS }
    this.client.query(rollback, (error: Error | null) => this.client.release(error !== null || isOutdated))
  }
}

/** If the batch takes `silenceMs` longer, its connection is closed. */
async function outcomesWithin(
  batch: PipelinedBatch,
  patienceMs: number,
  silenceMs: number,
): Promise<readonly Outcome[]> {
  if ((await within(batch.ended, patienceMs)) === undefined) {
    const timer = setTimeout(() => batch.abort(), silenceMs)
    void batch.ended.then(() => clearTimeout(timer))
  }
  return batch.outcomes.slice()
}
