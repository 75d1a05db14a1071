import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../support/app.ts'
import { cloneDatabase } from '../support/database.ts'
import { readRevealForm } from '../support/reveal-form.ts'

const PAGE = '/?visitorImId=emma.johansson'
const TOKEN = 'token-of-the-audit-gate-0123'

let app: TestApp
let database: Awaited<ReturnType<typeof cloneDatabase>>
beforeAll(async () => {
  database = await cloneDatabase()
  app = await startApp(database.url, { SIMULATOR: 'on', ACCESS_TOKENS: TOKEN })
})
afterAll(async () => {
  await app.close()
  await database.drop()
})

describe('while the audit takes no more lines', () => {
  let form = readRevealForm('')
  let asset = ''
  beforeAll(async () => {
    const { text } = await app.get(`/${TOKEN}${PAGE}`).expect(200)
    form = readRevealForm(text)
    asset = /href="(\/assets\/[^"]+)"/.exec(text)?.[1] ?? ''
    app.fillAudit(true)
  })
  afterAll(() => app.fillAudit(false))

  test.each([
    ['a page', () => PAGE],
    ['a page of the simulator', () => `/simulator/page/off${PAGE}`],
    ['a wrong page', () => '/'],
  ])('%s is refused, and leaves no line', async (_name, path) => {
    const before = app.lines.length
    const { text, headers } = await app.get(`/${TOKEN}${path()}`).expect(503)
    expect(text).toContain('data-code="audit_unavailable"')
    expect(text).not.toContain('Emma')
    expect(headers).toMatchObject({ refresh: headers['retry-after'], 'cache-control': 'no-store' })
    expect(app.lines.length).toBe(before)
  })

  test('a masked value is not shown', async () => {
    const [value = ''] = form.proofs
    expect(value).not.toBe('')
    const { text } = await app.form(form.action, { visit: form.visit, value }).expect(503)
    expect(text).toContain('data-code="audit_unavailable"')
  })

  test('it says so in JSON and in Chinese', async () => {
    const { body } = await app.json(`/${TOKEN}${PAGE}`).set('Accept-Language', 'zh-CN').expect(503)
    expect(body).toMatchObject({
      error: { code: 'audit_unavailable', message: expect.stringContaining('不显示任何客户') },
    })
  })

  test('nothing is asked of the database', async () => {
    const { totalCount } = app.pool
    const query = app.pool.query.bind(app.pool)
    const asked: unknown[] = []
    app.pool.connect = (() => asked.push('connect')) as never
    app.pool.query = (() => asked.push('query')) as never
    await app.get(`/${TOKEN}${PAGE}`).expect(503)
    expect(asked).toEqual([])
    delete (app.pool as { connect?: unknown }).connect
    app.pool.query = query
    expect(app.pool.totalCount).toBe(totalCount)
  })

  test('health, assets and wrong addresses are answered as ever', async () => {
    await app.get('/healthz').expect(200)
    await app.get('/readyz').expect(200)
    await app.get(asset).expect(200)
    await app.get(`/another-${TOKEN}${PAGE}`).expect(404)
  })

  test('the refusals are counted', async () => {
    expect(await app.services.metrics.registry.metrics()).toMatch(
      /crm_page_requests_total\{route="none",outcome="audit_unavailable",status="503"\} [1-9]/,
    )
  })
})

test('when it takes lines again, pages are shown again', async () => {
  await app.get(`/${TOKEN}${PAGE}`).expect(200)
})
