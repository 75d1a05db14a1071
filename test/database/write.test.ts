import type { Pool } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { createWritePool } from '../../src/database/write-pool.ts'
import { writeLocked } from '../../src/database/write.ts'
import { startProxy } from '../support/database-proxy.ts'
import { administer, createEmptyDatabase } from '../support/database.ts'

let database: Awaited<ReturnType<typeof createEmptyDatabase>>
let proxy: Awaited<ReturnType<typeof startProxy>>
let pool: Pool
beforeAll(async () => {
  database = await createEmptyDatabase()
  await administer(
    database.url,
    'create table written (id int generated always as identity)',
    'create sequence tries',
    `create function insert_on_primary() returns int language plpgsql as $$ begin
       if current_setting('test.state', true) <> '' then
         raise exception using errcode = current_setting('test.state');
       end if;
       if current_setting('test.conflict', true) <> '' and nextval('tries') % 2 = 1 then
         raise exception using errcode = current_setting('test.conflict');
       end if;
       insert into written default values;
       return 1;
     end $$`,
  )
})
afterAll(() => database.drop())
beforeEach(async () => {
  await administer(database.url, 'truncate written')
  proxy = await startProxy(database.url)
  pool = createWritePool({ url: proxy.url, timeoutMs: TIMEOUT_MS, onLost: () => undefined })
})
afterEach(async () => {
  await proxy.close()
  await pool.end()
})

const TIMEOUT_MS = 10_000
const INSERT = 'select insert_on_primary()'
const run = (more: Partial<Parameters<typeof writeLocked>[1]>) =>
  writeLocked(pool, {
    text: INSERT,
    values: [],
    lock: 'a-visitor',
    timeoutMs: TIMEOUT_MS,
    shouldCommit: () => true,
    ...more,
  })
const write = () => run({})
const count = async () => (await pool.query<{ count: string }>('select count(*) from written')).rows[0]?.count
const setState = (state: string) => pool.query(`set test.state = '${state}'`)

test.each<[string, () => unknown]>([
  ['a server that is no longer the primary', () => setState('25006')],
  [
    'a silent connection',
    () => {
      proxy.silenceOpen()
    },
  ],
  [
    'a reset connection',
    () => {
      proxy.resetOpenOnWrite()
    },
  ],
])('retries on another connection after %s', async (_what, spoil) => {
  await write()
  await spoil()
  const started = performance.now()
  await write()
  expect(performance.now() - started).toBeLessThan(TIMEOUT_MS)
  expect(await count()).toBe('2')
})

test.each([
  ['an idle connection', 1, [700, 700]],
  ['a new connection', 0, [700]],
])('waits for a pooler that answers `begin` late, on %s', async (_what, before, delays) => {
  for (let writes = 0; writes < before; writes += 1) await write()
  let connections = 0
  pool.on('connect', () => (connections += 1))
  proxy.delayInTransaction(...delays)
  await write()
  expect(await count()).toBe(String(before + 1))
  expect(connections).toBe(1)
})

test('limits all statements and attempts by one deadline', async () => {
  // Each is answered within its own limit; together they take 4 s, and the deadline is 1.7 s.
  proxy.delayInTransaction(1000, 1000, 1000, 1000)
  await expect(run({ timeoutMs: 600 })).rejects.toThrow()
  expect(await count()).toBe('0')
})

test.each([
  ['40001', 'a-visitor'],
  ['40P01', 'a-visitor'],
  ['40001', null],
  ['40P01', null],
  ['23505', null],
])('retries a transaction on its connection after a conflict: %s with the lock %s', async (code, lock) => {
  let connections = 0
  pool.on('connect', () => (connections += 1))
  await pool.query(`set test.conflict = '${code}'`)
  await run({ lock })
  expect(await count()).toBe('1')
  expect(connections).toBe(1)
})

test('reports a transaction that conflicts on every attempt as unavailable', async () => {
  const given = `do $$ begin raise exception using errcode = '40001'; end $$`
  await expect(run({ text: given })).rejects.toMatchObject({ failure: 'unavailable', sqlState: '40001' })
})

test('does not retry after a duplicate key while it holds a lock', async () => {
  await pool.query(`set test.conflict = '23505'`)
  await expect(write()).rejects.toMatchObject({ sqlState: '23505' })
  expect(await count()).toBe('0')
})

test('does not retry a statement that Postgres rejects', async () => {
  let connections = 0
  pool.on('connect', () => (connections += 1))
  await expect(run({ text: 'select 1/0' })).rejects.toMatchObject({ sqlState: '22012' })
  expect(connections).toBe(1)
})

test('reports a connection lost at the commit as a failure, and does not retry', async () => {
  let asked = 0
  const cut = () => {
    asked += 1
    proxy.cutNextAnswer('end')
    return true
  }
  await expect(run({ shouldCommit: cut })).rejects.toMatchObject({ failure: 'unavailable' })
  expect(asked).toBe(1)
  expect(await count()).toBe('1')
})
