import { randomInt } from 'node:crypto'
import type { FieldDef, Pool } from 'pg'
import { describeStatement } from '../../database/describe.ts'
import { openReadOnly, queryReadOnly } from '../../database/read-only.ts'
import { toUnprepared } from '../../database/bound-statement.ts'
import { QueryError } from '../../database/query-error.ts'
import type { LinkLock } from '../link.ts'
import type { Fault } from '../query-file/annotations.ts'
import type { LinkQueries } from '../query-file/link-files.ts'
import { toReport, type QueryFile } from '../query-file/query-file.ts'
import type { Findings } from './check.ts'
import { findRowSecurity } from './row-security.ts'
import { findMissingGrants, toFaults, toGrantFault } from './missing-grants.ts'
import { pickValues } from './probe.ts'
import { createRunQuery, type RunQuery } from './run-query.ts'
import { findUsedObjects } from './used-objects.ts'

const READ_ONLY =
  'DATABASE_WRITE_URL names a server that accepts no writes: a replica, or one that is being restored'

const NO_LOCKS =
  'DATABASE_WRITE_URL names a server whose advisory locks have no effect: set LINK_LOCK=serializable'
const UNKNOWN_LOCKS = 'the advisory locks of DATABASE_WRITE_URL were not tested, which takes two connections'

/**
 * Uses the role that runs them. Nothing is written.
 *
 * @throws {QueryError} if the database is unavailable
 */
export async function checkLinking(
  queries: LinkQueries,
  customer: QueryFile,
  pool: Pool,
  { timeoutMs, lock }: { timeoutMs: number; lock: LinkLock },
): Promise<Findings> {
  const query = createRunQuery(pool, timeoutMs)
  const { rows } = await query('select pg_is_in_recovery()')
  if (rows[0]?.[0] === true) return { faults: [READ_ONLY], warnings: [] }
  const hasLocks = lock === 'serializable' || (await hasAdvisoryLocks(pool, timeoutMs))
  const faults = hasLocks === false ? [NO_LOCKS] : []
  const warnings = hasLocks === null ? [UNKNOWN_LOCKS] : []
  const { link, unlink } = queries
  for (const file of [link, unlink]) {
    if (!file) continue
    const found = await checkFile(file, pool, query, timeoutMs)
    faults.push(...found.map((fault) => toReport(file.path, fault)))
    warnings.push(...(await findRowSecurity(query, file)))
  }
  if (!unlink) warnings.push(`${link.path}: there is no unlink.sql beside it, so no link can be undone`)
  else if (!LINK_SOURCE.test(customer.text))
    warnings.push(
      `${customer.path}: returns no column link_source, so a link can only be undone on the page that made it`,
    )
  return { faults, warnings }
}

/** A server may lack the functions, or accept them without locking. Null if there is no second connection. */
async function hasAdvisoryLocks(pool: Pool, timeoutMs: number): Promise<boolean | null> {
  const values = [String(randomInt(2 ** 32))]
  const toQuery = (name: string) => ({
    statement: toUnprepared(`select ${name}($1::bigint)`, timeoutMs),
    values,
  })
  try {
    const { transaction } = await openReadOnly(pool, toQuery('pg_advisory_xact_lock'))
    try {
      const { rows } = await queryReadOnly(pool, toQuery('pg_try_advisory_xact_lock'))
      return rows[0]?.[0] === false
    } catch (error) {
      if (error instanceof QueryError && error.failure !== 'failed') return null
      throw error
    } finally {
      await transaction.finish([])
    }
  } catch (error) {
    if (error instanceof QueryError && error.failure === 'failed') return false
    throw error
  }
}

/** A column of `customer.sql`: `agent`, `proof`, or null for links that existed before. */
const LINK_SOURCE = /\blink_source\b/i

const WRITER = 'DATABASE_WRITE_URL'

async function checkFile(file: QueryFile, pool: Pool, query: RunQuery, timeoutMs: number): Promise<Fault[]> {
  try {
    const faults = checkReturnedColumns(file, await describeStatement(pool, file.text, timeoutMs))
    // Postgres checks privileges only when it is about to execute, so describing the statement is not enough.
    await query(`explain ${file.text}`, pickValues(file, {}))
    const grants = (await findMissingGrants(query, findUsedObjects(file.text))).filter((line) =>
      line.startsWith('grant usage'),
    )
    return [...faults, ...grants.map((line) => toGrantFault(line, WRITER))]
  } catch (error) {
    // A table is locked, or the server is overloaded, which passes.
    if (error instanceof QueryError && error.failure === 'late') throw error
    return toFaults(error, file, query, WRITER)
  }
}

function checkReturnedColumns({ name }: QueryFile, fields: readonly FieldDef[]): Fault[] {
  const names = fields.map((field) => field.name)
  const returned = names.length === 0 ? 'it returns nothing' : `it returns ${names.join(', ')}`
  if (name === 'link' && !names.includes('customer_id')) {
    const message = `must return one row with a column customer_id, the customer that the visitor is linked to; ${returned}`
    return [{ line: null, message }]
  }
  if (name === 'unlink' && names.length === 0)
    return [{ line: null, message: `must return the row that it has removed; ${returned}` }]
  return []
}
