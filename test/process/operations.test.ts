import { mkdtempSync, rmSync, chmodSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startEmbeddedPostgres } from '../../src/database/embedded/start.ts'
import { migrate } from '../../src/database/migrations.ts'
import { cloneDatabase } from '../support/database.ts'
import { countStatuses, startLoad, type Answer } from '../support/load.ts'
import { runMain } from '../support/process.ts'

let database: Awaited<ReturnType<typeof cloneDatabase>>
beforeAll(async () => {
  database = await cloneDatabase()
})
afterAll(() => database.drop())

const TOKEN = 'token-of-the-process-0123'
const PAGE = '/?visitorImId=emma.johansson'

describe('the ops port', () => {
  test('has metrics and health checks but no page; the page’s port has no metrics', async () => {
    const run = runMain([], { DATABASE_URL: database.url, OPS_PORT: '0', ACCESS_TOKENS: TOKEN })
    const url = await run.url()
    const opsUrl = /"opsUrl":"([^"]+)"/.exec(run.output().out)?.[1] ?? ''
    expect((await fetch(`${url}/${TOKEN}${PAGE}`)).status).toBe(200)
    const answer = await fetch(`${opsUrl}/metrics`)
    expect(answer.headers.get('content-type')).toContain('text/plain; version=0.0.4')
    const text = await answer.text()
    for (const name of [
      'crm_page_requests_total',
      'nodejs_eventloop_lag_p99_seconds',
      'process_cpu_seconds_total',
    ])
      expect(text).toContain(`\n${name}`)
    expect(answer.headers.get('x-robots-tag')).toBe('noindex')
    expect((await fetch(`${opsUrl}/healthz`)).status).toBe(200)
    expect((await fetch(`${opsUrl}/readyz`)).status).toBe(200)
    expect((await fetch(`${opsUrl}/${TOKEN}${PAGE}`)).status).toBe(404)
    expect((await fetch(`${url}/metrics`)).status).toBe(404)
    run.kill('SIGTERM')
    const { code, out, err } = await run.ended
    expect(code).toBe(0)
    expect(out + err).not.toContain(TOKEN)
  })

  test('ends the start if it is taken, and leaves nothing open', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await new Promise((settle) => taken.once('listening', settle))
    const { port } = taken.address() as { port: number }
    const { code, err } = await runMain([], { DATABASE_URL: database.url, OPS_PORT: String(port) }).ended
    expect(code).toBe(1)
    expect(err).toContain('EADDRINUSE')
    taken.close()
  })
})

test('warns at start about settings that work but may be unintended', async () => {
  const run = runMain([], { DATABASE_URL: database.url, HOST: '0.0.0.0', ACCESS_TOKEN: TOKEN })
  await run.url()
  run.kill('SIGTERM')
  const { out } = await run.ended
  for (const event of ['open_access', 'any_host', 'no_server_secret', 'unknown_variable'])
    expect(out).toContain(`"event":"${event}"`)
  expect(out).not.toContain(TOKEN)
})

test('prints no secret in check', async () => {
  const env = { HYPHENATE_DES_KEY: 'key-for-the-check', ACCESS_TOKENS: TOKEN }
  const { code, out, err } = await runMain(['check'], { DATABASE_URL: database.url, ...env }).ended
  expect(code).toBe(0)
  for (const secret of [...Object.values(env), new URL(database.url).password])
    expect(out + err).not.toContain(secret)
})

/** A fixed address for a database that returns on another port. */
async function startForwarder() {
  const sockets = new Set<Socket>()
  let target = 0
  const server = createServer((socket) => {
    const onward = connect(target, '127.0.0.1')
    for (const [one, other] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      sockets.add(one)
      one.once('close', () => other.destroy()).on('error', () => undefined)
      one.pipe(other)
    }
  })
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', () => settle()))
  const { port } = server.address() as { port: number }
  return {
    port,
    to: (url: string) => (target = Number(new URL(url).port)),
    close() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

test('answers 503 while the database is stopped, and 200 within a second of its return, without a restart', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'crm-page-restart-'))
  chmodSync(directory, 0o755)
  let postgres = await startEmbeddedPostgres({ directory, durable: false })
  await migrate(postgres.url)
  const forwarder = await startForwarder()
  forwarder.to(postgres.url)
  const address = new URL(postgres.url)
  address.port = String(forwarder.port)
  const run = runMain([], { DATABASE_URL: address.href, RATE_LIMIT_PER_MINUTE: '0', LOG_LEVEL: 'info' })
  const url = await run.url()
  const load = startLoad(url, { clients: 4, pauseMs: 50 })
  const asked = (from: number) => load.answers.filter(({ at }) => at >= from)
  await expect.poll(() => load.answers.length).toBeGreaterThan(20)
  const stoppingAt = performance.now()
  await postgres.stop()
  const stoppedAt = performance.now()
  await expect.poll(() => asked(stoppedAt).length).toBeGreaterThan(20)
  expect((await fetch(`${url}/readyz`)).status).toBe(503)
  expect((await fetch(`${url}/healthz`)).status).toBe(200)
  const startedAt = performance.now()
  postgres = await startEmbeddedPostgres({ directory, durable: false })
  forwarder.to(postgres.url)
  const upAt = performance.now()
  await expect.poll(() => asked(upAt + 1000).length).toBeGreaterThan(20)
  await load.stop()
  expect((await fetch(`${url}/readyz`)).status).toBe(200)
  run.kill('SIGTERM')
  expect(await run.ended).toMatchObject({ code: 0, err: '' })
  await postgres.stop()
  forwarder.close()
  rmSync(directory, { recursive: true, force: true })

  const statuses = (answers: readonly Answer[]) => Object.keys(countStatuses(answers)).sort()
  const answeredBy =
    (time: number) =>
    ({ at, ms }: Answer) =>
      at + ms < time
  expect(statuses(load.answers)).toEqual(['200', '503'])
  expect(statuses(load.answers.filter(answeredBy(stoppingAt)))).toEqual(['200'])
  expect(statuses(asked(stoppedAt).filter(answeredBy(startedAt)))).toEqual(['503'])
  expect(statuses(asked(upAt + 1000))).toEqual(['200'])
})
