import type { Pool } from 'pg'
import { startEmbeddedPostgres } from './embedded/start.ts'
import { migrate } from './migrations.ts'
import { createPool, type PoolOptions } from './pool.ts'
import { loadSampleData } from './sample/load.ts'
import { createWritePool } from './write-pool.ts'

export interface Database {
  pool: Pool
  /** Of the role that may write links; null where there is none. */
  writePool: Pool | null
  /** Where the embedded database lies; undefined on a Postgres of the company's own. */
  embeddedIn: string | undefined
  /** Settles when the embedded database is gone, whoever ended it. Never, on a Postgres of the company's own. */
  ended: Promise<void>
  close(): Promise<void>
}

interface Options extends Omit<PoolOptions, 'url' | 'onLost'> {
  /** Of the company's own Postgres; undefined: the embedded one. */
  url: string | undefined
  /** Of the role that may write links; undefined on a company's own Postgres: nothing is linked. */
  writeUrl: string | undefined
  migrateOnStart: boolean
  embeddedDirectory: string
}

/**
 * The database as configured: the company's, or the embedded one with its schema and sample data.
 *
 * Nothing is created in a company's database unless MIGRATE_ON_START asks for it.
 */
export async function openDatabase(config: Options, onLost: (error: Error) => void): Promise<Database> {
  let isClosing = false
  /** What goes while everything goes is not lost. */
  const tellLost = (error: Error) => {
    if (!isClosing) onLost(error)
  }
  const close = async (...pools: (Pool | null)[]) => {
    isClosing = true
    for (const pool of pools) await pool?.end()
  }
  const openWritePool = (url: string) => createWritePool({ ...config, url, onLost: tellLost })
  if (config.url !== undefined) {
    if (config.migrateOnStart) await migrate(config.url)
    const pool = createPool({ ...config, url: config.url, onLost: tellLost })
    const writePool = config.writeUrl === undefined ? null : openWritePool(config.writeUrl)
    const ended = new Promise<void>(() => undefined)
    return { pool, writePool, embeddedIn: undefined, ended, close: () => close(pool, writePool) }
  }
  const postgres = await startEmbeddedPostgres({ directory: config.embeddedDirectory })
  try {
    if (config.migrateOnStart) await migrate(postgres.url)
    const pool = createPool({ ...config, url: postgres.url, onLost: tellLost })
    if (config.migrateOnStart) await loadSampleData(pool)
    const writePool = openWritePool(postgres.url)
    return {
      pool,
      writePool,
      embeddedIn: postgres.directory,
      ended: postgres.ended,
      close: () => close(pool, writePool).finally(() => postgres.stop()),
    }
  } catch (error) {
    await postgres.stop()
    throw error
  }
}
