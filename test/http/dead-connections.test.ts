import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { startApp, type TestApp } from '../support/app.ts'
import { cloneDatabase } from '../support/database.ts'
import { startProxy } from '../support/database-proxy.ts'

let database: Awaited<ReturnType<typeof cloneDatabase>>
let proxy: Awaited<ReturnType<typeof startProxy>>
let app: TestApp
beforeAll(async () => {
  database = await cloneDatabase()
})
afterAll(() => database.drop())
beforeEach(async () => {
  proxy = await startProxy(database.url)
  app = await startApp(proxy.url)
})
afterEach(async () => {
  await proxy.close()
  await app.close()
})

const PAGE = '/?visitorImId=emma.johansson'
const load = () =>
  app
    .get(PAGE)
    .expect(200)
    .expect(/data-panel="orders" data-status="ok"/)
const loadAtOnce = (count: number) => Promise.all(Array.from({ length: count }, load))

test.each([
  ['silent', () => proxy.silenceOpen()],
  ['reset', () => proxy.resetOpenOnWrite()],
  ['closed', () => proxy.closeOpen()],
])('retries if pooled connections are %s, and serves the page', async (_how, kill) => {
  await loadAtOnce(8)
  expect(app.pool.totalCount).toBeGreaterThan(1)
  kill()
  const started = performance.now()
  await load()
  await loadAtOnce(12)
  // A connection not known to be dead would take half of the database's 10 seconds to time out.
  expect(performance.now() - started).toBeLessThan(5000)
  await app.get('/readyz').expect(200)
})

test('stays ready if only a pooled connection is dead', async () => {
  await load()
  proxy.silenceOpen()
  await app.get('/readyz').expect(200)
})

test('waits for a slow query on a live connection, and runs it once', async () => {
  const client = await app.pool.connect()
  await load()
  await client.query('begin')
  await client.query('lock table customers')
  const waiting = load().then(({ text }) => text)
  const countWaiting = async () => {
    // On another connection, because this one sees the same activity for its whole transaction.
    const { rows } = await app.pool.query<{ count: number }>(
      `select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    )
    return rows[0]?.count
  }
  await expect.poll(countWaiting).toBe(1)
  await new Promise((settle) => setTimeout(settle, 1200))
  const count = await countWaiting()
  await client.query('rollback')
  client.release()
  expect(await waiting).toContain('Emma Johansson')
  expect(count).toBe(1)
})
