import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signToken } from '../../src/identity/sign-token.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { cloneDatabase } from '../support/database.ts'
import { copyBundledQueries } from '../support/queries.ts'
import { readRevealForm } from '../support/reveal-form.ts'
import { openFirst, searchFrom } from '../support/search-form.ts'

/* A folder in panels/ is a window of the console, with its own URL and panels. */

const TOKEN = 'a-token-of-the-page-0123'
const BASE = '/tools/crm'
const SECRET = 'the secret that the shop signs with'
const JSON_ONLY = { Accept: 'application/json' }
const EMMA = { visitorImId: 'emma.johansson', number: 'EMJ7K2QX9TRW4HVB6NPC', name: 'Emma Johansson' }
const OTHER_NUMBER = 'EEP4EVP9CCMTRTCKVJHX'

/** The same value in the same column of panels with the same name, in both windows. */
const panel = (title: string) => `-- title: ${title}
-- column pin: PIN | 密码 | mask
select '${title}' as window, 'PIN-4711' as pin where :customerId::text is not null`

let database: Awaited<ReturnType<typeof cloneDatabase>>
let directory: string
beforeAll(async () => {
  database = await cloneDatabase()
  directory = copyBundledQueries({
    'panels/orders/10-history.sql': panel('Orders'),
    'panels/orders/20-broken.sql': 'select 1 / (length(:customerId::text) - length(:customerId::text)) as n',
    'panels/parcels/10-history.sql': panel('Parcels'),
  })
})
afterAll(() => database.drop())

interface Page {
  outcome: string
  basis: string | null
  customer: { id: string; full_name: string } | null
  panels: { name: string; title: string; status: string; rows: Record<string, unknown>[] }[]
  search: { action: string; page: string; open: (string | null)[]; back: string | null }
  link?: { state: string; form: { action: string; page: string } | null }
}

const linesOf = (app: TestApp, event: string) =>
  app.lines
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((line) => line['event'] === event)

/** The URLs of all links, forms and assets of a page. */
const addressesOf = (html: string) =>
  [...html.matchAll(/\s(?:href|action)="(\/[^"]*)"/g)].map(([, address = '']) => address)

describe.each([
  ['without tokens', {}, '', ''],
  ['with tokens', { ACCESS_TOKENS: TOKEN }, '', `/${TOKEN}`],
  ['below a base path', { BASE_PATH: BASE }, BASE, ''],
  ['with both', { ACCESS_TOKENS: TOKEN, BASE_PATH: BASE }, BASE, `/${TOKEN}`],
])('windows %s', (_name, env, base, token) => {
  const root = base + token
  let app: TestApp
  beforeAll(async () => {
    app = await startApp(database.url, {
      ...env,
      QUERIES_DIR: directory,
      DATABASE_WRITE_URL: database.url,
      IDENTITY_SECRET: SECRET,
      SERVER_SECRET: 'a secret of the server and nobody else',
      CLAIM_PARAMETER: 'customUserId',
      LINK_PROVED: 'off',
    })
  })
  afterAll(() => app.close())

  async function getPage(address: string): Promise<Page> {
    const { body } = await app.json(address).expect(200)
    return body as Page
  }
  const panelsOf = ({ panels }: Page) => panels.map(({ name }) => name)
  const ORDERS = ['orders/history', 'orders/broken']

  test('each have their own panels below the same header, and the root has those directly in panels/', async () => {
    const query = `?visitorImId=${EMMA.visitorImId}`
    const [plain, orders, parcels] = [
      await getPage(`${root}/${query}`),
      await getPage(`${root}/orders/${query}`),
      await getPage(`${root}/parcels/${query}`),
    ]
    expect(panelsOf(plain)).toEqual(['summary', 'orders', 'conversations', 'channels'])
    expect(panelsOf(orders)).toEqual(ORDERS)
    expect(panelsOf(parcels)).toEqual(['parcels/history'])
    expect(orders.customer).toEqual(plain.customer)
    expect(parcels.panels).toMatchObject([{ title: 'Parcels', status: 'ok', rows: [{ window: 'Parcels' }] }])
    const { text } = await app.get(`${root}/orders/${query}`).expect(200)
    expect(text).toContain('<section data-panel="orders/history" data-status="ok">')
    expect(text).toContain('<section data-panel="orders/broken" data-status="failed">')
    expect(text).not.toContain('data-panel="summary"')
  })

  test('keep every URL on the page within the window', async () => {
    for (const visitor of [EMMA.visitorImId, 'sam.rivera', 'nobody-yet']) {
      const { text } = await app.get(`${root}/orders/?visitorImId=${visitor}`).expect(200)
      const addresses = addressesOf(text).filter((address) => !address.startsWith(`${base}/assets/`))
      expect(addresses.length).toBeGreaterThan(0)
      for (const address of addresses)
        expect(address).toMatch(new RegExp(`^${root}/orders/(search|open|reveal)`))
    }
  })

  test.each([
    ['', ''],
    [`?visitorImId=${EMMA.visitorImId}`, `?visitorImId=${EMMA.visitorImId}`],
    [
      '?a=%E5%B0%8F%2F&b=//evil.example/?c=http://evil.example',
      '?a=%E5%B0%8F%2F&b=//evil.example/?c=http://evil.example',
    ],
    // As the vendor's iOS apps encode it.
    ['?x=1?visitorImId=a%26to%3D(null)&agentId=f', '?x=1?visitorImId=a%26to%3D(null)&agentId=f'],
  ])('redirect to the path with a trailing slash, keeping the query %j', async (query, kept) => {
    const { headers, text } = await app.get(`${root}/orders${query}`).expect(302)
    expect(headers['location']).toBe(`${root}/orders/${kept}`)
    expect(headers['cache-control']).toBe('no-store')
    expect(text).toBe('')
  })

  test.each(['//evil.example/orders', '/\\evil.example/orders', '//orders', '/%2f%2fevil.example/orders'])(
    'do not redirect to another host: %s',
    async (path) => {
      const { headers } = await app.get(path + '?visitorImId=a')
      expect(headers['location'] ?? '/').toMatch(/^\/(?![/\\])/)
    },
  )

  test('reveal a masked value in its window, as a page and as JSON', async () => {
    const path = `${root}/parcels/?visitorImId=${EMMA.visitorImId}`
    const { text } = await app.get(path).expect(200)
    expect(text).not.toContain('PIN-4711')
    const { action, visit, proofs } = readRevealForm(text)
    expect(action).toBe(`${root}/parcels/reveal`)
    const value = proofs.at(-1) ?? ''
    const shown = await app.form(action, { visit, value }).expect(200)
    expect(shown.text).toContain('PIN-4711')
    expect(shown.text).toContain('data-panel="parcels/history"')
    expect(readRevealForm(shown.text).action).toBe(action)
    const { body } = await app.form(action, { visit, value }, JSON_ONLY).expect(200)
    expect(body).toMatchObject({
      panel: 'parcels/history',
      row: 0,
      column: 'pin',
      value: 'PIN-4711',
    })
    expect(app.audits.at(-1)).toMatchObject({ action: 'reveal', panel: 'parcels/history', field: 'pin' })
  })

  test('do not reveal the value at the same position of another window', async () => {
    const { text } = await app.get(`${root}/parcels/?visitorImId=${EMMA.visitorImId}`).expect(200)
    const { visit, proofs } = readRevealForm(text)
    const value = proofs.at(-1) ?? ''
    for (const other of ['/orders', '']) {
      const shown = await app.form(`${root}${other}/reveal`, { visit, value }).expect(200)
      expect(shown.text).not.toContain('PIN-4711')
      await app.form(`${root}${other}/reveal`, { visit, value }, JSON_ONLY).expect(404)
    }
  })

  test('keep a search, its results and the way back in the window', async () => {
    const answer = await searchFrom(app, `${root}/orders/?visitorImId=nobody-yet&originType=app`, 'EJ-4107')
    expect(answer).toMatch(new RegExp(`^${root}/orders/search/[\\w-]+$`))
    const found = await getPage(answer)
    expect(found).toMatchObject({ outcome: 'several', panels: [] })
    expect(found.search.action).toBe(`${root}/orders/search`)
    expect(found.search.back).toMatch(new RegExp(`^${root}/orders/open/`))
    const opened = await getPage(await openFirst(app, answer))
    expect(opened).toMatchObject({ outcome: 'found', basis: 'opened', customer: { full_name: EMMA.name } })
    expect(panelsOf(opened)).toEqual(ORDERS)
    expect(await getPage(found.search.back ?? '')).toMatchObject({ outcome: 'unknown' })
  })

  test('keep link and undo in the window', async () => {
    const visitor = `linked-${String(root.length)}-${token.slice(1, 2)}`
    const own = `${root}/orders/?visitorImId=${visitor}&originType=app&agentId=7&tenantId=3`
    const opened = await getPage(await openFirst(app, await searchFrom(app, own, 'EJ-4107')))
    const send = async ({ link }: Page) => {
      const { action = '', page = '' } = link?.form ?? {}
      expect(action).toMatch(new RegExp(`^${root}/orders/(un)?link$`))
      const { body } = await app.form(action, { page }, JSON_ONLY).expect(200)
      return body as Page
    }
    const linked = await send(opened)
    expect(linked).toMatchObject({ outcome: 'found', link: { state: 'new' } })
    expect(panelsOf(linked)).toEqual(ORDERS)
    expect(await getPage(own)).toMatchObject({ outcome: 'found', basis: 'linked' })
    expect(await send(linked)).toMatchObject({ outcome: 'unknown' })
  })

  test('open a candidate in the window', async () => {
    const opened = await getPage(await openFirst(app, `${root}/parcels/?visitorImId=sam.rivera`))
    expect(opened).toMatchObject({ outcome: 'found', basis: 'opened' })
    expect(panelsOf(opened)).toEqual(['parcels/history'])
  })

  test('support proof, conflict and claim', async () => {
    const sign = (subject: string) =>
      signToken(SECRET, { subject, visitorImId: null, audience: null, validSeconds: 3600 })
    const asked = (id: string, more: string) => getPage(`${root}/orders/?visitorImId=${id}&${more}`)
    const proof = `customUserToken=${await sign(EMMA.number)}`
    const proved = await asked('nobody-yet', proof)
    expect(proved).toMatchObject({ outcome: 'found', basis: 'proved', customer: { full_name: EMMA.name } })
    expect(panelsOf(proved)).toEqual(ORDERS)
    expect(await asked('lijipeng_2019', proof)).toMatchObject({ outcome: 'several', panels: [] })
    const claimed = await asked('nobody-yet', `customUserId=${OTHER_NUMBER}`)
    expect(claimed).toMatchObject({ outcome: 'unknown', panels: [] })
    expect(claimed.search.open[0]).toMatch(new RegExp(`^${root}/orders/open/`))
  })

  test('are named in the log of views and failed panels', async () => {
    const ask = async (path: string) => {
      const { headers } = await app.get(`${root}${path}?visitorImId=${EMMA.visitorImId}`).expect(200)
      const view = () => linesOf(app, 'view').find(({ requestId }) => requestId === headers['x-request-id'])
      await expect.poll(view).toBeDefined()
      return view()
    }
    expect(await ask('/orders/')).toMatchObject({ window: 'orders' })
    expect(linesOf(app, 'panel').at(-1)).toMatchObject({ panel: 'orders/broken', status: 'failed' })
    expect(await ask('/')).not.toHaveProperty('window')
  })

  test('answer with an error page once the window has been removed', async () => {
    const { body } = await app.json(`${root}/orders/?visitorImId=nobody-yet`).expect(200)
    const { page } = (body as Page).search
    for (const path of ['search', 'reveal', 'link', 'unlink']) {
      const { text } = await app.form(`${root}/gone/${path}`, { page, term: 'Emma' }).expect(404)
      expect(text).toContain('data-code="window_gone"')
      expect(text).toContain('This window no longer exists')
    }
    for (const path of ['search', 'open']) {
      const { text } = await app.get(`${root}/gone/${path}/${page}`).expect(404)
      expect(text).toContain('data-code="window_gone"')
    }
    const { text } = await app.get(`${root}/gone/?visitorImId=a`).expect(404)
    expect(text).toContain('data-code="not_found"')
    expect(text).toContain('the name of the window')
  })

  test('contain no other routes', async () => {
    await app.get(`${root}/orders/simulator`).expect(404)
    await app.get(`${root}/orders/parcels/`).expect(404)
    await app.get(`${root}/orders/healthz`).expect(404)
    await app.form(`${root}/orders/`, {}).expect(405)
    await app.form(`${root}/orders`, {}).expect(405)
    await app.get(`${root}/orders/reveal`).expect(405)
  })
})

test('keeps unencoded input byte for byte', async () => {
  const app = await startApp(database.url, { QUERIES_DIR: directory })
  const { hostname, port } = new URL(app.url)
  const socket = connect(Number(port), hostname)
  socket.end('GET /orders?visitorImId=a&a[b]=|{x}^ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
  const answer = Buffer.concat(await socket.toArray()).toString()
  expect(answer).toContain('\r\nLocation: /orders/?visitorImId=a&a[b]=|{x}^\r\n')
  await app.close()
})

test('reveals no window without the token', async () => {
  const app = await startApp(database.url, { QUERIES_DIR: directory, ACCESS_TOKENS: TOKEN })
  for (const path of ['/orders', '/orders/', '/orders/reveal', `/another-token-0123/orders/`]) {
    const { text, headers } = await app.get(`${path}?visitorImId=a`).expect(404)
    expect(text).toContain('data-code="not_found"')
    expect(headers).not.toHaveProperty('location')
  }
  await app.close()
})

test('does not treat a masked panel of another window as a secret of this page', async () => {
  // The same text, unmasked, in a window whose own panels mask nothing.
  const own = copyBundledQueries({
    'panels/orders/10-history.sql': panel('Orders'),
    'panels/parcels/10-notes.sql': `select 'PIN-4711' as note where :customerId::text is not null`,
  })
  const app = await startApp(database.url, { QUERIES_DIR: own })
  const { body } = await app.json(`/parcels/?visitorImId=${EMMA.visitorImId}`).expect(200)
  expect(body).toMatchObject({ panels: [{ rows: [{ note: 'PIN-4711' }] }] })
  await app.close()
})

test('distinguishes panels of windows in metrics', async () => {
  const app = await startApp(database.url, { QUERIES_DIR: directory })
  await app.get(`/orders/?visitorImId=${EMMA.visitorImId}`).expect(200)
  await app.get(`/parcels/?visitorImId=${EMMA.visitorImId}`).expect(200)
  for (const name of ['orders/history', 'parcels/history'])
    await expect
      .poll(() => app.services.metrics.registry.metrics())
      .toContain(`crm_page_panels_total{panel="${name}",status="ok"} 1`)
  await app.close()
})
