import { setTimeout as sleep } from 'node:timers/promises'
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
  /** Only one transaction at a time holds the advisory lock of this name, in whatever case. Null: it is serializable. */
  lock: string | null
  /** Time limit of each statement, the wait for the lock among them, and of starting again, in milliseconds. */
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
/** Without a lock, the database rolls back one of two transactions that read what the other one writes. */
const BEGIN_SERIALIZABLE = 'begin isolation level serializable read write'
const LOCK = 'select pg_advisory_xact_lock(hashtextextended(lower($1::text collate "C"), 0))'
const SETTINGS = `select set_config('statement_timeout', $1, true), ${SET_FORMATS}`

/**
 * Rolled back because of another transaction: a serialization failure, a deadlock, or a key that was taken after the
 * statement had looked for it.
 */
const CONFLICTS: ReadonlySet<string | null> = new Set(['40001', '40P01', '23505'])
const MAX_ATTEMPTS = 10
const PAUSE_MS = 20

/** Of a server that was the primary before, and of one that is set to read only. */
const REPLICA: ReadonlySet<string | null> = new Set(['0A000', '25006'])

/**
 * Runs one statement that writes, as if others with its lock ran before or after it, and keeps what it wrote or takes it
 * back. A transaction that is rolled back because of another one is run again.
 *
 * Goes on to another connection, once, where the first one breaks, is dead, or leads to a server that is no longer the
 * primary, as long as `commit` was not sent: nothing was written until then.
 *
 * @throws {QueryError} when nothing was written; or, where there was no answer to `commit`, nobody knows
 */
export async function writeLocked(pool: Pool, query: WriteQuery): Promise<Written> {
  const started = performance.now()
  let heardSince = 0
  for (let attempt = 1; ; attempt += 1) {
    const progress = { isDecided: false }
    try {
      return await tryWrite(pool, query, heardSince, progress)
    } catch (error) {
      if (!(error instanceof QueryError) || attempt === MAX_ATTEMPTS) throw error
      if (CONFLICTS.has(error.sqlState)) {
        if (performance.now() - started > query.timeoutMs) throw error
        await sleep(Math.random() * PAUSE_MS * attempt)
      } else {
        const isElsewhere = error.isLost || REPLICA.has(error.sqlState)
        if (progress.isDecided || !isElsewhere || heardSince > 0) throw error
        heardSince = started
      }
    }
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
  } catch (cause) {
    const error = new QueryError(cause)
    // The connection is as good as before.
    if (CONFLICTS.has(error.sqlState)) isSound = await rollBack(client)
    throw error
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
  await run(lock === null ? BEGIN_SERIALIZABLE : BEGIN, [], DEAD_AFTER_MS)
  await run(SETTINGS, [String(timeoutMs)])
  if (lock !== null) await run(LOCK, [lock])
  const { fields, rows } = await run(text, values)
  const written = { columns: fields.map(({ name }) => name), rows }
  progress.isDecided = true
  await run(keep(written) ? 'commit' : 'rollback')
  return written
}

async function rollBack(client: PoolClient): Promise<boolean> {
  const rollback = { text: 'rollback', ...{ query_timeout: ANSWER_MARGIN_MS } }
  return client.query(rollback).then(
    () => true,
    () => false,
  )
}
