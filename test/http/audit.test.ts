import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import request from 'supertest'
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

describe('while the audit accepts no lines', () => {
  let form = readRevealForm('')
  let asset = ''
  beforeAll(async () => {
    const { text } = await app.get(`/${TOKEN}${PAGE}`).expect(200)
    form = readRevealForm(text)
    asset = /href="(\/assets\/[^"]+)"/.exec(text)?.[1] ?? ''
    // Otherwise the log line of this view might be counted as one of a rejected request.
    await vi.waitUntil(() => app.lines.length > 0, 60_000)
    app.fillAudit(true)
  })
  afterAll(() => app.fillAudit(false))

  test.each([
    ['a page', () => PAGE],
    ['a page of the simulator', () => `/simulator/page/off${PAGE}`],
    ['a wrong page', () => '/'],
  ])('rejects %s and logs no view', async (_name, path) => {
    const before = app.lines.length
    const { text, headers } = await app.get(`/${TOKEN}${path()}`).expect(503)
    expect(text).toContain('data-code="audit_unavailable"')
    expect(text).not.toContain('Emma')
    expect(headers).toMatchObject({ refresh: headers['retry-after'], 'cache-control': 'no-store' })
    expect(app.lines.length).toBe(before)
  })

  test('reveals no masked value', async () => {
    const [value = ''] = form.proofs
    expect(value).not.toBe('')
    const { text } = await app.form(form.action, { visit: form.visit, value }).expect(503)
    expect(text).toContain('data-code="audit_unavailable"')
  })

  test('says so in JSON and in Chinese', async () => {
    const { body } = await app.json(`/${TOKEN}${PAGE}`).set('Accept-Language', 'zh-CN').expect(503)
    expect(body).toMatchObject({
      error: { code: 'audit_unavailable', message: expect.stringContaining('不显示任何客户') },
    })
  })

  test('does not query the database', async () => {
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

  test('still answers health checks, assets and unknown paths', async () => {
    await app.get('/healthz').expect(200)
    await expect
      .poll(async () => (await app.get('/readyz')).body as object, { interval: 200 })
      .toEqual({ status: 'unavailable', reason: 'audit' })
    await app.get('/readyz?exclude=audit').expect(200)
    await app.get(asset).expect(200)
    await app.get(`/another-${TOKEN}${PAGE}`).expect(404)
  })

  test('counts the rejections', async () => {
    await expect
      .poll(() => app.services.metrics.registry.metrics())
      .toMatch(/crm_page_requests_total\{route="none",outcome="audit_unavailable",status="503"\} [1-9]/)
  })
})

test('shows pages again once the audit accepts lines', async () => {
  await app.get(`/${TOKEN}${PAGE}`).expect(200)
})

describe('an audit that fails while the page is being built', () => {
  let fields = { visit: '', value: '' }
  beforeAll(async () => {
    const { visit, proofs } = readRevealForm((await app.get(`/${TOKEN}${PAGE}`).expect(200)).text)
    fields = { visit, value: proofs[0] ?? '' }
  })
  const fill = () => app.fillAudit(true)
  beforeEach(() => void app.pool.on('acquire', fill))
  afterEach(() => {
    app.pool.off('acquire', fill)
    app.fillAudit(false)
  })

  test.each([
    ['a page', (accept: string) => app.get(`/${TOKEN}${PAGE}&lang=zh`, { Accept: accept })],
    ['a list', (accept: string) => app.get(`/${TOKEN}/?visitorImId=sam.rivera&lang=zh`, { Accept: accept })],
    [
      'a value',
      (accept: string) => app.form(`/${TOKEN}/reveal`, fields, { Accept: accept, 'Accept-Language': 'zh' }),
    ],
  ])('sends nothing of %s, as HTML or JSON', async (_name, ask) => {
    for (const accept of ['text/html', 'application/json']) {
      const before = app.audits.length
      const { text } = await ask(accept)
        .expect(503)
        .expect('Retry-After', /^([5-9]|10)$/)
      expect(text).toContain('audit_unavailable')
      expect(text).not.toMatch(/Emma|Johansson|Sam|Rivera|example\.com/)
      expect(app.audits.length).toBe(before)
      app.fillAudit(false)
    }
  })
})

describe('the audit', () => {
  test.each([
    ['a page', PAGE, { action: 'view', customerId: expect.stringMatching(/^\d+$/), agentId: '7' }],
    ['a list', '/?visitorImId=sam.rivera', { action: 'view', customerId: null, agentId: '7' }],
  ])('records %s, without a name', async (_name, path, expected) => {
    const before = app.audits.length
    await app.get(`/${TOKEN}${path}&agentId=7&tenantId=3`).expect(200)
    const lines = app.audits.slice(before)
    expect(lines).toMatchObject([{ audit: true, tenantId: '3', requestId: expect.any(String), ...expected }])
    expect(JSON.stringify(lines)).not.toMatch(/emma|sam/i)
  })

  test.each([
    [
      'a customer',
      PAGE,
      [{ action: 'view', from: 'diagnosis', customerId: expect.stringMatching(/^\d+$/), agentId: '7' }],
    ],
    ['nobody', '/?visitorImId=nobody', []],
  ])('records a diagnosis of %s, if it names somebody', async (_name, path, expected) => {
    const before = app.audits.length
    const body = { url: `${path}&agentId=7&tenantId=3`, mode: 'off' }
    await request(app.url).post(`/${TOKEN}/simulator/diagnosis`).send(body).expect(200)
    expect(app.audits.slice(before)).toMatchObject(expected)
  })

  test('records nothing for pages that show nobody', async () => {
    const before = app.audits.length
    await app.get(`/${TOKEN}/?visitorImId=nobody`).expect(200)
    await app.get(`/${TOKEN}/`).expect(400)
    expect(app.audits.length).toBe(before)
  })

  test('records a HEAD request of a page', async () => {
    const before = app.audits.length
    await app.send('head', `/${TOKEN}${PAGE}`).expect(200)
    expect(app.audits.slice(before)).toMatchObject([{ action: 'view' }])
  })
})
