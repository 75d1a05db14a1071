import type { Pool } from 'pg'
import type { Result } from './exchange.ts'
import { NoAnswerError, QueryError } from './query-error.ts'
import type { Step } from './steps.ts'
import { GRACE_MS, Transaction } from './transaction.ts'

/** A found customer's transaction, in which the panels can be read. It must be ended by `finish`. */
interface Opened {
  result: Result
  transaction: Transaction
}

/**
 * Runs a query in a read-only transaction with its time limit, which is left open. The wait for a connection is part of
 * the time.
 *
 * @throws {QueryError}
 */
export function openReadOnly(pool: Pool, query: Step): Promise<Opened> {
  return begin(pool, query, false)
}

/**
 * Runs a query in a read-only transaction of its own, with its time limit, in one round trip. The wait for a connection
 * is part of the time.
 *
 * @throws {QueryError}
 */
export async function queryReadOnly(pool: Pool, query: Step): Promise<Result> {
  return (await begin(pool, query, true)).result
}

/** The beginning of a transaction is answered within a round trip, or the connection is dead. In milliseconds. */
const DEAD_AFTER_MS = 500

/**
 * Goes on to another connection, once and within the same time, where the fault is in the connection: it broke, it is dead
 * though nobody has said so, or what is prepared on it is outdated. A query that only reads may run twice.
 */
async function begin(pool: Pool, query: Step, isLast: boolean): Promise<Opened> {
  const started = performance.now()
  const patienceMs = query.statement.timeoutMs + GRACE_MS
  let transaction = new Transaction(pool, {
    ...{ canPrepare: true, heardSince: 0 },
    deadAfterMs: Math.min(DEAD_AFTER_MS, patienceMs / 2),
  })
  let [outcome] = await transaction.begin(query, isLast, patienceMs)
  if (outcome instanceof QueryError && (outcome.isOutdated || outcome.isLost)) {
    const { isOutdated } = outcome
    const heardSince = isOutdated ? 0 : started
    transaction = new Transaction(pool, { canPrepare: !isOutdated, heardSince, deadAfterMs: null })
    ;[outcome] = await transaction.begin(query, isLast, patienceMs - (performance.now() - started))
  }
  if (outcome === undefined) throw new QueryError(new NoAnswerError())
  if (outcome instanceof QueryError) throw outcome
  return { result: outcome, transaction }
}
