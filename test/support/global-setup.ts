import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startEmbeddedPostgres } from '../../src/database/embedded/start.ts'
import { migrate } from '../../src/database/migrations.ts'
import { createPool } from '../../src/database/pool.ts'
import { loadSampleData } from '../../src/database/sample/load.ts'
import { createDatabase } from './database.ts'
import { findLeaks } from './run-log.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Connection URL of an account that may create databases. */
    adminUrl: string
    /** Name of a migrated database with the sample customers, to be cloned. */
    template: string
    /** Directory that keeps all log output until the end of the run. */
    runLog: string
  }
}

const MOST_TOLD = 20

/** Unit tests need no services. */
function needsServices({ config, state }: TestProject['vitest']): boolean {
  // Later runs of a watcher may be of other files.
  return config.watch || state.getPaths().some((path) => !path.includes('/test/unit/'))
}

/** Starts one real Postgres for the whole run: the embedded one, or that of TEST_DATABASE_URL. */
export default async function setup({ provide, vitest }: TestProject) {
  if (!needsServices(vitest)) return undefined
  const server = await startServer(process.env['TEST_DATABASE_URL'])
  const template = await createDatabase(server.url, 'template0')
  await migrate(template.url)
  const pool = createPool({ url: template.url, max: 1, timeoutMs: 10_000, onLost: () => undefined })
  await loadSampleData(pool)
  await pool.end()
  provide('adminUrl', server.url)
  provide('template', template.name)
  const runLog = mkdtempSync(join(tmpdir(), 'crm-page-log-'))
  provide('runLog', runLog)
  return async () => {
    await template.drop()
    await server.stop()
    const leaks = findLeaks(runLog)
    rmSync(runLog, { recursive: true })
    if (leaks.length > 0) {
      process.stderr.write(`What no log may hold was logged:\n${leaks.slice(0, MOST_TOLD).join('\n')}\n`)
      // vitest only prints an error in a teardown, and reports success.
      process.exitCode = 1
    }
  }
}

async function startServer(url: string | undefined) {
  if (url) return { url, stop: () => Promise.resolve() }
  const directory = mkdtempSync(join(tmpdir(), 'crm-page-test-'))
  // If started as root, Postgres runs as another account, which needs access.
  chmodSync(directory, 0o755)
  const postgres = await startEmbeddedPostgres({ directory, durable: false })
  return {
    url: postgres.url,
    async stop() {
      await postgres.stop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
