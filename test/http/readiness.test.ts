import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import express from 'express'
import { Gauge, Registry } from 'prom-client'
import { createLog } from '../../src/logging/log.ts'
import { createOpsApp } from '../../src/http/routes/ops-app.ts'
import { createReadyz, coalescePings } from '../../src/http/routes/health-route.ts'
import { listen } from '../../src/http/server/server.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { checkAtStart } from '../../src/commands/check-at-start.ts'
import { checkDatabase } from '../../src/commands/check-database.ts'
import { loadConfig } from '../../src/config/load.ts'
import { readQueries } from '../../src/customer/query-file/queries.ts'
import { migrate } from '../../src/database/migrations.ts'
import { createPool } from '../../src/database/pool.ts'
import { cloneDatabase, createEmptyDatabase } from '../support/database.ts'

let app: TestApp
let database: Awaited<ReturnType<typeof cloneDatabase>>
let taken = 0
beforeAll(async () => {
  database = await cloneDatabase()
  app = await startApp(database.url)
  app.pool.on('acquire', () => (taken += 1))
})
afterAll(async () => {
  await app.close()
  await database.drop()
})

test('uses one connection for any number of checks within a second, and reports shutdown at once', async () => {
  const started = performance.now()
  const clock = vi.spyOn(performance, 'now').mockReturnValue(started)
  onTestFinished(() => clock.mockRestore())
  const answers = await Promise.all(Array.from({ length: 40 }, () => fetch(`${app.url}/readyz`)))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  expect(taken).toBe(1)
  clock.mockReturnValue(started + 1001)
  expect((await fetch(`${app.url}/readyz`)).status).toBe(200)
  expect(taken).toBe(2)
  app.drain()
  expect(await (await fetch(`${app.url}/readyz`)).json()).toEqual({
    status: 'unavailable',
    reason: 'draining',
  })
  expect((await fetch(`${app.url}/readyz?exclude=database`)).status).toBe(503)
})

test.each(['/healthz', '/readyz'])('answers %s in JSON for any method and Accept header', async (path) => {
  for (const method of ['post', 'put', 'delete'] as const) {
    const { status, type } = await app.send(method, path).set('Accept', 'text/html')
    expect({ status, type }).toEqual({ status: 405, type: 'application/json' })
  }
  expect((await app.get(path, { Accept: 'text/html' })).type).toBe('application/json')
})

test('is not ready after a start without a database until the query files are verified', async () => {
  const empty = await createEmptyDatabase()
  const open = (url: string) => createPool({ url, max: 1, timeoutMs: 10_000, onLost: () => undefined })
  const [down, up] = [open('postgres://nobody@127.0.0.1:1/nothing'), open(empty.url)]
  let pool = down
  const config = loadConfig({ DATABASE_URL: empty.url })
  const files = readQueries(config.queries.directory, '')
  const lines: string[] = []
  const log = createLog('info', { write: (line) => lines.push(line) })
  const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const check = () => checkDatabase(config, { pool, writePool: null }, files)
  const queryCheck = await checkAtStart({ check, log, databaseRetryMs: 20, queriesRetryMs: 20 })
  const readyz = createReadyz({
    unreadyReasons: queryCheck.unreadyReasons,
    isAuditReady: () => true,
    pingDatabase: () => pool.query('select 1'),
    timeoutMs: 10_000,
  })
  const server = await listen(express().get('/readyz', readyz), { host: '127.0.0.1', port: 0 }, log)
  const ask = async (query = '') =>
    ((await (await fetch(`${server.url}/readyz${query}`)).json()) as { reason?: string }).reason
  try {
    expect(await ask()).toBe('database')
    // All replicas that start now lack the database: agents shall see our error page, not the balancer's.
    expect(await ask('?exclude=database')).toBeUndefined()
    pool = up
    await expect.poll(() => lines.join('')).toContain('queries_unfit')
    expect(await ask()).toBe('queries')
    expect(await ask('?exclude=database&exclude=queries')).toBe('queries')
    await migrate(empty.url)
    await expect.poll(() => lines.join('')).toContain('queries_checked')
    expect(await ask()).toBeUndefined()
    const printed = written.mock.calls.map(([text]) => String(text))
    expect(printed[0]).toContain('no table "customers"')
  } finally {
    written.mockRestore()
    queryCheck.stop()
    await server.close()
    await Promise.all([down.end(), up.end()])
    await empty.drop()
  }
})

test('is not ready once two checks in a row have found that the audit log cannot be written', async () => {
  let isAuditReady = true
  const readyz = createReadyz({
    unreadyReasons: () => [],
    isAuditReady: () => isAuditReady,
    pingDatabase: () => Promise.resolve(),
    timeoutMs: 100,
    auditPatienceMs: 50,
  })
  const log = createLog('silent', { write: () => undefined })
  const server = await listen(express().get('/readyz', readyz), { host: '127.0.0.1', port: 0 }, log)
  const ask = async (query = '') =>
    ((await (await fetch(`${server.url}/readyz${query}`)).json()) as { reason?: string }).reason
  try {
    for (const _outage of ['the first', 'the second']) {
      isAuditReady = false
      expect(await ask('?exclude=database')).toBeUndefined()
      await expect.poll(() => ask('?exclude=database')).toBe('audit')
      expect(await ask('?exclude=database&exclude=audit')).toBeUndefined()
      isAuditReady = true
      expect(await ask()).toBeUndefined()
    }
  } finally {
    await server.close()
  }
})

test('does not cache a failure, and a hanging ping does not delay later checks', async () => {
  const results = [Promise.reject(new Error('down')), new Promise(() => undefined), Promise.resolve()]
  const ping = coalescePings(() => results.shift() ?? Promise.resolve(), 100)
  const started = performance.now()
  const clock = vi.spyOn(performance, 'now').mockReturnValue(started)
  onTestFinished(() => clock.mockRestore())
  await expect(ping()).rejects.toThrow()
  await expect(ping()).rejects.toThrow()
  clock.mockReturnValue(started + 1001)
  void ping()
  clock.mockReturnValue(started + 1102)
  await ping()
})

test('answers a plain 500 on the ops port and logs the failure without its message', async () => {
  const lines: string[] = []
  const log = createLog('info', { write: (line) => lines.push(line) })
  const registry = new Registry()
  new Gauge({
    name: 'broken',
    help: 'x',
    registers: [registry],
    collect() {
      throw new Error('emma.johansson')
    },
  })
  const readyz = createReadyz({
    unreadyReasons: () => [],
    isAuditReady: () => true,
    pingDatabase: () => Promise.resolve(),
    timeoutMs: 100,
  })
  const listener = createOpsApp({ metrics: { registry }, readyz, log })
  const server = await listen(listener, { host: '127.0.0.1', port: 0 }, log)
  const answer = await fetch(`${server.url}/metrics`)
  expect(answer.status).toBe(500)
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain/)
  expect(await answer.text()).toBe('Internal error\n')
  expect(lines).toHaveLength(1)
  expect(lines[0]).toContain('"event":"error","code":"internal_error"')
  expect(lines[0]).not.toContain('emma')
  const posted = await fetch(`${server.url}/metrics`, { method: 'POST' })
  expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
  await server.close()
})
