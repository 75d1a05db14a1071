import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createPool } from '../../src/database/pool.ts'
import type { QueryError } from '../../src/database/query-error.ts'
import { queryReadOnly } from '../../src/database/read-only.ts'
import { toUnprepared } from '../../src/database/bound-statement.ts'
import { cloneDatabase } from '../support/database.ts'

const TIMEOUT_MS = 10_000

let database: Awaited<ReturnType<typeof cloneDatabase>>
let pool: ReturnType<typeof createPool>

beforeAll(async () => {
  database = await cloneDatabase()
  // One connection, so that any leftover of a statement affects the next one.
  pool = createPool({ url: database.url, max: 1, timeoutMs: TIMEOUT_MS, onLost: () => undefined })
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

function run(text: string, timeoutMs = TIMEOUT_MS, from = pool) {
  return queryReadOnly(from, { statement: toUnprepared(text, timeoutMs), values: [] })
}

async function failureOf(text: string, timeoutMs?: number, from?: typeof pool): Promise<string> {
  return run(text, timeoutMs, from).then(
    () => 'none',
    (error: unknown) => {
      const { failure, sqlState } = error as QueryError
      return `${failure} ${sqlState ?? ''}`.trim()
    },
  )
}

test.each([
  ['delete from orders', 'failed 25006'],
  ['with gone as (delete from orders returning 1) select * from gone', 'failed 25006'],
  ['create table x ()', 'failed 25006'],
  ['select 1/0', 'failed 22012'],
  ['select * from nowhere', 'failed 42P01'],
  ['select pg_sleep(60)', 'late 57014'],
  ['select pg_terminate_backend(pg_backend_pid())', 'unavailable 57P01'],
  [`do $$ begin raise exception using errcode = '40001'; end $$`, 'unavailable 40001'],
])('keeps queries read-only and independent of failures of others: %s: %s', async (text, failure) => {
  // On a busy machine, the database may report its time limit too late.
  await expect.poll(() => failureOf(text, 500)).toBe(failure)
  // Neither the transaction nor its time limit remains.
  const { rows } = await run(
    `select count(*)::int > 0 as kept, current_setting('transaction_read_only') as ro from orders`,
  )
  expect(rows).toEqual([[true, 'on']])
})

test('permits a write after a read on the same connection', async () => {
  await run('select 1')
  const { rows } = await pool.query<{ limit: string; ro: string }>(
    `select current_setting('statement_timeout') as limit, current_setting('transaction_read_only') as ro`,
  )
  expect(rows).toEqual([{ limit: '0', ro: 'off' }])
})

test('reports unavailable if no connection is free in time', async () => {
  const hurried = createPool({ url: database.url, max: 1, timeoutMs: 500, onLost: () => undefined })
  const client = await vi.waitFor(() => hurried.connect(), 20_000)
  expect(await failureOf('select 1', 500, hurried)).toBe('unavailable')
  client.release()
  expect(await failureOf('select 1', TIMEOUT_MS, hurried)).toBe('none')
  await hurried.end()
})

test('keeps the connection after a conflict with another transaction', async () => {
  const many = createPool({ url: database.url, max: 3, timeoutMs: TIMEOUT_MS, onLost: () => undefined })
  const clients = await Promise.all([many.connect(), many.connect(), many.connect()])
  for (const client of clients) client.release()
  let removed = 0
  many.on('remove', () => (removed += 1))
  const conflict = toUnprepared(`do $$ begin raise exception using errcode = '40001'; end $$`, TIMEOUT_MS)
  await expect(queryReadOnly(many, { statement: conflict, values: [] })).rejects.toThrow()
  await expect.poll(() => many.idleCount).toBe(3)
  expect(removed).toBe(0)
  await many.end()
})
