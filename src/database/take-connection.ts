import type { Pool, PoolClient } from 'pg'
import { lastHeardOn } from './pool.ts'
import { NoAnswerError, QueryError } from './query-error.ts'
import { within } from './read-only-transaction.ts'

/** The beginning of a transaction is answered within a round trip, or the connection is dead. */
export const DEAD_AFTER_MS = 500

/** Times on the clock of `performance.now`. */
interface Wanted {
  /** Connections on which nothing was heard since then are destroyed, not used. */
  heardSince: number
  deadline: number
}

/** @throws {QueryError} when there is no connection in time */
export async function takeConnection(pool: Pool, { heardSince, deadline }: Wanted): Promise<PoolClient> {
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
