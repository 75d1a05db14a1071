import type { Request, Response } from 'express'
import type { Log } from '../../logging/log.ts'
import type { LogId } from '../../logging/log-id.ts'
import { createThrottledLog } from '../../logging/throttled-log.ts'
import { toLimitedClient } from './rate-limit.ts'

const EVERY_MS = 60_000

/**
 * Makes the function that is told of each request once its answer is out. Of those that a limit refused, one line a
 * minute says how many there were, and a digest of the last client's address: a client that keeps asking is the one.
 */
export function createLimitedLog(log: Log, logId: LogId): (request: Request, response: Response) => void {
  const limited = createThrottledLog(
    (count, { client, code }: { client: string; code: string | undefined }) =>
      log.warn({ event: 'limited', count, code, client: logId('client', client) }),
    EVERY_MS,
  )
  return (request, response) => {
    const { errorCode: code } = response.locals
    if (response.statusCode === 429) limited.record({ client: toLimitedClient(request), code })
  }
}
