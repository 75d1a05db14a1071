import { readdirSync } from 'node:fs'
import { parse } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Client, DatabaseError, type Pool } from 'pg'
import { QueryError } from './query-error.ts'

const DIRECTORY = fileURLToPath(new URL('../../migrations', import.meta.url))
const TABLE = 'crm_page_migrations'

/** Pages queue behind a migration that waits for a table lock, so it waits no longer than this. */
const LOCK_TIMEOUT_MS = 100
const RETRY_MS = 500
/** How long to retry while a table or the migration lock is held. */
const MAX_WAIT_MS = 10 * 60_000

/** A firewall may drop packets without an answer. */
const CONNECT_TIMEOUT_MS = 10_000

const LOCK_NOT_AVAILABLE = '55P03'
const NOT_GRANTED = '42501'
const NO_TABLE = '42P01'

/** Its message is for the terminal. */
export class MigrationError extends Error {
  override name = 'MigrationError'
}

/**
 * Pages are served meanwhile. Concurrent calls wait for each other.
 *
 * @param databaseUrl an account that may create tables
 * @returns the names of the migrations that were run
 * @throws {QueryError} if there is no connection
 * @throws {MigrationError} if the account lacks the privilege, or a lock was held for too long
 */
export async function migrate(databaseUrl: string): Promise<string[]> {
  // A separate client, so that it is closed on return, and a broken connection fails the migration instead of the
  // process.
  const client = new Client({
    connectionString: databaseUrl,
    application_name: 'hyphenate-crm-page migrate',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  })
  client.on('error', () => undefined)
  await client.connect().catch((error: unknown) => {
    throw new QueryError(error, 'connect')
  })
  try {
    return await runAll(client)
  } catch (error) {
    throw await toMigrationError(error, client)
  } finally {
    await client.end()
  }
}

async function runAll(client: Client): Promise<string[]> {
  // Loaded on demand: it takes a tenth of a second, and most starts have nothing to migrate.
  const { PG_MIGRATE_LOCK_ID, runner } = await import('node-pg-migrate')
  const deadline = Date.now() + MAX_WAIT_MS
  // `create index concurrently` waits for other statements, so it would deadlock with one that waits for this lock.
  const lock = `select pg_try_advisory_lock(${String(PG_MIGRATE_LOCK_ID)}) as locked`
  while (!(await client.query<{ locked: boolean }>(lock)).rows[0]?.locked) {
    if (Date.now() > deadline) throw new MigrationError('Another process has been migrating for ten minutes.')
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
      if (Date.now() > deadline)
        throw new MigrationError(
          'A table has been in use for ten minutes: end the transaction that locks it, and migrate again.',
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
  // The package drops the code of some errors.
  if (codeOf(error) !== NOT_GRANTED && (await isAllowed().catch(() => true))) return withoutStack(error)
  const message = 'The role of DATABASE_URL may not make or change the tables: run migrate as their owner.'
  return new MigrationError(message, { cause: error })
}

/** The package and the driver throw plain errors, as for records out of order or a broken connection. */
function withoutStack(error: unknown): unknown {
  if (!(error instanceof Error) || error.name !== 'Error' || 'code' in error) return error
  // The package appends the stack of some causes.
  const [reason = ''] = error.message.split('\n', 1)
  return new MigrationError(`The migrations cannot run: ${reason}`, { cause: error })
}

const codeOf = (error: unknown) => (error instanceof DatabaseError ? error.code : undefined)

/** Null if the role may not read which have run. */
export async function findPendingMigrations(pool: Pool): Promise<string[] | null> {
  const all = readdirSync(DIRECTORY).map((file) => parse(file).name)
  try {
    const { rows } = await pool.query<{ name: string }>(`select name from ${TABLE}`)
    const done = new Set(rows.map(({ name }) => name))
    return all.filter((name) => !done.has(name)).sort()
  } catch (error) {
    if (codeOf(error) === NOT_GRANTED) return null
    // The tables were created by hand.
    if (codeOf(error) === NO_TABLE) return []
    throw error
  }
}

export async function hasBundledSchema(pool: Pool): Promise<boolean> {
  const { rows } = await pool.query<{ found: boolean }>(
    `select to_regclass('customers') is not null as found`,
  )
  return rows[0]?.found === true
}
