import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeCertificate } from '../support/certificate.ts'
import { cloneDatabase } from '../support/database.ts'
import { countStatuses, startLoad } from '../support/load.ts'
import { runMain } from '../support/process.ts'

let database: Awaited<ReturnType<typeof cloneDatabase>>
beforeAll(async () => {
  database = await cloneDatabase()
})
afterAll(() => database.drop())

const tls = writeCertificate()

describe.each([
  ['HTTP', {}],
  ['HTTPS', tls.env],
])('under steady load over %s', (_name, env) => {
  test.each([
    ['kept connections', true],
    ['a connection for each request', false],
  ])('a stop loses no request: %s', async (_kind, keepAlive) => {
    const run = runMain([], {
      DATABASE_URL: database.url,
      RATE_LIMIT_PER_MINUTE: '0',
      SHUTDOWN_TIMEOUT_MS: '3000',
      LOG_LEVEL: 'warn',
      ...env,
      OPS_PORT: '0',
    })
    const url = await run.url()
    const load = startLoad(url, { clients: 20, pauseMs: 60, keepAlive })
    await sleep(1500)
    run.kill('SIGTERM')
    const stopped = performance.now()
    const { code } = await run.ended
    const tookMs = performance.now() - stopped
    await load.stop()
    const counts = countStatuses(load.answers)
    // Every request that somebody took has its page; and pages were served while a balancer could have noticed.
    expect(Object.keys(counts).filter((status) => status !== '200' && status !== 'ECONNREFUSED')).toEqual([])
    expect(load.answers.filter(({ status, at }) => status === 200 && at > stopped + 1000).length).toBeGreaterThan(20)
    expect(code).toBe(0)
    expect(tookMs).toBeGreaterThan(1400)
    expect(tookMs).toBeLessThan(3000)
  })
})

describe.each([
  ['HTTP', {}],
  ['HTTPS', tls.env],
])('idle over %s', (_name, env) => {
  test('a stop ends within a second, kept and unused connections or not', async () => {
    const run = runMain([], { DATABASE_URL: database.url, ...env })
    const url = await run.url()
    const load = startLoad(url, { clients: 3, pauseMs: 60_000 * 60 })
    const unused = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => undefined)
    await sleep(800)
    const started = performance.now()
    run.kill('SIGTERM')
    expect(await run.ended).toMatchObject({ code: 0 })
    expect(performance.now() - started).toBeLessThan(1000)
    unused.destroy()
    void load
  })
})

test('while requests keep coming, the process says that it is not ready, and ends connections', async () => {
  const run = runMain([], { DATABASE_URL: database.url, OPS_PORT: '0' })
  const url = await run.url()
  const load = startLoad(url, { clients: 4, pauseMs: 50 })
  await sleep(300)
  run.kill('SIGTERM')
  await expect.poll(async () => (await fetch(`${url}/readyz`)).status).toBe(503)
  const page = await fetch(`${url}/?visitorImId=nobody`)
  expect(page.status).toBe(200)
  expect(page.headers.get('connection')).toBe('close')
  await load.stop()
  expect(await run.ended).toMatchObject({ code: 0 })
})
