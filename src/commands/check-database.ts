import type { Pool } from 'pg'
import type { Config } from '../config/load.ts'
import { checkQueries } from '../customer/check.ts'
import type { Queries } from '../customer/queries.ts'
import { QueryFilesError } from '../customer/query-file.ts'
import { hasBundledSchema } from '../database/migrations.ts'
import { QueryError } from '../database/query-error.ts'
import { StartError } from './start-error.ts'

/** The database cannot be asked at the moment. */
export class DatabaseDownError extends StartError {
  override name = 'DatabaseDownError'
}

const NO_TABLES =
  'The database has no table "customers". Either make the bundled tables (npm run migrate; in the embedded database ' +
  'MIGRATE_ON_START=true), or point QUERIES_DIR at queries for your own.'

/**
 * Sees that every query can be run in this database.
 *
 * @throws {QueryFilesError} with every fault
 * @throws {StartError} when the bundled tables are missing, or Postgres refuses the account
 * @throws {DatabaseDownError} when it does not answer
 */
export async function checkDatabase(
  { queries, database }: Config,
  pool: Pool,
  files: Queries,
): Promise<void> {
  try {
    if (queries.bundled && !(await hasBundledSchema(pool))) throw new StartError(NO_TABLES)
    await checkQueries(pool, files, database.timeoutMs)
  } catch (error) {
    if (error instanceof StartError || error instanceof QueryFilesError) throw error
    if (error instanceof QueryError && error.failure === 'failed') throw error
    const cause = error instanceof QueryError ? error.cause : error
    if (cause instanceof TypeError) throw cause
    const words = cause instanceof Error ? cause.message : ''
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'no code'
    if (/^(28|3D)/.test(code)) throw new StartError(`Postgres refuses DATABASE_URL: ${words} (${code})`)
    throw new DatabaseDownError(`The database does not answer: ${words} (${code})`, { cause: error })
  }
}
