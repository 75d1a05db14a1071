import type { Pool } from 'pg'
import type { BoundStatement, Result } from './bound-statement.ts'
import { DeadConnectionError, QueryError } from './query-error.ts'
import { BEGIN, GRACE_MS, ReadOnlyTransaction } from './read-only-transaction.ts'
import { DEAD_AFTER_MS, takeConnection } from './take-connection.ts'

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
  const client = await takeConnection(pool, attempt)
  const transaction = new ReadOnlyTransaction(client, attempt.canPrepare)
  const batch = transaction.send([BEGIN, ...transaction.limit(query)])
  const giveUp = () => {
    if (!batch.isAnswered) batch.breakOff(new DeadConnectionError())
  }
  const timer = setTimeout(() => setImmediate(giveUp), attempt.deadAfterMs)
  try {
    return { result: await transaction.resultOf(batch, attempt.deadline - performance.now()), transaction }
  } finally {
    clearTimeout(timer)
  }
}
