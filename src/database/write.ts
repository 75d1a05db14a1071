import { setTimeout as sleep } from 'node:timers/promises'
import type { Pool, PoolClient } from 'pg'
import type { ParameterValues, Row } from './bound-statement.ts'
import { QueryError, toQueryError } from './query-error.ts'
import { SET_FORMATS } from './value-formats.ts'

/** What a statement returned that wrote. */
export interface Written {
  columns: readonly string[]
  rows: readonly Row[]
}

/** How two transactions for one visitor are kept from passing each other: docs/decisions/0011. */
export type LinkLock = 'advisory' | 'serializable'

interface WriteQuery {
  text: string
  values: ParameterValues
  lock: LinkLock
  /** Of what is written: only one transaction at a time has an advisory lock of this name, in whatever case. */
  name: string
  /** Time limit of each statement, the wait for the lock among them, and of beginning anew, in milliseconds. */
  timeoutMs: number
  /** Whether what was written stays. */
  keep: (written: Written) => boolean
}

/** How long an answer may take beyond the statement's own limit, before the network is taken for dead. */
const ANSWER_MARGIN_MS = 500

/**
 * With an advisory lock, a statement must see what the lock's last owner wrote: it sees the database as it was when the
 * statement began, so that the lock is taken by one of its own. A role may have another isolation set, under which it would
 * not see it. Without, the database itself ends one of two that read what the other one writes.
 */
const BEGIN: Readonly<Record<LinkLock, string>> = {
  advisory: 'begin isolation level read committed read write',
  serializable: 'begin isolation level serializable read write',
}
const ADVISORY_LOCK = 'select pg_advisory_xact_lock(hashtextextended(lower($1::text collate "C"), 0))'
const SETTINGS = `select set_config('statement_timeout', $1, true), ${SET_FORMATS}`

/** Of two new rows with one key: the second one's statement had looked for the key before the first was there. */
const UNIQUE_VIOLATION = '23505'
const MAX_ATTEMPTS = 10
const PAUSE_MS = 20

/**
 * Runs one statement that writes, as if others for the same name came before or after it, and keeps what it wrote or takes
 * it back. Where the database ends it because of another one, it is run again: nothing has been written or answered then.
 *
 * @throws {QueryError} when nothing was written; or, where the connection broke at the very end, nobody knows
 */
export async function writeAlone(pool: Pool, query: WriteQuery): Promise<Written> {
  const client = await pool.connect().catch((error: unknown) => {
    throw new QueryError(error, 'connect')
  })
  const giveUpAt = performance.now() + query.timeoutMs
  let isSound = true
  try {
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await transact(client, query).catch(toQueryError)
      if (!(outcome instanceof QueryError)) return outcome
      const isAgainstOthers = outcome.isConflict || outcome.sqlState === UNIQUE_VIOLATION
      if (!isAgainstOthers || attempt === MAX_ATTEMPTS || performance.now() > giveUpAt) throw outcome
      await client.query({ text: 'rollback', ...{ query_timeout: ANSWER_MARGIN_MS } })
      await sleep(Math.random() * PAUSE_MS * attempt)
    }
  } catch (error) {
    isSound = false
    throw toQueryError(error)
  } finally {
    // Postgres takes back whatever an ended connection had begun.
    client.release(!isSound)
  }
}

async function transact(
  client: PoolClient,
  { text, values, lock, name, timeoutMs, keep }: WriteQuery,
): Promise<Written> {
  const run = (text: string, values: ParameterValues = []) =>
    client.query<unknown[]>({
      text,
      values,
      rowMode: 'array',
      ...{ query_timeout: timeoutMs + ANSWER_MARGIN_MS },
    })
  await run(BEGIN[lock])
  await run(SETTINGS, [String(timeoutMs)])
  if (lock === 'advisory') await run(ADVISORY_LOCK, [name])
  const { fields, rows } = await run(text, values)
  const written = { columns: fields.map(({ name }) => name), rows }
  await run(keep(written) ? 'commit' : 'rollback')
  return written
}
