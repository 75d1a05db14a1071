import request from 'supertest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../support/app.ts'
import { cloneDatabase } from '../support/database.ts'

const BASE = '/tools/crm'
const TOKEN = 'a-token-of-the-page-0123'
/** With masked values. */
const QUERY = '?visitorImId=19900000166&tenantId=41'

let database: Awaited<ReturnType<typeof cloneDatabase>>
beforeAll(async () => {
  database = await cloneDatabase()
})
afterAll(() => database.drop())

/** Every URL that a browser would request from this server. */
function addressesOf(page: string): string[] {
  return [...page.matchAll(/\s(?:href|src|action)="(\/[^"]*)"/g)].map(([, address = '']) =>
    address.replaceAll('&amp;', '&'),
  )
}

describe.each([
  ['without tokens', {}, ''],
  ['with tokens', { ACCESS_TOKENS: TOKEN }, `/${TOKEN}`],
])('below a path of a proxy, %s', (_name, env, token) => {
  let app: TestApp
  beforeAll(async () => {
    app = await startApp(database.url, { ...env, BASE_PATH: `${BASE}/`, SIMULATOR: 'on' })
  })
  afterAll(() => app.close())

  test.each([
    ['forwards the path unchanged', `${BASE}${token}/${QUERY}`],
    ['strips the path', `${token}/${QUERY}`],
    ['doubles the slash', `/${BASE}${token}/${QUERY}`],
    ['strips the path but keeps its slash', `/${token}/${QUERY}`],
  ])('serves the page with every URL below the path if the proxy %s', async (_proxy, path) => {
    const { text } = await app.get(path).expect(200)
    expect(text).toContain('data-outcome="found"')
    const addresses = addressesOf(text)
    expect(addresses.length).toBeGreaterThan(3)
    expect(addresses.filter((address) => !address.startsWith(`${BASE}/`))).toEqual([])
    expect(addresses.some((address) => address.startsWith(`${BASE}${token}/reveal`))).toBe(true)
  })

  test('serves styles and script for both kinds of proxy', async () => {
    const { text } = await app.get(`${BASE}${token}/${QUERY}`)
    const assets = addressesOf(text).filter((address) => /\/assets\/(?!items-)/.test(address))
    expect(assets).toHaveLength(5)
    for (const address of assets) {
      await app.get(address).expect(200)
      await app.get(address.slice(BASE.length)).expect(200)
    }
  })

  test.each(['/healthz', '/readyz'])('serves %s below the path and directly', async (path) => {
    await app.get(path).expect(200)
    await app.get(BASE + path).expect(200)
  })

  test('serves styles on error pages', async () => {
    for (const path of [`${BASE}${token}/`, `${BASE}${token}/nope`, '/nope']) {
      const { text } = await app.get(path)
      expect(text).toContain('data-outcome="error"')
      expect(addressesOf(text).filter((address) => !address.startsWith(`${BASE}/assets/`))).toEqual([])
    }
  })

  test('serves the simulator and its requests below the path', async () => {
    const { headers } = await app.get(`${BASE}${token}/simulator`, { Host: '127.0.0.1:4100' }).expect(302)
    expect(headers['location']).toBe(`http://localhost:4100${BASE}${token}/simulator`)
    await app.get(`${BASE}${token}/simulator`, { Host: 'localhost:4100' }).expect(200)
    await app.get(`${BASE}${token}/simulator/files/main.js`).expect(200)
    await app.get(`${BASE}${token}/simulator/page/off/${QUERY}`).expect(200)
    const asked = { url: QUERY, mode: 'off' }
    await request(app.url).post(`${BASE}${token}/simulator/diagnosis`).send(asked).expect(200)
  })

  test('answers 404 for any other path', async () => {
    for (const path of [`/tools${token}/${QUERY}`, `${BASE}x${token}/${QUERY}`])
      await app.get(path).expect(404)
  })
})

test('ignores a slash doubled by a proxy without a base path', async () => {
  const app = await startApp(database.url)
  const { text } = await app.get(`//${QUERY}`).expect(200)
  expect(text).toContain('data-outcome="found"')
  // A link that begins with two slashes points to another host.
  expect(addressesOf(text).filter((address) => address.startsWith('//'))).toEqual([])
  const { body } = await app.json('//?visitorImId=emma.johansson&site=a//b').expect(200)
  expect(JSON.stringify(body)).toContain('a//b')
  await app.close()
})
