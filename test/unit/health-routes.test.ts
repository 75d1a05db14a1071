import express from 'express'
import request from 'supertest'
import { describe, expect, test, vi } from 'vitest'
import {
  coalescePings,
  createReadyz,
  healthz,
  refuseMethod,
  type UnreadyReason,
} from '../../src/http/routes/health-route.ts'

interface State {
  reasons?: UnreadyReason[]
  ping?: () => Promise<unknown>
  isAuditReady?: boolean
}

async function ask(
  query: string,
  { reasons = [], ping = () => Promise.resolve(), isAuditReady = true }: State,
) {
  const app = express()
  let pings = 0
  const pingDatabase = () => {
    pings += 1
    return ping()
  }
  app.get(
    '/readyz',
    createReadyz({
      unreadyReasons: () => reasons,
      pingDatabase,
      isAuditReady: () => isAuditReady,
      timeoutMs: 30,
      auditPatienceMs: 0,
    }),
  )
  const { status, body } = await request(app).get(`/readyz${query}`)
  return { status, body: body as unknown, pings }
}

const ready = { status: 200, body: { status: 'ok' } }
const unready = (reason: UnreadyReason) => ({ status: 503, body: { status: 'unavailable', reason } })
const down = () => Promise.reject(new Error('down'))
const hangs = () => new Promise(() => undefined)

describe('a replica is', () => {
  test.each<[string, string, State, object]>([
    ['ready if all works', '', {}, ready],
    ['unready without the database', '', { ping: down }, unready('database')],
    ['unready if the database takes too long', '', { ping: hangs }, unready('database')],
    ['unready if its queries are wrong', '', { reasons: ['queries'] }, unready('queries')],
    ['unready without the audit', '', { isAuditReady: false }, unready('audit')],
    [
      'unready for the database first, where all its replicas are',
      '',
      { ping: down, isAuditReady: false },
      unready('database'),
    ],
    ['ready for a probe that excludes the database', '?exclude=database', { ping: down }, ready],
    ['ready for a probe that excludes the audit', '?exclude=audit', { isAuditReady: false }, ready],
    [
      'ready for one that excludes both',
      '?exclude=audit&exclude=database',
      { ping: down, isAuditReady: false },
      ready,
    ],
    [
      'unready for another reason than the excluded one',
      '?exclude=database',
      { ping: down, isAuditReady: false },
      unready('audit'),
    ],
    [
      'unready while it shuts down, whatever is excluded',
      '?exclude=draining&exclude=database',
      { reasons: ['draining'] },
      unready('draining'),
    ],
    [
      'unready if its queries are wrong, whatever is excluded',
      '?exclude=queries',
      { reasons: ['queries'] },
      unready('queries'),
    ],
  ])('%s', async (_rule, query, state, answer) => expect(await ask(query, state)).toMatchObject(answer))

  test('still ready after a single failed audit line', async () => {
    const app = express()
    let isAuditReady = false
    const options = { unreadyReasons: () => [], pingDatabase: () => Promise.resolve(), timeoutMs: 1000 }
    app.get('/', createReadyz({ ...options, isAuditReady: () => isAuditReady, auditPatienceMs: 100 }))
    const statuses: number[] = []
    const check = async () => statuses.push((await request(app).get('/')).status)
    await check()
    await new Promise((settle) => setTimeout(settle, 110))
    await check()
    isAuditReady = true
    await check()
    isAuditReady = false
    await check()
    expect(statuses).toEqual([200, 503, 200, 200])
  })

  test('not checked for its database if that does not matter', async () => {
    expect(await ask('', {})).toMatchObject({ pings: 1 })
    expect(await ask('?exclude=database', {})).toMatchObject({ pings: 0 })
    expect(await ask('', { reasons: ['draining'] })).toMatchObject({ pings: 0 })
  })
})

describe('a ping', () => {
  test('is shared by all probes during it and right after it', async () => {
    let pings = 0
    const ping = coalescePings(() => Promise.resolve((pings += 1)), 1000)
    expect(await Promise.all([ping(), ping(), ping()])).toEqual([1, 1, 1])
    expect(await ping()).toBe(1)
  })

  test('is shared for a second, however short its time limit', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    let pings = 0
    const ping = coalescePings(() => Promise.resolve((pings += 1)), 10)
    const pingsAfter = async (ms: number) => {
      vi.advanceTimersByTime(ms)
      return ping()
    }
    expect([await pingsAfter(0), await pingsAfter(999), await pingsAfter(1)]).toEqual([1, 1, 2])
    vi.useRealTimers()
  })

  test('is also shared if it fails', async () => {
    let pings = 0
    const ping = coalescePings(() => Promise.reject(new Error(String((pings += 1)))), 1000)
    await expect(Promise.all([ping(), ping()])).rejects.toThrow('1')
    await expect(ping()).rejects.toThrow('1')
  })

  test('does not block another one after its time limit', async () => {
    let pings = 0
    const ping = coalescePings(() => {
      pings += 1
      return hangs()
    }, 10)
    void ping()
    void ping()
    expect(pings).toBe(1)
    await new Promise((settle) => setTimeout(settle, 20))
    void ping()
    expect(pings).toBe(2)
  })
})

test('answers /healthz regardless of the database, with the build, to GET only', async () => {
  const app = express()
  app.route('/healthz').get(healthz).all(refuseMethod)
  const { body } = await request(app).get('/healthz').set('Accept', 'text/html').expect(200)
  expect(body).toMatchObject({ status: 'ok', version: expect.any(String) as unknown })
  const refused = await request(app).post('/healthz').expect(405).expect('Allow', 'GET, HEAD')
  expect(refused.body).toEqual({ status: 'method_not_allowed' })
})
