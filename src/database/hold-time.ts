import type { Pool, PoolClient } from 'pg'

const WEIGHT = 0.2

/** A moving average, in milliseconds. */
export function measureHoldTime(pool: Pool): () => number {
  const takenAt = new WeakMap<PoolClient, number>()
  let averageMs = 0
  pool.on('acquire', (client) => takenAt.set(client, performance.now()))
  pool.on('release', (_error, client) => {
    const heldMs = performance.now() - (takenAt.get(client) ?? performance.now())
    averageMs += WEIGHT * (heldMs - averageMs)
  })
  return () => averageMs
}
