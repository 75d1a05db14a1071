import type { Request, Response } from 'express'
import type { Log } from '../../logging/log.ts'
import type { LogId } from '../../logging/log-id.ts'
import { createThrottledLog } from '../../logging/throttled-log.ts'
import { toRateLimitKey } from './rate-limit.ts'

const INTERVAL_MS = 60_000

/**
 * Once a minute: the number of limited requests, and a digest of the latest client, which identifies a persistent
 * one.
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
