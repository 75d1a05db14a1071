import type { Config } from '../config/load.ts'
import { checkQueries, type Findings } from '../customer/check/check.ts'
import type { ReadQueries } from '../customer/query-file/queries.ts'
import { checkLinking } from '../customer/check/check-linking.ts'
import type { Database } from '../database/database.ts'
import { findPendingMigrations, hasBundledSchema } from '../database/migrations.ts'
import { CHANNELS } from '../visit/channel.ts'
import { LANGUAGES } from '../languages.ts'
import { withStartError } from './connect-error.ts'
import { StartError } from './start-error.ts'

export interface DatabaseFindings extends Findings {
  pending: readonly string[]
}

const NO_TABLES =
  'The database has no table "customers" that this role can see. Either make the bundled tables (npm run migrate; in the ' +
  'embedded database MIGRATE_ON_START=true), or point QUERIES_DIR at queries for your own. If the tables exist, their ' +
  'schema must be in the search_path of the role, and granted: grant usage on schema … to it.'
const UNREADABLE_MIGRATIONS =
  'whether migrations are pending is not known. As the owner of the tables, run: grant select on crm_page_migrations to the role of DATABASE_URL'
const NO_LINK_FILE = 'DATABASE_WRITE_URL is set, but there is no usable link.sql, so nobody can be linked'

/**
 * @throws {StartError} if the bundled tables are missing, or Postgres refuses the account
 * @throws {DatabaseDownError} if the database is unavailable
 */
export async function checkDatabase(
  { queries, database }: Config,
  { pool, writePool }: Pick<Database, 'pool' | 'writePool'>,
  files: ReadQueries,
): Promise<DatabaseFindings> {
  const knownValues = { channel: CHANNELS, lang: LANGUAGES }
  const { timeoutMs } = database
  const read = async () => {
    if (queries.bundled && !(await hasBundledSchema(pool))) throw new StartError(NO_TABLES)
    const found = await checkQueries(files, { pool, timeoutMs, knownValues })
    return { ...found, pending: queries.bundled ? await findPendingMigrations(pool) : [] }
  }
  const { faults, warnings, pending } = await withStartError(read, 'DATABASE_URL')
  if (pending === null) warnings.push(UNREADABLE_MIGRATIONS)
  const { linking, customer } = files.queries
  if (writePool && linking) {
    const write = () => checkLinking(linking, customer, writePool, { timeoutMs, lock: database.linkLock })
    const found = await withStartError(write, 'DATABASE_WRITE_URL')
    faults.push(...found.faults)
    warnings.push(...found.warnings)
  } else if (!linking && database.writeUrl !== undefined) warnings.push(NO_LINK_FILE)
  return { faults, warnings, pending: pending ?? [] }
}
