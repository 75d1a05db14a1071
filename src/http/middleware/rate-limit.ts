import type { Request, RequestHandler } from 'express'
import { RATE } from '../../limits.ts'
import { HttpError } from './http-error.ts'
import { toClient } from '../server/client-address.ts'

const MINUTE_MS = 60_000

/** Seconds until the client may ask again; 0 lets the request pass. */
type RateLimiter = (client: string, nowMs: number) => number

/**
 * Lets a client ask so many times at once, and as many in each minute after: each request is a debt that is paid off
 * evenly (a token bucket, kept as one number for each client: the generic cell rate algorithm).
 */
export function createRateLimiter(perMinute: number, maxClients: number = RATE.clients): RateLimiter {
  const costMs = MINUTE_MS / perMinute
  /** When a client will have paid. Who is not seen for a minute has, and goes with the older half. */
  let recent = new Map<string, number>()
  let older = new Map<string, number>()
  let turnedAt = -Infinity

  return (client, nowMs) => {
    if (nowMs - turnedAt >= MINUTE_MS || recent.size >= maxClients / 2) {
      older = recent
      recent = new Map()
      turnedAt = nowMs
    }
    const paidAt = recent.get(client) ?? older.get(client) ?? 0
    const debtMs = Math.max(paidAt - nowMs, 0) + costMs
    const excessMs = debtMs - MINUTE_MS
    // A refused request costs nothing, but keeps what is known of its client.
    recent.set(client, excessMs > 0 ? paidAt : nowMs + debtMs)
    return excessMs > 0 ? Math.ceil(excessMs / 1000) : 0
  }
}

/** Answers 429 to a client that asks more often than that. It sees guesses at access tokens, too. */
export function rateLimit(perMinute: number): RequestHandler {
  const limit = createRateLimiter(perMinute)
  return (request, _response, next) => {
    const retryAfter = limit(toLimitedClient(request), performance.now())
    if (retryAfter > 0) throw new HttpError({ status: 429, code: 'too_many_requests', retryAfter })
    next()
  }
}

/** Whom a limit is for. What a proxy says of its client may be anything; then it is the proxy that is limited. */
export function toLimitedClient(request: Request): string {
  return toClient(request.ip ?? '') ?? toClient(request.socket.remoteAddress ?? '') ?? ''
}
