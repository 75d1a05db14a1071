import { describe, expect, test } from 'vitest'
import { parseQueryFile } from '../../src/customer/query-file/query-file.ts'
import { QueryError } from '../../src/database/query-error.ts'
import {
  PHONE,
  codeOf,
  found,
  OWN,
  pageOf,
  rowsOf,
  several,
  startRoutes,
  unknown,
  type Page,
} from '../support/route-app.ts'

describe('page', () => {
  const app = startRoutes()
  test('shows the customer, and records the view in audit and log, with its duration', async () => {
    const { body, headers } = await app.json(OWN).expect(200)
    const { requestId } = body as Page
    expect(body).toMatchObject({ outcome: 'found', customer: { id: '7', name: 'Name 7' } })
    expect(headers).toMatchObject({ 'x-request-id': requestId, vary: 'Accept, Accept-Language' })
    const [, total] =
      /^lookup;dur=12, panels;dur=4, total;dur=(\d+)$/.exec(String(headers['server-timing'])) ?? []
    expect(Number(total)).toBeLessThan(performance.now())
    const { logId } = app.services
    const ids = {
      customerId: '7',
      tenantId: logId('tenant', 'acme'),
      agentId: logId('agent', 'agent-of-acme'),
    }
    expect(app.audits.at(-1)).toMatchObject({ action: 'view', requestId, ...ids })
    expect(app.audits.at(-1)).not.toHaveProperty('agentDiffers')
    expect(app.events('view').at(-1)).toMatchObject({ requestId, outcome: 'found', status: 200, ...ids })
    expect(app.events('view').at(-1)).not.toHaveProperty('candidateIds')
  })

  test('uses the language of the console, else of the browser, else the configured one', async () => {
    const languageOf = async (query: string, header?: string) => {
      const { text } = await app.get(OWN + query, header === undefined ? {} : { 'Accept-Language': header })
      return /<html lang="(\w+)/.exec(text)?.[1]
    }
    expect(await languageOf('&lang=zh', 'en')).toBe('zh')
    expect(await languageOf('&lang=en', 'zh')).toBe('en')
    expect(await languageOf('', 'fr, zh-CN;q=0.8, en;q=0.5')).toBe('zh')
    expect(await languageOf('', 'en, zh;q=0.8')).toBe('en')
    expect(await languageOf('', 'fr')).toBe('en')
    expect(await languageOf('', '*')).toBe('en')
  })

  test('replaces an id that may be a phone number by its digest in the audit', async () => {
    const phone = startRoutes({ read: () => found(PHONE) })
    await pageOf(phone)
    expect(phone.audits).toMatchObject([{ customerId: phone.services.logId('customer', PHONE) }])
  })

  test('does not audit the page of an unknown visitor', async () => {
    const nobody = startRoutes({ read: () => unknown })
    expect(await pageOf(nobody)).toMatchObject({ outcome: 'unknown', customer: null })
    expect(nobody.audits).toEqual([])
    expect(nobody.events('view')).toMatchObject([{ outcome: 'unknown', customerId: null }])
  })

  test('logs each failed panel', async () => {
    const { file: panel } = parseQueryFile('10-orders.sql', 'select 1')
    const error = new QueryError(new TypeError('x'))
    const failed = { ...rowsOf(), file: panel, columns: [], status: 'failed' as const, error, durationMs: 1 }
    const works = { ...failed, status: 'empty' as const, error: null }
    const failing = startRoutes({ read: () => found('7', { panels: [failed, works] }) })
    const { requestId } = await pageOf(failing)
    expect(failing.events('panel')).toMatchObject([
      { requestId, panel: 'orders', status: 'failed', error: { name: 'QueryError' } },
    ])
  })

  test('audits all candidates, and opens the chosen one', async () => {
    const app2 = startRoutes({
      read: (opened) => (opened === null ? several('7', PHONE) : found(opened, { basis: 'opened' })),
    })
    const { search } = await pageOf(app2)
    const candidateIds = ['7', app2.services.logId('customer', PHONE)]
    expect(app2.audits).toMatchObject([{ action: 'view', customerId: null, candidateIds }])
    const opened = await pageOf(app2, search.open[0])
    expect(opened).toMatchObject({ outcome: 'found', customer: { id: '7' }, link: { state: 'offered' } })
    expect(app2.audits.slice(1)).toMatchObject([{ action: 'open', from: 'candidate', customerId: '7' }])
  })

  test('shows no forms without search.sql and link.sql', async () => {
    const bare = startRoutes({ isBare: true })
    expect(await pageOf(bare)).not.toHaveProperty('search.action')
    for (const path of ['/search', '/link', '/unlink'])
      expect(codeOf((await bare.form(path, {}).expect(405)).body)).toBe('method_not_allowed')
  })

  test('does not audit the page of a customer deleted in the meantime', async () => {
    const gone = startRoutes({ read: (opened) => (opened === null ? several('7', '8') : unknown) })
    const { search } = await pageOf(gone)
    expect(await pageOf(gone, search.open[0])).toMatchObject({ outcome: 'unknown' })
    expect(gone.audits.slice(1)).toEqual([])
  })

  test('also audits the customer that a proof has replaced', async () => {
    const replaced = ['8', 'Name 8', PHONE]
    const proved = startRoutes({ read: () => found('7', { basis: 'proved', replaced, isLinked: false }) })
    await pageOf(proved)
    expect(proved.audits).toMatchObject([{ customerId: '7', candidateIds: ['8'] }])
  })

  test('sends HTML with its length unless JSON is requested', async () => {
    for (const language of ['en', 'zh']) {
      const { headers, text } = await app.get(`${OWN}&lang=${language}`).expect(200)
      expect(headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'content-length': String(Buffer.byteLength(text)),
      })
    }
  })

  test('refuses other methods, unknown paths and forged addresses', async () => {
    expect(codeOf((await app.json('/none').expect(404)).body)).toBe('not_found')
    expect(codeOf((await app.form('/', {}).expect(405)).body)).toBe('method_not_allowed')
    expect(codeOf((await app.json('/open/x').expect(404)).body)).toBe('search_expired')
    const view = app.events('view').at(-1)
    expect(view).toMatchObject({ outcome: 'search_expired', status: 404, agentId: null, customerId: null })
    expect(view).not.toHaveProperty('agentDiffers')
    expect(codeOf((await app.json('/search/x').expect(404)).body)).toBe('search_expired')
  })
})
