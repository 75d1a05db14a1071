import type { Pool, PoolClient } from 'pg'
import type { ParameterValues, Row } from './bound-statement.ts'
import { QueryError } from './query-error.ts'
import { SET_FORMATS } from './value-formats.ts'

/** What a statement returned that wrote. */
export interface Written {
  columns: readonly string[]
  rows: readonly Row[]
}

interface WriteQuery {
  text: string
  values: ParameterValues
  /** Only one transaction at a time has a lock of this name, in whatever case. */
  lock: string
  /** Time limit of each statement, the wait for the lock among them, in milliseconds. */
  timeoutMs: number
  /** Whether what was written stays. */
  keep: (written: Written) => boolean
}

/** How long an answer may take beyond the statement's own limit, before the network is taken for dead. */
const ANSWER_MARGIN_MS = 500

/**
 * A statement sees the database as it was when the statement began. The lock is taken by one of its own, so that the next
 * one sees whatever the lock's last owner wrote. A role may have another isolation set, under which it would not.
 */
const BEGIN = 'begin isolation level read committed read write'
const LOCK = 'select pg_advisory_xact_lock(hashtextextended(lower($1::text collate "C"), 0))'
const SETTINGS = `select set_config('statement_timeout', $1, true), ${SET_FORMATS}`

/**
 * Runs one statement that writes, in a transaction that has the lock, and keeps what it wrote or takes it back.
 *
 * @throws {QueryError} when nothing was written; or, where the connection broke at the very end, nobody knows
 */
export async function writeLocked(pool: Pool, query: WriteQuery): Promise<Written> {
  const client = await pool.connect().catch((error: unknown) => {
    throw new QueryError(error, 'connect')
  })
  let isSound = false
  try {
    const written = await transact(client, query)
    isSound = true
    return written
  } catch (error) {
    throw new QueryError(error)
  } finally {
    // Postgres takes back whatever an ended connection had begun.
    client.release(!isSound)
  }
}

async function transact(
  client: PoolClient,
  { text, values, lock, timeoutMs, keep }: WriteQuery,
): Promise<Written> {
  const run = (text: string, values: ParameterValues = []) =>
    client.query<unknown[]>({
      text,
      values,
      rowMode: 'array',
      ...{ query_timeout: timeoutMs + ANSWER_MARGIN_MS },
    })
  await run(BEGIN)
  await run(SETTINGS, [String(timeoutMs)])
  await run(LOCK, [lock])
  const { fields, rows } = await run(text, values)
  const written = { columns: fields.map(({ name }) => name), rows }
  await run(keep(written) ? 'commit' : 'rollback')
  return written
}
