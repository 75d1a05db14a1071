import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPool } from '../../src/database/pool.ts'
import { queryReadOnly } from '../../src/database/read-only.ts'
import { toPrepared, type BatchStatement } from '../../src/database/bound-statement.ts'
import { cloneDatabase } from '../support/database.ts'
import { hasPgBouncer, startPgBouncer } from '../support/pgbouncer.ts'

const TIMEOUT_MS = 10_000

let database: Awaited<ReturnType<typeof cloneDatabase>>
let pool: ReturnType<typeof createPool>

beforeAll(async () => {
  database = await cloneDatabase()
  pool = createPool({ url: database.url, max: 1, timeoutMs: TIMEOUT_MS, onLost: () => undefined })
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

const PREPARED = toPrepared('select name from pg_prepared_statements order by name', TIMEOUT_MS)

function run(statement: BatchStatement, from = pool) {
  return queryReadOnly(from, { statement, values: [] })
}

test('prepares a statement once on a direct connection', async () => {
  await run(PREPARED)
  const names = ['begin_read_only', PREPARED.name, 'rollback', 'timeout_10000']
  expect((await run(PREPARED)).rows).toEqual(names.map((name) => [name]))
})

test.each([
  ['the table has been altered', 'alter table altered add column b int default 2', [1, 2]],
  ['the prepared statement was deallocated', 'deallocate all', [1]],
])('serves the page when %s', async (_what, change, row) => {
  // On another connection, on which the name is not in use.
  await pool.end()
  pool = createPool({ url: database.url, max: 1, timeoutMs: TIMEOUT_MS, onLost: () => undefined })
  await pool.query('drop table if exists altered; create table altered as select 1 as a')
  const statement = toPrepared('select * from altered', TIMEOUT_MS)
  await run(statement)
  await pool.query(change)
  expect((await run(statement)).rows).toEqual([row])
  expect((await run(statement)).rows).toEqual([row])
})

test.skipIf(!hasPgBouncer)('prepares nothing through PgBouncer', async () => {
  const bouncer = await startPgBouncer(database.url)
  const pooled = createPool({ url: bouncer.url, max: 2, timeoutMs: TIMEOUT_MS, onLost: () => undefined })
  try {
    await run(PREPARED, pooled)
    expect((await run(PREPARED, pooled)).rows).toEqual([])
  } finally {
    await pooled.end()
    await bouncer.stop()
  }
})
