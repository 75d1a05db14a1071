import type { Pool } from 'pg'
import type { Result } from './exchange.ts'
import { NoAnswerError, QueryError } from './query-error.ts'
import type { Step } from './steps.ts'
import { Transaction } from './transaction.ts'

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

async function begin(pool: Pool, query: Step, isLast: boolean): Promise<Opened> {
  let transaction = new Transaction(pool, true)
  let [outcome] = await transaction.begin(query, isLast)
  if (outcome instanceof QueryError && outcome.isOutdated) {
    transaction = new Transaction(pool, false)
    ;[outcome] = await transaction.begin(query, isLast)
  }
  if (outcome === undefined) throw new QueryError(new NoAnswerError())
  if (outcome instanceof QueryError) throw outcome
  return { result: outcome, transaction }
}
