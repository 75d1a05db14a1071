import type { Pool, PoolClient } from 'pg'
import type { ParameterValues, Row } from './bound-statement.ts'
import { QueryError } from './query-error.ts'
import { DEAD_AFTER_MS, takeConnection } from './take-connection.ts'
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

/** Of a server that was the primary before, and of one that is set to read only. */
const REPLICA: ReadonlySet<string | null> = new Set(['0A000', '25006'])

/**
 * Runs one statement that writes, in a transaction that has the lock, and keeps what it wrote or takes it back.
 *
 * Goes on to another connection, once, where the first one breaks, is dead, or leads to a server that is no longer the
 * primary, as long as `commit` was not sent: nothing was written until then.
 *
 * @throws {QueryError} when nothing was written; or, where there was no answer to `commit`, nobody knows
 */
export async function writeLocked(pool: Pool, query: WriteQuery): Promise<Written> {
  const started = performance.now()
  const progress = { isDecided: false }
  try {
    return await tryWrite(pool, query, 0, progress)
  } catch (error) {
    const isElsewhere = error instanceof QueryError && (error.isLost || REPLICA.has(error.sqlState))
    if (progress.isDecided || !isElsewhere) throw error
    return tryWrite(pool, query, started, progress)
  }
}

interface Progress {
  /** `commit` or `rollback` was sent. */
  isDecided: boolean
}

/** @param heardSince connections on which nothing was heard since then are destroyed, not used */
async function tryWrite(
  pool: Pool,
  query: WriteQuery,
  heardSince: number,
  progress: Progress,
): Promise<Written> {
  const deadline = performance.now() + query.timeoutMs + ANSWER_MARGIN_MS
  const client = await takeConnection(pool, { heardSince, deadline })
  let isSound = false
  try {
    const written = await transact(client, query, progress)
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
  progress: Progress,
): Promise<Written> {
  const run = (text: string, values: ParameterValues = [], patienceMs = timeoutMs + ANSWER_MARGIN_MS) =>
    client.query<unknown[]>({ text, values, rowMode: 'array', ...{ query_timeout: patienceMs } })
  await run(BEGIN, [], DEAD_AFTER_MS)
  await run(SETTINGS, [String(timeoutMs)])
  await run(LOCK, [lock])
  const { fields, rows } = await run(text, values)
  const written = { columns: fields.map(({ name }) => name), rows }
  progress.isDecided = true
  await run(keep(written) ? 'commit' : 'rollback')
  return written
}
