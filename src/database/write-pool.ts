import type { Pool } from 'pg'
import { createPool } from './pool.ts'

interface Options {
  /** Of a role that may write what `link.sql` and `unlink.sql` write. */
  url: string
  timeoutMs: number
  onLost: (error: Error) => void
}

/** Links are written by hand, or once for each new visitor. */
const MAX = 3

/** Connections for the two statements that write. Everything else uses those of the role that may only read. */
export function createWritePool(options: Options): Pool {
  return createPool({ ...options, max: MAX })
}
