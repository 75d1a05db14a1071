import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { startApp } from '../support/app.ts'
import { cloneDatabase } from '../support/database.ts'
import { countStatuses, startLoad } from '../support/load.ts'

const PAGE = '/?visitorImId=emma.johansson'

let database: Awaited<ReturnType<typeof cloneDatabase>>
beforeAll(async () => {
  database = await cloneDatabase()
})
afterAll(() => database.drop())

describe('the rate limit', () => {
  test('answers 429 with Retry-After, counts any path, and exempts health checks', async () => {
    const app = await startApp(database.url, { RATE_LIMIT_PER_MINUTE: '3' })
    const clock = vi.spyOn(performance, 'now').mockReturnValue(Math.ceil(performance.now()))
    onTestFinished(() => clock.mockRestore())
    for (let count = 0; count < 3; count += 1) await app.get(PAGE).expect(200)
    const { headers, text } = await app.get(PAGE).expect(429)
    expect(headers['retry-after']).toBe('20')
    expect(text).toContain('data-code="too_many_requests"')
    const { body } = await app.json(PAGE).set('Accept-Language', 'zh').expect(429)
    expect(body).toMatchObject({
      error: { code: 'too_many_requests', message: expect.stringContaining('上限') },
    })
    const [, asset = ''] = /href="(\/assets\/[^"]+)"/.exec(text) ?? []
    for (const path of ['/nope', '/reveal/x', '/assets/nope.css']) await app.get(path).expect(429)
    // Otherwise this error page itself would have no style.
    await app.get(asset).expect(200)
    await app.send('post', PAGE).expect(429)
    await app.form('/reveal', { visit: 'x' }).expect(429)
    for (const path of ['/healthz', '/readyz']) await app.get(path).expect(200)
    await app.close()
  })

  test.each(['/nope', '/assets/nope.css', '/simulator', '/%ff'])('counts %s', async (path) => {
    const app = await startApp(database.url, { RATE_LIMIT_PER_MINUTE: '2' })
    for (let count = 0; count < 2; count += 1) await app.get(path)
    await app.get(PAGE).expect(429)
    await app.close()
  })

  test('counts assets separately from pages, as many per page as a page has', async () => {
    const app = await startApp(database.url, { RATE_LIMIT_PER_MINUTE: '1' })
    const { text } = await app.get(PAGE).expect(200)
    const assets = Array.from(text.matchAll(/"(\/assets\/(?!items-)[^"]+)"/g), ([, asset = '']) => asset)
    for (const asset of assets) await app.get(asset).expect(200)
    await app.get(assets[0] ?? '').expect(429)
    await app.close()
  })

  test('counts guesses at tokens', async () => {
    const token = 'a-token-to-be-guessed'
    const app = await startApp(database.url, { RATE_LIMIT_PER_MINUTE: '5', ACCESS_TOKENS: token })
    for (let count = 0; count < 5; count += 1)
      await app.get(`/guess-${String(count)}-0123456789/`).expect(404)
    await app.get(`/${token}${PAGE}`).expect(429)
    await app.close()
  })

  test('is off with 0', async () => {
    const app = await startApp(database.url, { RATE_LIMIT_PER_MINUTE: '0' })
    for (let count = 0; count < 20; count += 1) await app.get('/nope').expect(404)
    await app.close()
  })

  /** How many requests are rejected if each of these clients sends one and the limit is 1. */
  async function refused(env: Record<string, string>, forwarded: string[]): Promise<number> {
    const app = await startApp(database.url, { RATE_LIMIT_PER_MINUTE: '1', ...env })
    const answers = []
    for (const value of forwarded) answers.push(await app.get('/nope', { 'X-Forwarded-For': value }))
    await app.close()
    return answers.filter(({ status }) => status === 429).length
  }

  test.each([
    ['trusts no proxy by default', {}, ['203.0.113.1', '203.0.113.2', '203.0.113.3'], 2],
    ['trusts one proxy', { TRUST_PROXY: '1' }, ['203.0.113.1', '203.0.113.2', '203.0.113.3'], 0],
    [
      'trusts no second proxy with TRUST_PROXY=1',
      { TRUST_PROXY: '1' },
      ['1.1.1.1, 203.0.113.1', '2.2.2.2, 203.0.113.1'],
      1,
    ],
    ['trusts two proxies', { TRUST_PROXY: '2' }, ['203.0.113.1, 10.0.0.1', '203.0.113.2, 10.0.0.1'], 0],
    [
      'trusts a subnet',
      { TRUST_PROXY: '127.0.0.0/8,10.0.0.0/8' },
      ['203.0.113.1, 10.0.0.9', '203.0.113.2'],
      0,
    ],
    ['does not trust another subnet', { TRUST_PROXY: '10.0.0.0/8' }, ['203.0.113.1', '203.0.113.2'], 1],
    [
      'counts an IPv6 network as one client',
      { TRUST_PROXY: '1' },
      ['2001:db8::1', '2001:db8::ffff:2', '2001:db8:0:1::1'],
      1,
    ],
    [
      'counts an invalid address as the proxy’s',
      { TRUST_PROXY: '1' },
      ['unknown', 'secret', '203.0.113.1'],
      1,
    ],
  ])('counts requests by the client’s address: %s', async (_name, env, forwarded, expected) => {
    expect(await refused(env, forwarded)).toBe(expected)
  })
})

test('rejects a page under overload without waiting for the database, with its own error page', async () => {
  const app = await startApp(database.url, { DATABASE_POOL_MAX: '1', DATABASE_TIMEOUT_MS: '60000' })
  const holder = await app.pool.connect()
  // As many pages as may be in progress wait for the only connection.
  const admitted = [0, 1].map(() => app.get(PAGE).then(({ status }) => status))
  await expect.poll(() => app.services.metrics.registry.metrics()).toContain('\ncrm_page_pages_running 2\n')
  const load = startLoad(app.url, { clients: 12, pauseMs: 20 })
  await expect.poll(async () => (await app.get(PAGE)).status).toBe(503)
  const started = performance.now()
  const { text, headers } = await app.get(PAGE).expect(503)
  // Before the time limit of the database.
  expect(performance.now() - started).toBeLessThan(30_000)
  expect(text).toContain('data-code="overloaded"')
  expect(headers).toMatchObject({
    'retry-after': expect.stringMatching(/^[234]$/),
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': expect.stringContaining('frame-ancestors'),
  })
  expect(text).toContain(`<code data-copy>${headers['x-request-id'] ?? ''}</code>`)
  const inChinese = { Accept: 'application/json', 'Accept-Language': 'zh-CN,zh;q=0.9,en;q=0.8' }
  const { body } = await app.get(PAGE, inChinese).expect(503)
  expect(body).toMatchObject({
    error: { code: 'overloaded', message: expect.stringContaining('未能及时查询') },
  })
  await app.get('/healthz').expect(200)
  await app.get(/href="(\/assets\/[^"]+)"/.exec(text)?.[1] ?? '').expect(200)
  await expect.poll(() => app.lines.join('')).toMatch(/"event":"overloaded","refused":\d+/)
  await load.stop()
  expect(Object.keys(countStatuses(load.answers))).toEqual(['503'])
  holder.release()
  expect(await Promise.all(admitted)).toEqual([200, 200])
  await expect.poll(async () => (await app.get(PAGE)).status).toBe(200)
  await expect.poll(() => app.lines.join('')).toContain('"outcome":"overloaded","status":503')
  await expect
    .poll(() => app.services.metrics.registry.metrics())
    .toMatch(/crm_page_requests_total\{route="none",outcome="overloaded",status="503"\} [1-9]/)
  await app.close()
})

/** The processes of a Postgres on another machine cannot be stopped from here. */
const isOurs = !process.env['TEST_DATABASE_URL']

test.runIf(isOurs)('evicts an unresponsive connection when a probe takes another one', async () => {
  const app = await startApp(database.url, { DATABASE_POOL_MAX: '1', DATABASE_TIMEOUT_MS: '1000' })
  await app.get('/readyz').expect(200)
  const pidOf = async () => {
    const { rows } = await app.pool.query<{ pid: number }>('select pg_backend_pid() as pid')
    return rows[0]?.pid ?? 0
  }
  const pid = await pidOf()
  process.kill(pid, 'SIGSTOP')
  try {
    const ready = async () => (await app.get('/readyz')).status
    // Each answer is cached for a second. The only connection must be replaced, or it would be occupied forever.
    await new Promise((settle) => setTimeout(settle, 1100))
    await expect.poll(ready).toBe(200)
    expect(await pidOf()).not.toBe(pid)
  } finally {
    // A stopped backend blocks the creation and removal of other databases.
    process.kill(pid, 'SIGCONT')
  }
  await app.close()
})
