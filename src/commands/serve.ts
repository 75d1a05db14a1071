import { createApp } from '../app.ts'
import type { Config } from '../config.ts'
import { openDatabase, type Database } from '../database/database.ts'
import { hasBundledSchema } from '../database/migrations.ts'
import { describeError } from '../ops/describe-error.ts'
import { createLog } from '../ops/log.ts'
import { toSampleUrls } from '../sample-urls.ts'
import { listen } from '../server.ts'
import { createServices } from '../services.ts'
import { StartError } from './start-error.ts'
import { stopOnSignal } from './stop-on-signal.ts'

/** Read as early as can be: who started the process may be gone before it is up. */
const PARENT = process.ppid

/** Serves the page until a signal, or the end of the embedded database, stops the process. */
export async function serve(config: Config): Promise<void> {
  const log = createLog(config.logLevel)
  const database = await openDatabase(config.database, (error) => {
    log.warn({ event: 'connection_lost', error: describeError(error) })
  })
  try {
    await refuseWithoutTables(config, database)
    const services = createServices(config, database.pool)
    let draining = false
    const server = await listen(
      createApp({ config, services, log, isDraining: () => draining }),
      config.listener,
      log,
    )
    stopOnSignal({
      log,
      timeoutMs: config.shutdownTimeoutMs,
      databaseEnded: database.ended,
      parent: config.startedByNpm ? PARENT : undefined,
      async stop() {
        draining = true
        await server.close()
        await database.close()
      },
    })
    for (const variable of config.encryption.longKeys) {
      log.warn({ event: 'long_key', variable, note: 'only the first 8 characters of a DES key count' })
    }
    log.info({ event: 'started', url: server.url, encryption: config.encryption.mode })
    if (database.embeddedIn !== undefined) welcome(server.url, config, database.embeddedIn)
  } catch (error) {
    await database.close()
    throw error
  }
}

/** Better no start than a page of errors for every agent. A database that is down is none: it may come back. */
async function refuseWithoutTables({ queries }: Config, { pool }: Database): Promise<void> {
  if (!queries.bundled || (await hasBundledSchema(pool).catch(refuseIfRefused))) return
  throw new StartError(
    'The database has no table "customers". Either make the bundled tables (npm run migrate; in the embedded ' +
      'database MIGRATE_ON_START=true), or point QUERIES_DIR at queries for your own.',
  )
}

/** A password or a database name that Postgres refuses will not mend itself, as a database that is down may. */
function refuseIfRefused(error: unknown): true {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (!/^(28|3D)/.test(code)) return true
  throw new StartError(`Postgres refuses DATABASE_URL: ${(error as Error).message} (${code})`)
}

/** For the developer's terminal only: with sample customers there is nothing to hide. */
function welcome(url: string, { encryption }: Config, directory: string): void {
  const lines = toSampleUrls(url, encryption).map((sample) => `  ${sample.label}\n    ${sample.url}`)
  process.stderr.write(
    `\nThe page is up, with sample customers from the embedded database in ${directory}:\n\n` +
      `${lines.join('\n')}\n\nStop with Ctrl-C.\n\n`,
  )
}
