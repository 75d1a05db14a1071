import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPool } from '../../src/database/pool.ts'
import { queryReadOnly } from '../../src/database/read-only.ts'
import { cloneDatabase } from '../support/database.ts'
import { hasPgBouncer, startPgBouncer } from '../support/pgbouncer.ts'

let database: Awaited<ReturnType<typeof cloneDatabase>>
let pool: ReturnType<typeof createPool>

beforeAll(async () => {
  database = await cloneDatabase()
  pool = createPool({ url: database.url, max: 1, timeoutMs: 500, onLost: () => undefined })
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

const PREPARED = 'select name from pg_prepared_statements'

function run(text: string, from = pool) {
  return queryReadOnly(from, { name: 'named', text, values: [], timeoutMs: 500 })
}

test('a statement is prepared once on a connection to the database itself', async () => {
  const text = `${PREPARED} -- direct`
  await run(text)
  expect((await run(text)).rows).toEqual([['named']])
})

test.each([
  ['the table was altered since', 'alter table altered add column b int default 2', [1, 2]],
  ['somebody has dropped what was prepared', 'deallocate all', [1]],
])('when %s, the page does not notice', async (_what, change, row) => {
  // Another connection, on which the name is free.
  await pool.end()
  pool = createPool({ url: database.url, max: 1, timeoutMs: 500, onLost: () => undefined })
  await pool.query('drop table if exists altered; create table altered as select 1 as a')
  await run('select * from altered')
  await pool.query(change)
  expect((await run('select * from altered')).rows).toEqual([row])
  expect((await run('select * from altered')).rows).toEqual([row])
})

test.skipIf(!hasPgBouncer)('nothing is prepared through PgBouncer', async () => {
  const bouncer = await startPgBouncer(database.url)
  const pooled = createPool({ url: bouncer.url, max: 2, timeoutMs: 500, onLost: () => undefined })
  try {
    await run(PREPARED, pooled)
    expect((await run(PREPARED, pooled)).rows).toEqual([])
  } finally {
    await pooled.end()
    await bouncer.stop()
  }
})
