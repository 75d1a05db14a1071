import type { Pool } from 'pg'
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded/start.ts'
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
  if (config.url !== undefined) return openPools({ ...config, url: config.url }, null, onLost)
  const postgres = await startEmbeddedPostgres({ directory: config.embeddedDirectory })
  try {
    return await openPools({ ...config, url: postgres.url, writeUrl: postgres.url }, postgres, onLost)
  } catch (error) {
    await postgres.stop()
    throw error
  }
}

async function openPools(
  config: Options & { url: string },
  embedded: EmbeddedPostgres | null,
  onLost: (error: Error) => void,
): Promise<Database> {
  const { url, writeUrl, migrateOnStart } = config
  let isClosing = false
  /** Connections that end during shutdown are not reported as lost. */
  const reportLost = (error: Error) => {
    if (!isClosing) onLost(error)
  }
  if (migrateOnStart) await migrate(url)
  const pool = createPool({ ...config, url, onLost: reportLost })
  if (embedded && migrateOnStart) await loadSampleData(pool)
  const writePool =
    writeUrl === undefined ? null : createWritePool({ ...config, url: writeUrl, onLost: reportLost })
  return {
    pool,
    writePool,
    embeddedDirectory: embedded?.directory,
    ended: embedded?.ended ?? new Promise<void>(() => undefined),
    async close() {
      isClosing = true
      try {
        await pool.end()
        await writePool?.end()
      } finally {
        await embedded?.stop()
      }
    },
  }
}
