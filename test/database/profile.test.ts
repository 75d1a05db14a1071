import { types } from 'pg'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { createProfileReader, type Profile } from '../../src/customer/profile.ts'
import { createPool } from '../../src/database/pool.ts'
import { QueryError } from '../../src/database/query-error.ts'
import { administer, createEmptyDatabase } from '../support/database.ts'
import { startProxy } from '../support/database-proxy.ts'
import { hasPgBouncer, startPgBouncer } from '../support/pgbouncer.ts'
import { loadQueries, NOBODY, writeQueries } from '../support/queries.ts'

let database: Awaited<ReturnType<typeof createEmptyDatabase>>
const pools: ReturnType<typeof createPool>[] = []

beforeAll(async () => {
  database = await createEmptyDatabase()
  await administer(
    database.url,
    'create table people (number int primary key, called text, seen timestamptz)',
    `insert into people values (7, 'Grace', '2026-03-01 09:05:07.25+00'), (8, 'Ada', null), (9, 'Ada', null)`,
    'create table pace (seconds float)',
    'insert into pace values (0)',
  )
})
afterEach(() => Promise.all(pools.splice(0).map((pool) => pool.end())))
afterAll(() => database.drop())

/** Retries assertions that may fail on a busy machine. */
const PATIENCE_MS = 60_000

const BY_NAME = 'select number as id, called from people where called = :visitorImId'
interface Setup {
  panels?: Record<string, string>
  customer?: string
  max?: number
  timeoutMs?: number
  url?: string
}

function start({ panels = {}, customer = BY_NAME, max = 10, timeoutMs = 10_000, url = database.url }: Setup) {
  const files = Object.entries(panels).map(([name, sql]) => [`panels/${name}.sql`, sql] as const)
  const queries = loadQueries(writeQueries({ 'customer.sql': customer, ...Object.fromEntries(files) }))
  const pool = createPool({ url, max, timeoutMs, onLost: () => undefined })
  pools.push(pool)
  const read = createProfileReader({ pool, queries, timeoutMs, panelsWithoutProof: true })
  return { pool, read: (visitorImId: string) => read({ ...NOBODY, visitorImId }) }
}

const statuses = ({ panels }: Profile) => panels.map(({ status }) => status)

/** Identifies the connection on which a panel is read. */
const ON = 'select pg_backend_pid() as pid'
const pidsOf = ({ panels }: Profile) => panels.map(({ rows }) => rows[0]?.[0])

async function isIdle(pool: ReturnType<typeof createPool>) {
  await expect.poll(() => pool.totalCount - pool.idleCount).toBe(0)
}

test('reads a page on one connection, in one transaction', async () => {
  const transaction = 'pg_backend_pid() as pid, now()::text as begun'
  const { pool, read } = start({
    customer: `select number as id, ${transaction} from people where called = :visitorImId`,
    panels: { '1-a': `select ${transaction}`, '2-b': `select ${transaction}` },
  })
  const readTogether = async () => {
    const { outcome, customerId, customers, panels } = await read('Grace')
    expect([outcome, customerId]).toEqual(['found', '7'])
    const begun = [customers.rows[0]?.slice(1)]
    expect(panels.map(({ rows }) => rows)).toEqual([begun, begun])
  }
  // On a busy machine, a fast panel may take as long as a slow one, and then runs separately once.
  for (let page = 0; page < 3; page += 1) await vi.waitFor(readTogether, PATIENCE_MS)
  await isIdle(pool)
})

test('returns the same columns on every connection, with hidden ones in the rows', async () => {
  const { pool, read } = start({
    customer: `-- hide: id\nselect called, number as id, seen from people where called = :visitorImId`,
    max: 2,
  })
  const first = await read('Grace')
  await isIdle(pool)
  const held = await pool.connect()
  const onAnother = await read('Grace')
  held.release()
  expect(pool.totalCount).toBe(2)
  for (const { customers, customerId, idAt } of [first, onAnother, await read('Grace')]) {
    expect(customers.columns).toEqual(first.customers.columns)
    expect(customers.rows).toEqual([['Grace', 7, new Date('2026-03-01T09:05:07.250Z')]])
    expect([customerId, idAt]).toEqual(['7', 1])
  }
  expect(first.customers.columns).toEqual([
    { name: 'called', type: 25, at: 0, reflectsInput: false },
    { name: 'seen', type: 1184, at: 2, reflectsInput: false },
  ])
})

test('returns the new columns of an altered table', async () => {
  await administer(database.url, 'create table altered as select 1 as a')
  const { read } = start({ panels: { '1-altered': 'select * from altered', '2-other': 'select 1' } })
  await read('Grace')
  await administer(database.url, 'alter table altered add column b int default 2')
  const { panels } = await read('Grace')
  expect(panels.map(({ rows }) => rows)).toEqual([[[1, 2]], [[1]]])
  expect(panels[0]?.columns.map(({ name }) => name)).toEqual(['a', 'b'])
  await administer(database.url, 'alter table altered rename column b to c')
  const renamed = await read('Grace')
  expect(renamed.panels[0]?.columns.map(({ name }) => name)).toEqual(['a', 'c'])
})

test.each([1, 10])('reads the other panels if some fail or are late, with a pool of %d', async (max) => {
  const { pool, read } = start({
    max,
    panels: {
      '1-first': 'select 1',
      '2-zero': 'select 1 / (n - 1) from generate_series(1, 1) n',
      '3-then': 'select 3',
      '4-late': '-- timeout: 500ms\nselect pg_sleep(3)::text',
      '5-last': 'select 5',
      '6-killed': 'select pg_terminate_backend(pg_backend_pid())',
    },
  })
  const lateStates = new Set<unknown>()
  // The database cancels the late one, unless the machine is so busy that its answer comes too late.
  for (let page = 0; page < 3 || (page < 20 && !lateStates.has('57014')); page += 1) {
    const profile = await read('Grace')
    expect(statuses(profile)).toEqual(['ok', 'failed', 'ok', 'late', 'ok', 'failed'])
    lateStates.add(profile.panels[3]?.error?.sqlState)
  }
  expect([...lateStates].filter((state) => state !== null)).toEqual(['57014'])
  await isIdle(pool)
})

test('applies each panel’s own time limit', async () => {
  const limit = `select current_setting('statement_timeout') as limit`
  const { read } = start({
    panels: { '1-a': limit, '2-b': `-- timeout: 9000ms\n${limit}`, '3-c': limit, '4-d': limit },
  })
  for (let page = 0; page < 2; page += 1) {
    expect(pidsOf(await read('Grace'))).toEqual(['10s', '9s', '10s', '10s'])
  }
})

test('runs a slow panel separately until it is fast again', async () => {
  const slow = 'select pg_backend_pid() as pid, pg_sleep(seconds)::text from pace'
  const { read } = start({ panels: { '1-a': ON, '2-slow': slow, '3-b': ON } })
  const isTogether = async () => {
    const profile = await read('Grace')
    expect(statuses(profile)).toEqual(['ok', 'ok', 'ok'])
    const [a, b, c] = pidsOf(profile)
    return [a === b, a === c]
  }
  // On a busy machine, a fast panel may take as long as a slow one, and then runs separately once.
  await expect.poll(isTogether).toEqual([true, true])
  await administer(database.url, 'update pace set seconds = 0.1')
  await expect.poll(isTogether).toEqual([false, true])
  await administer(database.url, 'update pace set seconds = 0')
  await expect.poll(isTogether).toEqual([true, true])
})

test('does not delay other panels for long because of a slow one', async () => {
  const slow = `select clock_timestamp() as begun, pg_sleep(1.5)::text, clock_timestamp() as ended`
  const { pool, read } = start({ panels: { '1-slow': slow, '2-slower': slow, '3-a': slow } })
  const profile = await read('Grace')
  expect(statuses(profile)).toEqual(['ok', 'ok', 'ok'])
  const times = profile.panels.map(({ rows }) => rows[0] as [Date, string, Date])
  const [begun, ended] = [times.map(([from]) => from.getTime()), times.map(([, , to]) => to.getTime())]
  // Concurrently: the last has begun before the first has ended.
  expect(Math.max(...begun)).toBeLessThan(Math.min(...ended))
  await isIdle(pool)
})

test('releases the connection for unknown and ambiguous visitors', async () => {
  const { pool, read } = start({ panels: { '1-a': ON }, max: 1 })
  for (let page = 0; page < 3; page += 1) {
    expect(await read('nobody')).toMatchObject({ outcome: 'unknown', customerId: null, panels: [] })
    expect(await read('Ada')).toMatchObject({ outcome: 'several', customerId: null, panels: [], idAt: 0 })
  }
  await isIdle(pool)
})

test.each([
  ['an id that is not a number', 'select number as id from people where number = :visitorImId', 'unknown'],
  ['a customer without panels', BY_NAME, 'found'],
  ['an aggregate over nobody', 'select max(number) as id from people where called = :visitorImId', 'found'],
  ['a query that fails', 'select 1 / (length(:visitorImId) - 5) as id', QueryError],
  ['an id of no use', 'select true as id where :visitorImId is not null', Error],
  ['no id', 'select 1 as number where :visitorImId is not null', Error],
])('releases the connection: %s', async (_what, customer, expected) => {
  const { pool, read } = start({ customer, max: 1 })
  for (let page = 0; page < 3; page += 1) {
    if (typeof expected === 'string') expect(await read('Grace')).toMatchObject({ outcome: expected })
    else await expect(read('Grace')).rejects.toThrow(expected)
  }
  await isIdle(pool)
})

test('releases the connection if values cannot be parsed, and fails only their panel', async () => {
  const { pool, read } = start({ panels: { '1-a': ON, '2-b': 'select true as broken', '3-c': ON }, max: 1 })
  pool.on('connect', (client) =>
    client.setTypeParser(types.builtins.BOOL, () => JSON.parse('no JSON') as unknown),
  )
  for (let page = 0; page < 3; page += 1)
    expect(statuses(await read('Grace'))).toEqual(['ok', 'failed', 'ok'])
  const other = start({
    customer: 'select 7 as id, true as broken where :visitorImId::text is not null',
    max: 1,
  })
  other.pool.on('connect', (client) =>
    client.setTypeParser(types.builtins.BOOL, () => JSON.parse('no JSON') as unknown),
  )
  for (let page = 0; page < 3; page += 1) await expect(other.read('Grace')).rejects.toThrow(QueryError)
  await Promise.all([isIdle(pool), isIdle(other.pool)])
})

test('shares one connection among many concurrent pages', async () => {
  const { pool, read } = start({
    panels: { '1-a': ON, '2-zero': 'select 1 / (n - 1) from generate_series(1, 1) n' },
    max: 1,
  })
  const pages = await Promise.all(Array.from({ length: 20 }, () => read('Grace')))
  for (const page of pages) expect(statuses(page)).toEqual(['ok', 'failed'])
  await isIdle(pool)
})

test('applies the driver’s own time limit, set in the URL, to each answer separately', async () => {
  const url = new URL(database.url)
  url.searchParams.set('query_timeout', '1000')
  const begun = 'now()::text as begun'
  const customer = `select number as id, called, ${begun}, pg_sleep(0.4)::text from people where called = :visitorImId`
  const { pool, read } = start({
    customer,
    url: url.href,
    max: 1,
    panels: { '1-a': `select :visitorImId::text, ${begun}` },
  })
  const names = ['Grace', 'Hopper', 'Grace']
  await administer(database.url, `insert into people values (10, 'Hopper')`)
  // Together the three take longer than the limit. On a busy machine, a single one may, too.
  await vi.waitFor(async () => {
    const profiles = await Promise.all(names.map(read))
    for (const [index, { customers, panels }] of profiles.entries()) {
      const [, name, at] = customers.rows[0] ?? []
      expect(name).toBe(names[index])
      expect(panels[0]?.rows[0]?.slice(0, 2)).toEqual([name, at])
    }
  }, PATIENCE_MS)
  await isIdle(pool)
  // An answer after the limit is ignored.
  const slow = start({ panels: { '1-a': 'select pg_sleep(3)::text' }, url: url.href, max: 1 })
  for (let page = 0; page < 2; page += 1) expect(statuses(await slow.read('Grace'))).not.toEqual(['ok'])
  await isIdle(slow.pool)
})

test('answers in time and drops the connection if the network fails during a page', async () => {
  const proxy = await startProxy(database.url)
  const { pool, read } = start({ panels: { '1-a': ON, '2-b': ON }, url: proxy.url, max: 1, timeoutMs: 2000 })
  await read('Grace')
  proxy.freeze()
  await expect(read('Grace')).rejects.toMatchObject({ failure: 'late' })
  await expect.poll(() => pool.totalCount).toBe(0)
  proxy.thaw()
  expect(await read('Grace')).toMatchObject({ outcome: 'found' })
  // Now between the look-up and the panels. On a busy machine, the look-up itself may be late.
  await vi.waitFor(async () => {
    proxy.thaw()
    await read('Grace')
    proxy.freezeAfter(1)
    expect(statuses(await read('Grace'))).toEqual(['failed', 'failed'])
  }, PATIENCE_MS)
  proxy.thaw()
  await expect.poll(async () => statuses(await read('Grace'))).toEqual(['ok', 'ok'])
  await isIdle(pool)
  await proxy.close()
})

test('releases once a connection that closes right after the lookup', async () => {
  const proxy = await startProxy(database.url)
  const { pool, read } = start({ panels: { '1-a': ON }, url: proxy.url, max: 1 })
  await read('Grace')
  proxy.cutNextAnswer('end')
  expect(await read('Grace')).toMatchObject({ outcome: 'found', panels: [{ status: 'ok' }] })
  expect(statuses(await read('Grace'))).toEqual(['ok'])
  await isIdle(pool)
  await proxy.close()
})

test('drops a connection that goes silent right after the lookup, and reports a timeout', async () => {
  const proxy = await startProxy(database.url)
  const { pool, read } = start({ panels: { '1-a': ON }, url: proxy.url, max: 1, timeoutMs: 2000 })
  await read('Grace')
  proxy.cutNextAnswer('freeze')
  await expect(read('Grace')).rejects.toMatchObject({ failure: 'late' })
  await expect.poll(() => pool.totalCount).toBe(0)
  proxy.thaw()
  expect(statuses(await read('Grace'))).toEqual(['ok'])
  await isIdle(pool)
  await proxy.close()
})

test.skipIf(!hasPgBouncer)('reads a page through PgBouncer', async () => {
  const bouncer = await startPgBouncer(database.url)
  const panels = {
    '1-a': ON,
    '2-zero': 'select 1 / (n - 1) from generate_series(1, 1) n',
    '3-b': `-- timeout: 9000ms\n${ON}`,
  }
  const { pool, read } = start({ panels, url: bouncer.url })
  try {
    const pages = await Promise.all(Array.from({ length: 20 }, () => read('Grace')))
    for (const page of pages) expect(statuses(page)).toEqual(['ok', 'failed', 'ok'])
    expect(await read('nobody')).toMatchObject({ outcome: 'unknown' })
    await isIdle(pool)
  } finally {
    await pools.pop()?.end()
    await bouncer.stop()
  }
})
