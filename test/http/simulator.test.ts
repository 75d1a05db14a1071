import { request as ask } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import request from 'supertest'
import { CHANNELS, ORIGIN_TYPES } from '../../src/visit/channel.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { cloneDatabase } from '../support/database.ts'
import { copyBundledQueries, writeQueries } from '../support/queries.ts'

const KEY = 'company-key'

let app: TestApp
let database: Awaited<ReturnType<typeof cloneDatabase>>
beforeAll(async () => {
  database = await cloneDatabase()
  app = await startApp(database.url, {
    SIMULATOR: 'on',
    HYPHENATE_DES_KEY: KEY,
    LOG_LEVEL: 'trace',
    FRAME_ANCESTORS: 'https://console.example.com',
  })
})
afterAll(async () => {
  await app.close()
  await database.drop()
})

const post = (name: string, body: object) => request(app.url).post(`/simulator/${name}`).send(body)

const REQUEST = {
  visitor: { visitorImId: 'lijipeng_2019', channel: 'app', nickname: '鹏哥' },
  params: { name: 'Jack', age: 40 },
  client: 'web',
  mode: 'custom',
  vas: false,
  lang: 'zh',
  configuredUrlHasQuery: false,
  hasOtherKey: false,
}

/** The policy of a path that was requested with this host name. */
async function policyOf(path: string, host: string): Promise<string> {
  const { headers } = await app.get(path, { Host: host })
  return String(headers['content-security-policy'])
}

test('offers every channel, and sends its name to the page if known', async () => {
  const page = (await app.get('/simulator', { Host: 'localhost' })).text
  for (const channel of CHANNELS) {
    expect(page).toContain(`<option value="${channel}"`)
    const visitor = { ...REQUEST.visitor, channel }
    const { body } = await post('request', { ...REQUEST, visitor, vas: true }).expect(200)
    const originType = new URLSearchParams((body as { query: string }).query).get('originType')
    expect(originType).toBe(ORIGIN_TYPES[channel])
  }
})

test('serves nothing and permits no further framing when off', async () => {
  const plain = await startApp(database.url)
  for (const path of ['/simulator', '/simulator/setup', '/simulator/files/main.js', '/simulator/page/all/']) {
    await plain.get(path).expect(404)
  }
  await plain.send('post', '/simulator/request').expect(405)
  expect((await plain.get('/')).headers['content-security-policy']).not.toContain('localhost')
  await plain.close()
})

describe('on', () => {
  test('frames the page and nothing else, and cannot be framed', async () => {
    expect(await policyOf('/simulator', 'localhost:4100')).toBe(
      "default-src 'none';script-src 'self';style-src 'self';connect-src 'self';img-src 'self';" +
        "frame-src http://127.0.0.1:4100;base-uri 'none';form-action 'none';frame-ancestors 'none'",
    )
  })

  test('lets the page’s own origin frame it behind a configured proxy or with a single name', async () => {
    const env = { SIMULATOR: 'on', TRUST_PROXY: '1', ALLOWED_HOSTS: 'crm-staging.example.com' }
    const proxied = await startApp(database.url, env)
    const { headers } = await proxied.get('/simulator', { Host: 'crm-staging.example.com' }).expect(200)
    expect(headers['content-security-policy']).toContain("frame-src 'self'")
    await proxied.close()
  })

  test.each(['/simulator', '/simulator/setup', '/?visitorImId=lijipeng_2019', '/simulator/page/all/'])(
    'answers 421 to a foreign host name (DNS rebinding) at %s',
    async (path) => {
      const { text } = await app.get(path, { Host: 'evil.example:4100' }).expect(421)
      expect(text).toContain('data-code="wrong_host"')
    },
  )

  test('sends neither the key nor what it decrypts', async () => {
    const asked = { url: '?visitorImId=a&name=877523f86f18f55e', mode: 'custom' }
    await post('diagnosis', asked).expect(200)
    await post('diagnosis', asked).set('Host', 'evil.example').expect(421)
    await post('request', REQUEST).set('Host', 'evil.example').expect(421)
  })

  test('rejects a lone surrogate, which no URL can contain', async () => {
    const visitor = { ...REQUEST.visitor, visitorImId: '\ud800' }
    await post('request', { ...REQUEST, visitor }).expect(400)
    await post('request', { ...REQUEST, params: { '\ud800': 'x' } }).expect(400)
  })

  test.each([
    ['127.0.0.1:4100', 'http://localhost:4100'],
    ['page.localhost:4100', 'http://localhost:4100'],
    ['127.0.0.1', 'http://localhost'],
    ['crm-staging.example.com', "'self'"],
    ['localhost.example.com:4100', "'self'"],
    ["evil.example.com; script-src 'unsafe-inline'", "'self'"],
  ])('lets the page at %s be framed by the simulator at %s', async (host, ancestor) => {
    expect(await policyOf('/?visitorImId=a', host)).toMatch(
      new RegExp(`;frame-ancestors https://console\\.example\\.com ${ancestor}$`),
    )
  })

  test('redirects from another loopback name to the one where the page has another origin', async () => {
    const { headers } = await app.get('/simulator', { Host: '127.0.0.1:4100' }).expect(302)
    expect(headers['location']).toBe('http://localhost:4100/simulator')
  })

  test('does not fail on an invalid Host', async () => {
    const { hostname, port } = new URL(app.url)
    const status = await new Promise((settle) => {
      ask({ hostname, port, path: '/simulator', headers: { Host: ':/[' } }, (answer) => {
        answer.resume()
        settle(answer.statusCode)
      }).end()
    })
    expect(status).toBe(421)
  })

  test('has no inline script or style', async () => {
    const { text } = await app.get('/simulator', { Host: 'localhost:1' }).expect(200)
    expect(text).not.toMatch(/<script(?! type="module" src=)|<style|\sstyle=|\son\w+=/)
    for (const [, address = ''] of text.matchAll(/(?:src|href)="(simulator\/[^"]+)"/g)) {
      await app.get(`/${address}`).expect(200)
    }
    await app.get('/simulator/files/..%2fpage.js').expect(404)
  })

  test('builds the URL on the server, and keeps the key there', async () => {
    const { body, text } = await post('request', REQUEST).expect(200)
    expect(body).toMatchObject({ path: '', custom: { name: expect.stringMatching(/^[0-9a-f]{16}$/) } })
    expect(text).not.toContain(KEY)
    expect(JSON.stringify((await app.json('/simulator/setup')).body)).not.toContain(KEY)
    const page = await app.json(`/${(body as { query: string }).query}`).expect(200)
    expect(page.body).toMatchObject({
      outcome: 'found',
      visit: {
        customParameters: [
          { name: 'name', value: 'Jack', status: 'decrypted' },
          { name: 'age', value: '40', status: 'decrypted' },
        ],
      },
    })
  })

  test.each(['off', 'all'])('serves the page with encryption %s, other than the server’s', async (mode) => {
    const { body } = await post('request', { ...REQUEST, mode, vas: true }).expect(200)
    const { path, query } = body as { path: string; query: string }
    expect(path).toBe(`simulator/page/${mode}/`)
    const page = await app.json(`/${path}${query}`).expect(200)
    expect(page.body).toMatchObject({ outcome: 'found', visit: { nickname: '鹏哥', channel: 'app' } })
  })

  test.each([
    ['no body', 'request', {}],
    ['no visitor', 'request', { ...REQUEST, visitor: { visitorImId: '', channel: 'app' } }],
    ['an unknown client', 'request', { ...REQUEST, client: 'symbian' }],
    ['nested parameters', 'request', { ...REQUEST, params: { a: { b: 1 } } }],
    ['an unknown mode', 'diagnosis', { url: '/', mode: 'x' }],
  ])('rejects %s without repeating it', async (_name, name, body) => {
    const { body: answer } = await post(name, body).expect(400)
    expect(answer).toMatchObject({ error: { code: 'bad_request', faults: expect.any(Array) } })
    expect(JSON.stringify(answer)).not.toContain('symbian')
  })

  test('rejects bodies that are not JSON or too long, and other methods', async () => {
    const broken = request(app.url).post('/simulator/request').set('Content-Type', 'application/json')
    await broken.send('{"a":').expect(400)
    await post('diagnosis', { url: 'x'.repeat(80_000), mode: 'off' }).expect(400)
    await request(app.url).post('/simulator/request').set('Content-Type', 'text/plain').send('{}').expect(400)
    await app.send('put', '/simulator/request').expect(405)
    await app.send('post', '/').expect(405)
  })

  test('detects a database without the sample customers', async () => {
    const directory = writeQueries({ 'customer.sql': `select 1 as id where :visitorImId = 'mine'` })
    const own = await startApp(database.url, { SIMULATOR: 'on', QUERIES_DIR: directory })
    expect((await own.json('/simulator/setup')).body).toMatchObject({ conversations: [], mode: 'off' })
    expect((await app.json('/simulator/setup')).body).not.toMatchObject({ conversations: [] })
    await own.close()
  })
})

describe('error states', () => {
  const VISITOR = '?visitorImId=webim-visitor-8K2FTG9QTYWRT8EYVJ7F'

  test.each([
    ['late', 200, undefined],
    ['failed', 200, undefined],
    ['503', 503, 'database_unavailable'],
    ['500', 500, 'internal_error'],
    ['429', 429, 'too_many_requests'],
    ['404', 404, 'not_found'],
  ])('answers %s the way the page does', async (state, status, code) => {
    const { text, headers } = await app.get(`/simulator/state/${state}/${VISITOR}`).expect(status)
    if (code) expect(text).toContain(`data-code="${code}"`)
    else expect(text).toContain(`data-panel="${state}" data-status="${state}"`)
    expect(headers).toHaveProperty('x-request-id')
    if (status === 429) expect(Number(headers['retry-after'])).toBeGreaterThan(0)
  })

  test('leave panels, rate limit and database of other pages unaffected', async () => {
    for (const state of ['late', 'failed', '503', '500', '429'])
      for (let times = 0; times < 3; times += 1) await app.get(`/simulator/state/${state}/${VISITOR}`)
    const { body } = await app.json(`/${VISITOR}`).expect(200)
    const { panels } = body as { panels: { status: string }[] }
    expect(panels.length).toBeGreaterThan(2)
    expect(panels.filter(({ status }) => status !== 'ok' && status !== 'empty')).toEqual([])
  })

  test('keep an exhausted limit exhausted, and say for how much longer', async () => {
    const waits: number[] = []
    for (let times = 0; times < 3; times += 1) {
      const { headers } = await app.get('/simulator/state/429/').expect(429)
      waits.push(Number(headers['retry-after']))
    }
    expect(waits.every((wait) => wait > 50 && wait <= 60)).toBe(true)
  })

  test('are offered where they can be shown, and exist while the simulator is on', async () => {
    const states = async (on: TestApp) => {
      const { body } = await on.json('/simulator/setup').expect(200)
      return (body as { states: { id: string }[] }).states.map(({ id }) => id)
    }
    expect(await states(app)).toEqual(['late', 'failed', '503', '500', '429', '404'])
    const directory = writeQueries({ 'customer.sql': `select 1 as id where :visitorImId = 'mine'` })
    const own = await startApp(database.url, { SIMULATOR: 'on', QUERIES_DIR: directory })
    expect(await states(own)).toEqual(['503', '500', '429', '404'])
    await own.close()
    const off = await startApp(database.url)
    for (const state of ['late', 'failed', '503', '500', '429'])
      await off.get(`/simulator/state/${state}/${VISITOR}`).expect(404)
    await off.close()
  })

  test('cannot be read by a site that resolves its name to this server', async () => {
    await app.get(`/simulator/state/late/${VISITOR}`, { Host: 'evil.example' }).expect(421)
  })
})

test('lists the windows, and detects the window of a URL', async () => {
  const directory = copyBundledQueries({
    'panels/parcels/10-a.sql': 'select 1 as n where :customerId::text is not null',
  })
  const own = await startApp(database.url, { SIMULATOR: 'on', QUERIES_DIR: directory })
  expect((await own.json('/simulator/setup')).body).toMatchObject({ windows: ['parcels'] })
  const asked = { url: '/parcels/?visitorImId=emma.johansson', mode: 'off' }
  const { body } = await request(own.url).post('/simulator/diagnosis').send(asked).expect(200)
  expect(body).toMatchObject({ panels: [{ file: 'panels/parcels/10-a.sql', status: 'ok' }] })
  const { text } = await own.get('/simulator/page/off/parcels/?visitorImId=emma.johansson').expect(200)
  expect(text).toContain('data-panel="parcels/a"')
  expect(text).toContain('action="/simulator/page/off/parcels/')
  await own.close()
})

describe('diagnosis', () => {
  async function diagnose(url: string, mode = 'custom'): Promise<unknown> {
    const { body } = await post('diagnosis', { url, mode }).expect(200)
    return body
  }

  test('shows every parameter, and the queries with their time', async () => {
    const { body } = await post('request', REQUEST)
    const { query } = body as { query: string }
    expect(await diagnose(`https://crm.example.com/other-token/${query}&bad=zz`)).toMatchObject({
      error: null,
      repairs: [],
      parameters: expect.arrayContaining([
        expect.objectContaining({ name: 'name', value: 'Jack', status: 'decrypted', key: 0, kind: 'custom' }),
        expect.objectContaining({
          name: 'visitorImId',
          status: 'plain',
          kind: 'built-in',
          isRecovered: false,
        }),
        expect.objectContaining({ name: 'bad', value: null, reason: 'not_hex_or_base64' }),
      ]),
      lookup: {
        file: 'customer.sql',
        outcome: 'found',
        rows: 1,
        parameters: expect.arrayContaining([{ name: 'visitorImId', value: 'lijipeng_2019' }]),
      },
      panels: [
        { file: 'panels/10-summary.sql', status: 'ok' },
        { file: 'panels/20-orders.sql', rows: 7, durationMs: expect.any(Number) },
        { file: 'panels/25-conversations.sql', rows: 2 },
        { file: 'panels/30-channels.sql', rows: 1 },
      ],
      times: { readMs: expect.any(Number), lookupMs: expect.any(Number), panelsMs: expect.any(Number) },
    })
  })

  test('shows what a repair recovered, and from what', async () => {
    const { body } = await post('request', {
      ...REQUEST,
      client: 'ios-2023-02',
      mode: 'off',
      configuredUrlHasQuery: true,
    })
    expect(await diagnose((body as { query: string }).query, 'off')).toMatchObject({
      repairs: ['missing_ampersand', 'encoded_tail', 'stray_f', 'null_text'],
      parameters: expect.arrayContaining([
        expect.objectContaining({ name: 'visitorImId', value: 'lijipeng_2019', isRecovered: true }),
        expect.objectContaining({ name: 'nickname', value: '鹏哥', isRecovered: true }),
      ]),
      replaced: [{ name: 'visitorImId', value: expect.stringMatching(/^lijipeng_2019to=/) }],
    })
  })

  test.each([
    [
      'no visitor',
      'https://crm.example.com/',
      'off',
      { code: 'bad_parameters', faults: [{ problem: 'missing' }] },
    ],
    ['two visitors', 'visitorImId=a&visitorImId=b', 'off', { faults: [{ problem: 'different_values' }] }],
    ['behind #', '/#?visitorImId=a', 'off', { code: 'bad_parameters' }],
    ['a plain visitor', '/?visitorImId=lijipeng_2019', 'all', { reason: 'not_hex_or_base64' }],
  ])('explains a request that gets no page, without a lookup: %s', async (_name, url, mode, error) => {
    expect(await diagnose(url, mode)).toMatchObject({ error, lookup: null })
  })

  test('reports a failing database', async () => {
    const directory = writeQueries({ 'customer.sql': `select 1 / 0 as id, :visitorImId::text` })
    const own = await startApp(database.url, { SIMULATOR: 'on', QUERIES_DIR: directory })
    const { body } = await request(own.url)
      .post('/simulator/diagnosis')
      .send({ url: '?visitorImId=a', mode: 'off' })
    expect(body).toMatchObject({ error: { code: 'query', failure: 'failed', sqlState: '22012' } })
    await own.close()
  })

  test('logs nothing', async () => {
    const before = app.lines.length
    await post('request', REQUEST)
    await diagnose('/?visitorImId=lijipeng_2019&name=SECRET-13800138000')
    await post('diagnosis', { url: 'SECRET-13800138000', mode: 'x' })
    // The log line of a page would follow theirs.
    await app.get('/?visitorImId=nobody').expect(200)
    await expect
      .poll(() => app.lines.slice(before))
      .toEqual([expect.stringContaining('"event":"view","requestId"')])
  })
})
