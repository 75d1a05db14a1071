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
    )
    stopOnSignal({
      log,
      timeoutMs: config.shutdownTimeoutMs,
      databaseEnded: database.ended,
      withParent: config.startedByNpm,
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
  if (!queries.bundled || (await hasBundledSchema(pool).catch(() => true))) return
  throw new StartError(
    'The database has no table "customers". Either make the bundled tables (npm run migrate), or point QUERIES_DIR ' +
      'at queries for your own.',
  )
}

/** For the developer's terminal only: with sample customers there is nothing to hide. */
function welcome(url: string, { encryption }: Config, directory: string): void {
  const lines = toSampleUrls(url, encryption).map((sample) => `  ${sample.label}\n    ${sample.url}`)
  process.stderr.write(
    `\nThe page is up, with sample customers from the embedded database in ${directory}:\n\n` +
      `${lines.join('\n')}\n\nStop with Ctrl-C.\n\n`,
  )
}
