import request from 'supertest'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { encryptDesHex } from '../../src/visit/des.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { cloneDatabase } from '../support/database.ts'

const TOKEN = 'token-of-the-metrics'
const [KEY, PREVIOUS] = ['key-of-today', 'key-of-yesterday'] as const

const ENV = {
  ACCESS_TOKENS: `${TOKEN},another-${TOKEN}`,
  SIMULATOR: 'on',
  HYPHENATE_DES_KEY: KEY,
  HYPHENATE_DES_KEY_PREVIOUS: PREVIOUS,
}

let app: TestApp
let database: Awaited<ReturnType<typeof cloneDatabase>>
beforeAll(async () => {
  database = await cloneDatabase()
  app = await startApp(database.url, ENV)
})
afterAll(async () => {
  await app.close()
  await database.drop()
})

const metrics = (of = app) => of.services.metrics.registry.metrics()

test('counts what was requested', async () => {
  const custom = [
    `a=${encryptDesHex(KEY, 'one')}`,
    `b=${encryptDesHex(PREVIOUS, 'two')}`,
    `c=${encryptDesHex(PREVIOUS, 'three')}`,
    'd=plain',
  ].join('&')
  await app.get(`/${TOKEN}/?visitorImId=emma.johansson&${custom}`).expect(200)
  await app.get(`/${TOKEN}/?visitorImId=nobody`).expect(200)
  await app.get(`/${TOKEN}/?visitorImId=sam.rivera&agentId=f6f9619ff-8b86-4d01-b42d-00cf4fc964ff`).expect(200)
  await app.get(`/${TOKEN}/`).expect(400)
  await app.get('/a-wrong-token-0123').expect(404)
  await app.get('/a-wrong-token-0123/?easemobId=1&visitorImId=nobody').expect(404)
  await app.form(`/${TOKEN}/reveal`, { visit: 'x' }).expect(404)
  await app.get('/healthz').expect(200)
  for (const line of [
    'crm_page_requests_total{route="/",outcome="found",status="200"} 1',
    'crm_page_requests_total{route="/",outcome="unknown",status="200"} 1',
    'crm_page_requests_total{route="/",outcome="several",status="200"} 1',
    'crm_page_requests_total{route="/",outcome="bad_parameters",status="400"} 1',
    'crm_page_requests_total{route="none",outcome="not_found",status="404"} 2',
    'crm_page_misdirected_total{outcome="not_found"} 1',
    'crm_page_misdirected_total{outcome="wrong_host"} 0',
    'crm_page_requests_total{route="/reveal",outcome="reveal_expired",status="404"} 1',
    'crm_page_requests_total{route="/healthz",outcome="ok",status="200"} 1',
    'crm_page_page_duration_seconds_count 5',
    'crm_page_lookup_duration_seconds_count 3',
    'crm_page_panel_duration_seconds_count{panel="orders"} 1',
    'crm_page_panels_total{panel="orders",status="ok"} 1',
    'crm_page_decryptions_total{result="decrypted",key="current"} 1',
    'crm_page_decryptions_total{result="decrypted",key="previous"} 2',
    'crm_page_decryptions_total{result="failed",key="none"} 1',
    'crm_page_repairs_total{kind="stray_f"} 1',
    'crm_page_token_uses_total{position="1"} 5',
    'crm_page_token_uses_total{position="2"} 0',
    'crm_page_pool_max 10',
    'crm_page_pool_waiting 0',
    'crm_page_pages_running 0',
    'crm_page_pages_waiting 0',
  ])
    // A request is counted after its response, and its last transaction may also end later.
    await expect.poll(() => metrics()).toContain(`${line}\n`)
  await expect.poll(() => metrics()).toMatch(/crm_page_pool_idle [1-9]/)
})

test('creates no series from names, paths and values that visitors send', async () => {
  // Node's own series depend on its current handles.
  const series = async () =>
    (await metrics()).split('\n').filter((line) => line.startsWith('crm_page_')).length
  await app.get(`/${TOKEN}/?visitorImId=nobody&n=x`)
  await app.get('/wrong').expect(404)
  await app.send('options', '/wrong').expect(405)
  await expect.poll(() => metrics()).toContain('outcome="method_not_allowed"')
  const before = await series()
  for (let count = 0; count < 30; count += 1) {
    const value = `value${String(count)}`
    await app.get(`/${TOKEN}/?visitorImId=${value}&${value}=${value}&tenantId=${String(count)}`).expect(200)
    await app
      .get(`/${value}/${value}?${value}`, { 'X-Forwarded-For': `203.0.113.${String(count)}` })
      .expect(404)
  }
  expect(await series()).toBe(before)
  const text = await metrics()
  for (const word of ['value1', TOKEN, KEY, 'nobody', 'emma']) expect(text).not.toContain(word)
})

test('counts a diagnosis as a request, and neither what it decrypts nor what it repairs', async () => {
  // Another app, in which no earlier page is counted meanwhile.
  const own = await startApp(database.url, ENV)
  const visits = async () =>
    (await metrics(own)).split('\n').filter((line) => /^crm_page_(decryptions|repairs)_total/.test(line))
  const before = await visits()
  const url = `/?visitorImId=nobody&agentId=f6f9619ff-8b86-4d01-b42d-00cf4fc964ff&a=${encryptDesHex(KEY, 'one')}&b=plain`
  const { body } = await request(own.url)
    .post(`/${TOKEN}/simulator/diagnosis`)
    .send({ url, mode: 'custom' })
    .expect(200)
  expect(body).toMatchObject({ repairs: ['stray_f'] })
  await expect.poll(() => metrics(own)).toContain('route="/simulator/diagnosis"')
  expect(await visits()).toEqual(before)
  await own.close()
})
