import { HttpError } from '../middleware/http-error.ts'
import { createRateLimiter } from '../middleware/rate-limit.ts'

export type SearchLimit = ReturnType<typeof createSearchLimit>

interface Options {
  perMinute: number
  maxMisses?: number
  /** Takes about 50 MB at most. Beyond that, the oldest entries are evicted. */
  maxClients?: number
}

const MAX_MISSES = 30
const EXPIRY_MS = 600_000
const MAX_CLIENTS = 5000

/**
 * A search compares input with masked values. Agents who know their customers mostly find a match; guesses mostly
 * miss. Times are milliseconds of one monotonic clock.
 */
export function createSearchLimit({ perMinute, maxMisses = MAX_MISSES, maxClients = MAX_CLIENTS }: Options) {
  const rate = createRateLimiter(perMinute)
  /** Time of the first miss of each search, oldest first. */
  const missesByClient = new Map<string, Map<string, number>>()

  function missesOf(client: string, now: number): Map<string, number> {
    const misses = missesByClient.get(client) ?? new Map<string, number>()
    for (const [search, at] of misses) {
      if (now - at < EXPIRY_MS) break
      misses.delete(search)
    }
    if (misses.size === 0) missesByClient.delete(client)
    return misses
  }

  function refuse(retryAfterMs: number): never {
    const retryAfter = Math.ceil(retryAfterMs / 1000)
    throw new HttpError('too_many_searches', { retryAfter })
  }

  function requireHits(client: string, search: string | null, now: number): void {
    const misses = missesOf(client, now)
    if (misses.size < maxMisses || (search !== null && misses.has(search))) return
    const [first = now] = misses.values()
    refuse(first + EXPIRY_MS - now)
  }

  return {
    /** @throws {HttpError} 429 if the client must wait before a new search */
    checkSearch(client: string, now: number) {
      requireHits(client, null, now)
      const retryAfter = rate(client, now)
      if (retryAfter > 0) refuse(retryAfter * 1000)
    },
    /** @throws {HttpError} 429 if the client must wait before it may see this search's result */
    checkResult: (client: string, search: string, now: number) => requireHits(client, search, now),
    /** Records a search without a match. The same search counts once, however often its page is reloaded. */
    recordMiss(client: string, search: string, now: number) {
      const misses = missesOf(client, now)
      if (misses.has(search)) return
      misses.set(search, now)
      missesByClient.set(client, misses)
      const [oldest] = missesByClient.keys()
      if (missesByClient.size > maxClients && oldest !== undefined) missesByClient.delete(oldest)
    },
  }
}
