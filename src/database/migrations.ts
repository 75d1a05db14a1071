import { fileURLToPath } from 'node:url'
import { Client, type Pool } from 'pg'

const DIRECTORY = fileURLToPath(new URL('../../migrations', import.meta.url))

/**
 * Brings the bundled schema up to date. Starts that come together wait for each other.
 *
 * @param databaseUrl an account that may create tables
 * @returns the names of the migrations that ran now
 */
export async function migrate(databaseUrl: string): Promise<string[]> {
  // A client of our own: it is gone when this returns, and one that breaks fails the migration, not the process.
  const client = new Client({ connectionString: databaseUrl, application_name: 'hyphenate-crm-page migrate' })
  client.on('error', () => undefined)
  await client.connect()
  try {
    // Most starts migrate nothing, and it takes a tenth of a second to load.
    const { runner } = await import('node-pg-migrate')
    const done = await runner({
      dbClient: client,
      dir: DIRECTORY,
      direction: 'up',
      migrationsTable: 'crm_page_migrations',
      advisoryLockMode: 'wait',
      log: () => undefined,
    })
    return done.map(({ name }) => name)
  } finally {
    await client.end()
  }
}

/** Whether the bundled schema is there; it is not when a company brings tables of its own. */
export async function hasBundledSchema(pool: Pool): Promise<boolean> {
  const { rows } = await pool.query<{ found: boolean }>(
    `select to_regclass('customers') is not null as found`,
  )
  return rows[0]?.found === true
}
