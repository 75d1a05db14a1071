import type { Request, Response } from 'express'
import type { Log } from '../../logging/log.ts'
import type { LogId } from '../../logging/log-id.ts'
import { createThrottledLog } from '../../logging/throttled-log.ts'
import { toRateLimitKey } from './rate-limit.ts'

const INTERVAL_MS = 60_000

/**
 * Creates a function to call after each response. It logs rate-limited requests once a minute: their number, and a
 * digest of the latest client address, which identifies a persistent client.
 */
export function createRateLimitLog(log: Log, logId: LogId): (request: Request, response: Response) => void {
  const rateLimited = createThrottledLog(
    (count, { client, code }: { client: string; code: string | undefined }) =>
      log.warn({ event: 'limited', count, code, client: logId('client', client) }),
    INTERVAL_MS,
  )
  return (request, response) => {
    const { errorCode: code } = response.locals
    if (response.statusCode === 429) rateLimited.record({ client: toRateLimitKey(request), code })
  }
}
