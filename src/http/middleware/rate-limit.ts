import type { Request, RequestHandler } from 'express'
import { RATE } from '../../limits.ts'
import { HttpError } from './http-error.ts'
import { toClient } from '../server/client-address.ts'

const MINUTE_MS = 60_000

/** Returns the seconds until the client may retry; 0 admits the request. */
type RateLimiter = (client: string, nowMs: number) => number

/** A token bucket per client, stored as one number (the generic cell rate algorithm). */
export function createRateLimiter(perMinute: number, maxClients: number = RATE.clients): RateLimiter {
  const costMs = MINUTE_MS / perMinute
  /** When each client's bucket will be full again. The least recently seen are dropped with the older generation. */
  let recent = new Map<string, number>()
  let older = new Map<string, number>()

  return (client, nowMs) => {
    if (recent.size >= maxClients / 2) {
      older = recent
      recent = new Map()
    }
    const fullAt = recent.get(client) ?? older.get(client) ?? 0
    const debtMs = Math.max(fullAt - nowMs, 0) + costMs
    const excessMs = debtMs - MINUTE_MS
    // A rejected request costs nothing, but keeps the client's entry alive.
    recent.set(client, excessMs > 0 ? fullAt : nowMs + debtMs)
    return excessMs > 0 ? Math.ceil(excessMs / 1000) : 0
  }
}

/** Guesses at access tokens count, too. */
export function rateLimit(perMinute: number): RequestHandler {
  const limit = createRateLimiter(perMinute)
  return (request, _response, next) => {
    const retryAfter = limit(toRateLimitKey(request), performance.now())
    if (retryAfter > 0) throw new HttpError('too_many_requests', { retryAfter })
    next()
  }
}

/** If a proxy reports an invalid address, the proxy's own. */
export function toRateLimitKey(request: Request): string {
  return toClient(request.ip ?? '') ?? toClient(request.socket.remoteAddress ?? '') ?? ''
}
