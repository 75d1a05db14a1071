import { setTimeout as sleep } from 'node:timers/promises'
import type { Pool, QueryArrayResult } from 'pg'
import type { ParameterValues, Row } from './bound-statement.ts'
import { lastResponseOn, recordResponse } from './pool.ts'
import { NoAnswerError, QueryError } from './query-error.ts'
import { acquireConnection } from './acquire-connection.ts'
import { ANSWER_MARGIN_MS, DEAD_AFTER_MS } from './time-limits.ts'
import { SET_FORMATS } from './value-formats.ts'

export interface WriteResult {
  columns: readonly string[]
  rows: readonly Row[]
}

interface WriteQuery {
  text: string
  values: ParameterValues
  /** Name of the advisory lock, ignoring case. Null: use a serializable transaction. */
  lock: string | null
  /**
   * Of each statement, including the wait for the lock. All attempts together may take twice as long, plus a margin.
   */
  timeoutMs: number
  shouldCommit: (written: WriteResult) => boolean
}

/**
 * The lock is taken by a separate statement, so that the next one, under `read committed`, sees everything that the
 * lock's last owner wrote. The role's default level might not be that.
 */
const BEGIN = 'begin isolation level read committed read write'
/** Without a lock: of two transactions of which one reads what the other writes, the database rolls one back. */
const BEGIN_SERIALIZABLE = 'begin isolation level serializable read write'
const LOCK = 'select pg_advisory_xact_lock(hashtextextended(lower($1::text collate "C"), 0))'
const SETTINGS = `select set_config('statement_timeout', $1, true), ${SET_FORMATS}`

/** Rolled back because of another transaction: a serialization failure, or a deadlock. */
const CONFLICTS: ReadonlySet<string | null> = new Set(['40001', '40P01'])
/** Without a lock: also a unique key that was inserted after the statement had looked for it. */
const CONFLICTS_SERIALIZABLE: ReadonlySet<string | null> = new Set([...CONFLICTS, '23505'])
const isConflict = ({ sqlState }: QueryError, { lock }: WriteQuery) =>
  (lock === null ? CONFLICTS_SERIALIZABLE : CONFLICTS).has(sqlState)
const MAX_ATTEMPTS = 10
const MAX_PAUSE_MS = 20

/**
 * Retries a transaction that is rolled back because of another one. Retries once on another connection if the first
 * one breaks, is dead, or leads to a server that is no longer the primary, but not after `commit` was sent.
 *
 * @throws {QueryError} if nothing was written, or if it is unknown because `commit` was not answered
 */
export async function writeLocked(pool: Pool, query: WriteQuery): Promise<WriteResult> {
  const started = performance.now()
  const deadline = started + 2 * query.timeoutMs + ANSWER_MARGIN_MS
  let respondedSince = 0
  for (let attempt = 1; ; attempt += 1) {
    const progress = { started, respondedSince, deadline, isEnding: false }
    try {
      return await tryWrite(pool, query, progress)
    } catch (error) {
      const isOver = attempt === MAX_ATTEMPTS || performance.now() >= deadline
      if (!(error instanceof QueryError) || isOver) throw error
      if (isConflict(error, query)) await sleep(Math.random() * MAX_PAUSE_MS * attempt)
      else {
        const canRetryElsewhere = error.isLost || error.isReadOnly
        if (progress.isEnding || !canRetryElsewhere || respondedSince > 0) throw error
        respondedSince = started
      }
    }
  }
}

/** Times are in `performance.now` time. */
interface Progress {
  started: number
  respondedSince: number
  /** Of all attempts together. */
  deadline: number
  /** `commit` or `rollback` was sent. */
  isEnding: boolean
}

async function tryWrite(pool: Pool, query: WriteQuery, progress: Progress): Promise<WriteResult> {
  const { started, respondedSince, deadline } = progress
  const patienceMs = query.timeoutMs + ANSWER_MARGIN_MS
  const acquireBy = Math.min(deadline, performance.now() + patienceMs)
  const client = await acquireConnection(pool, { respondedSince, deadline: acquireBy })
  const isIdle = lastResponseOn(client) < started
  const run: Run = async (text, values = [], limitMs = patienceMs) => {
    const leftMs = Math.min(limitMs, deadline - performance.now())
    if (leftMs <= 0) throw new NoAnswerError()
    // A variable, because the driver's types lack `query_timeout`.
    const limited = { text, values, rowMode: 'array' as const, query_timeout: leftMs }
    return client.query<unknown[]>(limited)
  }
  let isReusable = false
  try {
    await run(query.lock === null ? BEGIN_SERIALIZABLE : BEGIN, [], isIdle ? DEAD_AFTER_MS : undefined)
    const written = await transact(run, query, progress)
    isReusable = true
    return written
  } catch (cause) {
    const error = new QueryError(cause)
    if (isConflict(error, query)) isReusable = await rollBack(run)
    throw error
  } finally {
    if (isReusable) recordResponse(client)
    // Postgres rolls back the open transaction of a closed connection.
    client.release(!isReusable)
  }
}

type Run = (text: string, values?: ParameterValues, limitMs?: number) => Promise<QueryArrayResult<unknown[]>>

async function transact(
  run: Run,
  { text, values, lock, timeoutMs, shouldCommit }: WriteQuery,
  progress: Progress,
): Promise<WriteResult> {
  await run(SETTINGS, [String(timeoutMs)])
  if (lock !== null) await run(LOCK, [lock])
  const { fields, rows } = await run(text, values)
  const written = { columns: fields.map(({ name }) => name), rows }
  progress.isEnding = true
  await run(shouldCommit(written) ? 'commit' : 'rollback')
  return written
}

function rollBack(run: Run): Promise<boolean> {
  return run('rollback', [], ANSWER_MARGIN_MS).then(
    () => true,
    () => false,
  )
}
