import { spawnSync } from 'node:child_process'
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

/** A load balancer: checks whether each backend is ready, and sends requests to those that are. */
function createBalancer(urls: string[]) {
  let ready = urls
  let turn = 0
  const stopped = new AbortController()
  return {
    choose: () => ready[(turn += 1) % ready.length] ?? '',
    /** Checks run one after the other: an older one must not override a newer one. */
    async check() {
      while (!stopped.signal.aborted) {
        const states = await Promise.all(urls.map(isReady))
        ready = urls.filter((_url, index) => states[index])
        await sleep(200)
      }
    },
    stop: () => stopped.abort(),
  }
}

const countViews = (out: string) => out.split('"event":"view"').length - 1

function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  )
}

test('stops on a signal that arrives just before its handler', () => {
  const module = new URL('../../dist/commands/stop-on-signal.js', import.meta.url).href
  const script = `
    import { stopOnSignal } from '${module}'
    process.once('SIGTERM', () => process.exit(143))
    setTimeout(() => {
      process.kill(process.pid, 'SIGTERM')
      const log = { info: ({ event, reason }) => console.log(event, reason) }
      const ended = new Promise(() => undefined)
      stopOnSignal({ log, timeoutMs: 5000, databaseEnded: ended, flushLog: async () => {}, stop: async () => {} })
    })
    setTimeout(() => process.exit(1), 5000)`
  const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', script])
  expect([status, String(stdout)]).toEqual([0, 'stopping SIGTERM\nstopped undefined\n'])
})

test.each([
  ['kept connections', true],
  ['a connection for each request', false],
])('loses no request during shutdown under load behind a load balancer: %s', async (_kind, keepAlive) => {
  const env = { DATABASE_URL: database.url, RATE_LIMIT_PER_MINUTE: '0' }
  const [staying, leaving] = [runMain([], env), runMain([], env)]
  const urls = await Promise.all([staying.url(), leaving.url()])
  const balancer = createBalancer(urls)
  const load = startLoad(balancer.choose, { clients: 4, pauseMs: 80, keepAlive })
  await expect.poll(() => countViews(leaving.output().out)).toBeGreaterThan(10)
  leaving.kill('SIGTERM')
  // The backend serves until the balancer notices.
  const countAfter = () => countViews(leaving.output().out.split('"event":"stopping"')[1] ?? '')
  await expect.poll(countAfter).toBeGreaterThan(0)
  const checks = balancer.check()
  const { code } = await leaving.ended
  await sleep(500)
  await load.stop()
  balancer.stop()
  await checks
  staying.kill('SIGTERM')
  expect(Object.keys(countStatuses(load.answers))).toEqual(['200'])
  expect(code).toBe(0)
  expect(await staying.ended).toMatchObject({ code: 0 })
})

test('clients that connect directly, as fast as they can, are answered until they are refused', async () => {
  const env = { DATABASE_URL: database.url, RATE_LIMIT_PER_MINUTE: '0', SHUTDOWN_TIMEOUT_MS: '4000' }
  const run = runMain([], env)
  const url = await run.url()
  const load = startLoad(url, { clients: 16, pauseMs: 0, keepAlive: false, path: '/healthz' })
  await expect.poll(() => load.answers.length).toBeGreaterThan(100)
  run.kill('SIGTERM')
  expect(await run.ended).toMatchObject({ code: 0 })
  // Each client continues until its connection is refused.
  await expect.poll(() => countStatuses(load.answers)['ECONNREFUSED']).toBe(16)
  await load.stop()
  // The system resets connections that arrive at the moment the listener closes.
  const { ECONNRESET = 0, ...others } = countStatuses(load.answers)
  expect(ECONNRESET).toBeLessThanOrEqual(3)
  expect(others).toEqual({ '200': expect.any(Number) as number, ECONNREFUSED: 16 })
})

describe.each([
  ['HTTP', {}],
  ['HTTPS', tls.env],
])('idle over %s', (_name, env) => {
  test('shuts down without waiting for idle connections', async () => {
    const run = runMain([], { DATABASE_URL: database.url, SHUTDOWN_TIMEOUT_MS: '60000', ...env })
    const url = await run.url()
    const load = startLoad(url, { clients: 3, pauseMs: 1 })
    await expect.poll(() => load.answers.length).toBeGreaterThan(3)
    await load.pause()
    const unused = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => undefined)
    await sleep(800)
    const started = performance.now()
    run.kill('SIGTERM')
    expect(await run.ended).toMatchObject({ code: 0 })
    // Below the 10 seconds that a handshake may take, and the 65 that idle connections are kept.
    expect(performance.now() - started).toBeLessThan(9000)
    unused.destroy()
    await load.stop()
  })
})

test('reports itself as not ready and closes connections while requests keep coming', async () => {
  // Drains while requests arrive at least every half a second, up to half of this.
  const run = runMain([], { DATABASE_URL: database.url, OPS_PORT: '0', SHUTDOWN_TIMEOUT_MS: '60000' })
  const url = await run.url()
  const load = startLoad(url, { clients: 8, pauseMs: 50, path: '/healthz' })
  await expect.poll(() => load.answers.length).toBeGreaterThan(8)
  run.kill('SIGTERM')
  await expect.poll(async () => (await fetch(`${url}/readyz`)).status).toBe(503)
  const page = await fetch(`${url}/?visitorImId=nobody`)
  expect(page.status).toBe(200)
  expect(page.headers.get('connection')).toBe('close')
  await load.stop()
  expect(await run.ended).toMatchObject({ code: 0 })
})

test('drains two ports concurrently under steady traffic', async () => {
  const env = { ...tls.env, HTTP_REDIRECT_PORT: '0', OPS_PORT: '0', SHUTDOWN_TIMEOUT_MS: '8000' }
  const run = runMain([], { DATABASE_URL: database.url, RATE_LIMIT_PER_MINUTE: '0', ...env })
  const urls = [await run.url()]
  for (const name of ['redirectUrl', 'opsUrl'])
    urls.push(new RegExp(`"${name}":"([^"]+)"`).exec(run.output().out)?.[1] ?? '')
  const loads = urls.map((url) => startLoad(url, { clients: 4, pauseMs: 50, path: '/healthz' }))
  await expect.poll(() => loads.every(({ answers }) => answers.length > 4)).toBe(true)
  run.kill('SIGTERM')
  const { code, out } = await run.ended
  await Promise.all(loads.map((load) => load.stop()))
  expect(out).not.toContain('stop_timeout')
  expect(code).toBe(0)
})
