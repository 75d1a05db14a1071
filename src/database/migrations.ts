import { readdirSync } from 'node:fs'
import { parse } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Client, DatabaseError, type Pool } from 'pg'

const DIRECTORY = fileURLToPath(new URL('../../migrations', import.meta.url))
const TABLE = 'crm_page_migrations'

/** Pages that read a table wait behind a migration that waits for it: no longer than this. */
const LOCK_TIMEOUT_MS = 100
const RETRY_MS = 500
/** For a table that somebody holds, or for another start that migrates. */
const PATIENCE_MS = 10 * 60_000

const LOCK_NOT_AVAILABLE = '55P03'
const NOT_GRANTED = '42501'
const NO_TABLE = '42P01'

/** The message is for whoever started the process. */
export class MigrationError extends Error {
  override name = 'MigrationError'
}

/**
 * Brings the bundled schema up to date while pages are served. Starts that come together wait for each other.
 *
 * @param databaseUrl an account that may create tables
 * @returns the names of the migrations that ran now
 * @throws {MigrationError} when the account may not, or somebody held a table for too long
 */
export async function migrate(databaseUrl: string): Promise<string[]> {
  // A client of our own: it is gone when this returns, and one that breaks fails the migration, not the process.
  const client = new Client({ connectionString: databaseUrl, application_name: 'hyphenate-crm-page migrate' })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await runAll(client)
  } catch (error) {
    throw await toMigrationError(error, client)
  } finally {
    await client.end()
  }
}

/** One after the other, each in a transaction of its own unless it does without. */
async function runAll(client: Client): Promise<string[]> {
  // Most starts migrate nothing, and it takes a tenth of a second to load.
  const { PG_MIGRATE_LOCK_ID, runner } = await import('node-pg-migrate')
  const giveUpAt = Date.now() + PATIENCE_MS
  // A statement that waits for the lock would itself be waited for by an index that is made concurrently.
  const lock = `select pg_try_advisory_lock(${String(PG_MIGRATE_LOCK_ID)}) as locked`
  while (!(await client.query<{ locked: boolean }>(lock)).rows[0]?.locked) {
    if (Date.now() > giveUpAt) throw new MigrationError('Another process has been migrating for ten minutes.')
    await sleep(RETRY_MS)
  }
  const done: string[] = []
  for (;;) {
    try {
      await client.query(`set lock_timeout = ${String(LOCK_TIMEOUT_MS)}`)
      const options = { dir: DIRECTORY, direction: 'up', migrationsTable: TABLE, count: 1 } as const
      const [ran] = await runner({ ...options, dbClient: client, noLock: true, log: () => undefined })
      if (!ran) return done
      done.push(ran.name)
    } catch (error) {
      if (codeOf(error) !== LOCK_NOT_AVAILABLE) throw error
      await client.query('rollback')
      if (Date.now() > giveUpAt)
        throw new MigrationError(
          'A table has been in use for ten minutes: end what holds it, and migrate again.',
        )
      await sleep(RETRY_MS)
    }
  }
}

async function toMigrationError(error: unknown, client: Client): Promise<unknown> {
  if (error instanceof MigrationError) return error
  const isAllowed = async () => {
    await client.query('rollback')
    const text = `select has_schema_privilege(current_schema(), 'create') as allowed`
    return (await client.query<{ allowed: boolean | null }>(text)).rows[0]?.allowed !== false
  }
  // The package hides the code of some errors.
  if (codeOf(error) !== NOT_GRANTED && (await isAllowed().catch(() => true))) return error
  const message = 'The role of DATABASE_URL may not make or change the tables: run migrate as their owner.'
  return new MigrationError(message, { cause: error })
}

const codeOf = (error: unknown) => (error instanceof DatabaseError ? error.code : undefined)

/**
 * Names of the bundled migrations that are yet to run; null where the role may not read which have.
 */
export async function findPendingMigrations(pool: Pool): Promise<string[] | null> {
  const all = readdirSync(DIRECTORY).map((file) => parse(file).name)
  try {
    const { rows } = await pool.query<{ name: string }>(`select name from ${TABLE}`)
    const done = new Set(rows.map(({ name }) => name))
    return all.filter((name) => !done.has(name)).sort()
  } catch (error) {
    if (codeOf(error) === NOT_GRANTED) return null
    // Somebody has made the tables by hand.
    if (codeOf(error) === NO_TABLE) return []
    throw error
  }
}

/** Whether the bundled schema is there; it is not when a company brings tables of its own. */
export async function hasBundledSchema(pool: Pool): Promise<boolean> {
  const { rows } = await pool.query<{ found: boolean }>(
    `select to_regclass('customers') is not null as found`,
  )
  return rows[0]?.found === true
}
