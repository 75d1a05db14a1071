import type { Pool } from 'pg'
import { createPool } from './pool.ts'

interface Options {
  url: string
  timeoutMs: number
  onLost: (error: Error) => void
}

/** Links are created by hand, or once per new visitor. */
const MAX = 3

/** For the two statements that write. Everything else uses the read-only role. */
export function createWritePool(options: Options): Pool {
  return createPool({ ...options, max: MAX })
}
