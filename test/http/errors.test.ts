import { BUILD_INFO } from '../../src/build-info.ts'
import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TEXTS } from '../../src/page/texts/texts.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { writeCertificate } from '../support/certificate.ts'
import { administer, cloneDatabase, createReader, lockTable } from '../support/database.ts'

/** A port of this machine that nobody listens on. */
const NOWHERE = 'postgres://nobody@127.0.0.1:1/nothing'
const PAGE = '/?visitorImId=emma.johansson'

describe('with the database', () => {
  let app: TestApp
  let database: Awaited<ReturnType<typeof cloneDatabase>>
  beforeAll(async () => {
    database = await cloneDatabase()
    app = await startApp(database.url)
  })
  afterAll(async () => {
    await app.close()
    await database.drop()
  })

  test.each(['post', 'put', 'delete', 'patch', 'options'] as const)(
    'answers %s with 405 and the allowed methods',
    async (method) => {
      const { headers, text } = await app.send(method, PAGE).expect(405)
      expect(headers['allow']).toBe('GET, HEAD')
      expect(text).toContain('data-code="method_not_allowed"')
    },
  )

  test('closes the connection without sending anything of the error if the error page fails', async () => {
    const failing = await startApp(database.url)
    failing.services.renderer.error = () => {
      throw new Error('About emma.johansson')
    }
    await expect(failing.get('/nope')).rejects.toThrow(/socket hang up|ECONNRESET/)
    await failing.get('/healthz').expect(200)
    await failing.close()
  })

  test.each(['/nope', '/index.html', '/simulator', '/assets/style.css', '/assets/', '/?/'])(
    'serves no page at %s',
    async (path) => {
      await app.get(path).expect(path === '/?/' ? 400 : 404)
    },
  )

  test('is alive and ready', async () => {
    await app.get('/healthz').expect(200, { status: 'ok', ...BUILD_INFO })
    await app.get('/readyz').expect(200, { status: 'ok' })
  })

  test('needs only a role with select', async () => {
    const reader = await createReader(database.url)
    const readerApp = await startApp(reader.url)
    try {
      const { body } = await readerApp.json(PAGE).expect(200)
      expect(body).toMatchObject({ outcome: 'found', customer: { full_name: 'Emma Johansson' } })
      expect((body as { panels: { status: string }[] }).panels.map(({ status }) => status)).toEqual([
        'ok',
        'ok',
        'ok',
        'ok',
      ])
      await expect(administer(reader.url, 'delete from orders')).rejects.toThrow(/permission denied/)
    } finally {
      await readerApp.close()
      await reader.drop()
    }
  })
})

describe('without the database', () => {
  let app: TestApp
  beforeAll(async () => {
    app = await startApp(NOWHERE, { DATABASE_TIMEOUT_MS: '500' })
  })
  afterAll(() => app.close())

  test('shows an error page with Retry-After', async () => {
    const { headers, text } = await app.get(PAGE).expect(503)
    expect(headers['retry-after']).toMatch(/^([5-9]|10)$/)
    expect(text).toContain('data-code="database_unavailable"')
    const { body } = await app.json(PAGE).expect(503)
    expect(body).toMatchObject({ error: { code: 'database_unavailable' } })
  })

  test('spreads Retry-After, so that clients rejected together do not return together', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => app.get(PAGE)))
    const waits = new Set(answers.map(({ headers }) => headers['refresh'] as string))
    expect(waits.size).toBeGreaterThan(1)
    for (const { headers, text } of answers) {
      expect(headers['refresh']).toBe(headers['retry-after'])
      expect(text).toContain(TEXTS.en.retriesIn(Number(headers['refresh'])))
    }
  })

  test('stays ready for a load balancer that excludes the database', async () => {
    await app.get('/readyz?exclude=database').expect(200, { status: 'ok' })
    await app.get('/readyz?exclude=').expect(503)
    await app.get('/readyz?include=database').expect(503)
  })

  test('is alive, but not ready', async () => {
    await app.get('/healthz').expect(200)
    await app.get('/readyz').expect(503, { status: 'unavailable', reason: 'database' })
  })

  test('still reports invalid parameters', async () => {
    await app.get('/').expect(400)
  })
})

test('answers 503 while certificate files are missing, and recovers when they return', async () => {
  const database = await cloneDatabase()
  const { certFile } = writeCertificate()
  const url = new URL(database.url)
  url.searchParams.set('sslrootcert', certFile)
  const app = await startApp(url.href, { DATABASE_POOL_MAX: '2' })
  for (let round = 0; round < 2; round += 1) {
    // The test's Postgres does not accept TLS.
    const pages = await Promise.all(Array.from({ length: 4 }, () => app.get(PAGE).expect(503)))
    for (const { text } of pages) expect(text).toContain('data-code="database_unavailable"')
    rmSync(certFile, { force: true })
  }
  await app.close()
  await database.drop()
})

test('is not ready during shutdown', async () => {
  const app = await startApp(NOWHERE)
  app.drain()
  await app.get('/readyz').expect(503, { status: 'unavailable', reason: 'draining' })
  await app.close()
})

test('answers 500 while a table is missing, names it in the log alone, and recovers by itself', async () => {
  const database = await cloneDatabase()
  const app = await startApp(database.url)
  await app.get(PAGE).expect(200)
  await administer(database.url, 'alter table customers rename to gone')
  const { text } = await app.get(PAGE).expect(500)
  expect(text).toContain('data-code="internal_error"')
  expect(text).not.toMatch(/customer_identities|relation|42P01/)
  const errors = app.lines.filter((line) => line.includes('"event":"error"'))
  expect(errors.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    {
      code: 'internal_error',
      error: {
        file: expect.stringContaining('customer.sql'),
        words: 'relation "customers" does not exist',
        cause: { code: '42P01' },
      },
    },
  ])
  await administer(database.url, 'alter table gone rename to customers')
  await app.get(PAGE).expect(200)
  await app.close()
  await database.drop()
})

test('shows the rest of the page if a panel fails or is late', async () => {
  const database = await cloneDatabase()
  // Another session locks the orders, and the identities lose a column that a panel needs.
  await administer(database.url, 'alter table customer_identities rename column first_seen_at to seen')
  const app = await startApp(database.url, { DATABASE_TIMEOUT_MS: '3000' })
  const { unlock } = await lockTable(database.url, 'orders')
  const { body } = await app.json(PAGE).expect(200)
  expect(body).toMatchObject({
    outcome: 'found',
    panels: [
      { name: 'summary', status: 'late', rows: [] },
      { name: 'orders', status: 'late', rows: [] },
      { name: 'conversations', status: 'ok' },
      { name: 'channels', status: 'failed', rows: [] },
    ],
  })
  const { text } = await app.get(PAGE)
  expect(text).toContain('data-panel="orders" data-status="late"')
  expect(text).toContain('Emma Johansson')
  await unlock()
  // The connections that met an error serve the next page.
  const { body: after } = await app.json(PAGE).expect(200)
  expect(after).toMatchObject({
    panels: [{ status: 'ok' }, { status: 'ok' }, { status: 'ok' }, { status: 'failed' }],
  })
  await app.close()
  await database.drop()
})

test('answers a late lookup with the database error page, not as an unknown visitor', async () => {
  const database = await cloneDatabase()
  const app = await startApp(database.url, { DATABASE_TIMEOUT_MS: '3000' })
  const { unlock } = await lockTable(database.url, 'customers')
  const { text } = await app.get(PAGE).expect(503)
  expect(text).toContain('data-code="database_unavailable"')
  await unlock()
  await app.get(PAGE).expect(200)
  await app.close()
  await database.drop()
})

test('serves the next page after connections are lost', async () => {
  const database = await cloneDatabase()
  const app = await startApp(database.url)
  await app.get(PAGE).expect(200)
  await administer(
    database.url,
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
  )
  // Including the first, which may get a connection that is not yet known to be dead.
  await app.get(PAGE).expect(200)
  await app.get(PAGE).expect(200)
  await app.close()
  await database.drop()
})
