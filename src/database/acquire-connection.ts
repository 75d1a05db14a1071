import type { Pool, PoolClient } from 'pg'
import { lastResponseOn } from './pool.ts'
import { NoAnswerError, QueryError } from './query-error.ts'
import { within } from './time-limits.ts'

/** Times are in `performance.now` time. */
interface Requirements {
  /** Connections without a response since then are destroyed, not used. */
  respondedSince: number
  deadline: number
}

/** @throws {QueryError} if no connection is available in time */
export async function acquireConnection(
  pool: Pool,
  { respondedSince, deadline }: Requirements,
): Promise<PoolClient> {
  for (;;) {
    const connecting = pool.connect()
    const client = await within(connecting, deadline - performance.now()).catch((error: unknown) => {
      throw new QueryError(error, 'connect')
    })
    if (!client) {
      connecting.then((late) => late.release()).catch(() => undefined)
      throw new QueryError(new NoAnswerError())
    }
    if (lastResponseOn(client) >= respondedSince) return client
    client.release(true)
  }
}
