import type { Pool, PoolClient } from 'pg'
import type { BoundStatement, Result } from './bound-statement.ts'
import { lastHeardOn } from './pool.ts'
import { DeadConnectionError, NoAnswerError, QueryError } from './query-error.ts'
import { BEGIN, GRACE_MS, ReadOnlyTransaction, within } from './read-only-transaction.ts'

/** The beginning of a transaction is answered within a round trip, or the connection is dead. */
const DEAD_AFTER_MS = 500

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
 * Goes on to another connection, once and within the same time, where the fault is in the connection (it broke, it is dead
 * though nobody has said so, or what is prepared on it is outdated) or a replica has cancelled the query to replay what the
 * primary removed. A query that only reads may run twice.
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
    if (!(error instanceof QueryError && (error.isOutdated || error.isLost || error.isConflict))) throw error
    const heardSince = error.isLost ? started : 0
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
  try {
    return { result: await transaction.resultOf(batch, attempt.deadline - performance.now()), transaction }
  } finally {
    clearTimeout(timer)
  }
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
