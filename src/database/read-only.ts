import type { Pool } from 'pg'
import type { BoundStatement, Result } from './bound-statement.ts'
import { DeadConnectionError, QueryError } from './query-error.ts'
import { BEGIN, ReadOnlyTransaction } from './read-only-transaction.ts'
import { acquireConnection } from './acquire-connection.ts'
import { DEAD_AFTER_MS, GRACE_MS } from './time-limits.ts'

/** The caller must end the transaction with `finish`. */
interface OpenTransaction {
  result: Result
  transaction: ReadOnlyTransaction
}

/** The time limit includes the wait for a connection. Rejects with a QueryError. */
export async function queryReadOnly(pool: Pool, query: BoundStatement): Promise<Result> {
  const { result, transaction } = await openReadOnly(pool, query)
  void transaction.finish([])
  return result
}

/**
 * Retries once, within the same time limit, if the fault is in the connection (broken, silently dead, or with an
 * outdated prepared statement) or in another transaction. A query that only reads may run twice.
 *
 * @throws {QueryError}
 */
export async function openReadOnly(pool: Pool, query: BoundStatement): Promise<OpenTransaction> {
  const started = performance.now()
  const patienceMs = query.statement.timeoutMs + GRACE_MS
  const deadline = started + patienceMs
  const deadAfterMs = Math.min(DEAD_AFTER_MS, patienceMs / 2)
  try {
    return await tryOpen(pool, query, { canPrepare: true, respondedSince: 0, deadline, deadAfterMs })
  } catch (error) {
    if (!(error instanceof QueryError && (error.isOutdated || error.isLost || error.isConflict))) throw error
    const respondedSince = error.isLost ? started : 0
    const canPrepare = !error.isOutdated
    return tryOpen(pool, query, { canPrepare, respondedSince, deadline, deadAfterMs: patienceMs })
  }
}

/** Times are in `performance.now` time. */
interface Attempt {
  /** False: neither prepare statements nor use prepared ones. */
  canPrepare: boolean
  /** Connections without a response since then are destroyed, not used. */
  respondedSince: number
  deadline: number
  /** `begin` must be answered within this time. */
  deadAfterMs: number
}

async function tryOpen(pool: Pool, query: BoundStatement, attempt: Attempt): Promise<OpenTransaction> {
  const client = await acquireConnection(pool, attempt)
  const transaction = new ReadOnlyTransaction(client, attempt.canPrepare)
  const batch = transaction.send([BEGIN, ...transaction.limit(query)])
  const abortIfUnanswered = () => {
    if (!batch.isAnswered) batch.abort(new DeadConnectionError())
  }
  const timer = setTimeout(() => setImmediate(abortIfUnanswered), attempt.deadAfterMs)
  try {
    return { result: await transaction.resultOf(batch, attempt.deadline - performance.now()), transaction }
  } finally {
    clearTimeout(timer)
  }
}
