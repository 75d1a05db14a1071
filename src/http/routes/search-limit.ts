import { HttpError } from '../middleware/http-error.ts'
import { createRateLimiter } from '../middleware/rate-limit.ts'

/** What one client may search. Times are of one clock, in milliseconds. */
export interface SearchLimit {
  /** @throws {HttpError} 429 when the client has to wait before it searches for something new */
  begin(client: string, now: number): void
  /** @throws {HttpError} 429 when the client has to wait before it is told what came of this search */
  answer(client: string, search: string, now: number): void
  /** Nobody was found. The same search counts once, however often its page is loaded again. */
  missed(client: string, search: string, now: number): void
}

interface Options {
  perMinute: number
  /** Searches without a hit, after which a client waits until the first of them is so old. */
  mostMisses?: number
  forgottenAfterMs?: number
  /** Clients whose misses are remembered; some 50 MB at most. Beyond, those who began first are forgotten. */
  maxClients?: number
}

const MOST_MISSES = 30
const FORGOTTEN_AFTER_MS = 600_000
const MAX_CLIENTS = 5000

/**
 * Bounds how much can be found out by guessing: a search compares what is typed with what is masked. Who knows customers
 * finds them; who guesses mostly does not.
 */
export function createSearchLimit({
  perMinute,
  mostMisses = MOST_MISSES,
  forgottenAfterMs = FORGOTTEN_AFTER_MS,
  maxClients = MAX_CLIENTS,
}: Options): SearchLimit {
  const rate = createRateLimiter(perMinute)
  /** When each search that found nobody was first answered, the oldest first. */
  const missesByClient = new Map<string, Map<string, number>>()

  function missesOf(client: string, now: number): Map<string, number> {
    const misses = missesByClient.get(client) ?? new Map<string, number>()
    for (const [search, at] of misses) {
      if (now - at < forgottenAfterMs) break
      misses.delete(search)
    }
    if (misses.size === 0) missesByClient.delete(client)
    return misses
  }

  function refuse(retryAfterMs: number): never {
    const retryAfter = Math.ceil(retryAfterMs / 1000)
    throw new HttpError({ status: 429, code: 'too_many_searches', retryAfter })
  }

  function requireHits(client: string, search: string | null, now: number): void {
    const misses = missesOf(client, now)
    if (misses.size < mostMisses || (search !== null && misses.has(search))) return
    const [first = now] = misses.values()
    refuse(first + forgottenAfterMs - now)
  }

  return {
    begin(client, now) {
      requireHits(client, null, now)
      const retryAfter = rate(client, now)
      if (retryAfter > 0) refuse(retryAfter * 1000)
    },
    answer: requireHits,
    missed(client, search, now) {
      const misses = missesOf(client, now)
      if (misses.has(search)) return
      misses.set(search, now)
      missesByClient.set(client, misses)
      const [oldest] = missesByClient.keys()
      if (missesByClient.size > maxClients && oldest !== undefined) missesByClient.delete(oldest)
    },
  }
}
