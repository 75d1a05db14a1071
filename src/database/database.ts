import type { Pool } from 'pg'
import { startEmbeddedPostgres } from './embedded/start.ts'
import { migrate } from './migrations.ts'
import { createPool, type PoolOptions } from './pool.ts'
import { loadSampleData } from './sample/load.ts'
import { createWritePool } from './write-pool.ts'

export interface Database {
  pool: Pool
  /** Connections of the role that may write links; null if there is none. */
  writePool: Pool | null
  /** Data directory of the embedded database; undefined with an external one. */
  embeddedDirectory: string | undefined
  /** Settles when the embedded database has exited; never with an external one. */
  ended: Promise<void>
  close(): Promise<void>
}

interface Options extends Omit<PoolOptions, 'url' | 'onLost'> {
  /** Undefined: use the embedded one. */
  url: string | undefined
  /** If an external database has none, linking is off. */
  writeUrl: string | undefined
  migrateOnStart: boolean
  embeddedDirectory: string
}

/** Nothing is created in an external database unless MIGRATE_ON_START is set. */
export async function openDatabase(config: Options, onLost: (error: Error) => void): Promise<Database> {
  let isClosing = false
  /** Connections that end during shutdown are not reported as lost. */
  const reportLost = (error: Error) => {
    if (!isClosing) onLost(error)
  }
  const close = async (...pools: (Pool | null)[]) => {
    isClosing = true
    for (const pool of pools) await pool?.end()
  }
  const openWritePool = (url: string) => createWritePool({ ...config, url, onLost: reportLost })
  if (config.url !== undefined) {
    if (config.migrateOnStart) await migrate(config.url)
    const pool = createPool({ ...config, url: config.url, onLost: reportLost })
    const writePool = config.writeUrl === undefined ? null : openWritePool(config.writeUrl)
    const ended = new Promise<void>(() => undefined)
    return { pool, writePool, embeddedDirectory: undefined, ended, close: () => close(pool, writePool) }
  }
  const postgres = await startEmbeddedPostgres({ directory: config.embeddedDirectory })
  try {
    if (config.migrateOnStart) await migrate(postgres.url)
    const pool = createPool({ ...config, url: postgres.url, onLost: reportLost })
    if (config.migrateOnStart) await loadSampleData(pool)
    const writePool = openWritePool(postgres.url)
    return {
      pool,
      writePool,
      embeddedDirectory: postgres.directory,
      ended: postgres.ended,
      async close() {
        try {
          await close(pool, writePool)
        } finally {
          await postgres.stop()
        }
      },
    }
  } catch (error) {
    await postgres.stop()
    throw error
  }
}
