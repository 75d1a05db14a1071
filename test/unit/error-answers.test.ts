import express from 'express'
import { DatabaseError } from 'pg'
import request from 'supertest'
import { describe, expect, test } from 'vitest'
import { AuditUnavailableError } from '../../src/audit/audit.ts'
import { NoAnswerError, QueryError } from '../../src/database/query-error.ts'
import { createErrorHandler, destroyConnection } from '../../src/http/middleware/error-handler.ts'
import { HttpError, notFound } from '../../src/http/middleware/http-error.ts'
import { createLog } from '../../src/logging/log.ts'
import { ParametersError, VisitorUndecryptableError } from '../../src/visit/parameters-error.ts'

const SECRET = 'value of a customer'

/** An app whose every request fails with the error. The page is left to tests of the whole app. */
function createFailing(error: unknown) {
  const lines: string[] = []
  const log = createLog('info', { write: (line) => lines.push(line) })
  const renderer = { error: ({ title }: { title: string }) => `<p>${title}</p>` } as never
  const app = express()
  app.use((_request, response, next) => {
    response.locals = { requestId: 'request-1', language: 'en' } as never
    next()
  })
  app.all('/started', (_request, response) => {
    response.write('<p>The beginning')
    throw error
  })
  app.all('/fails', () => {
    throw error
  })
  app.use(notFound)
  app.use(createErrorHandler({ renderer, exampleAddress: '/?visitorImId=a', log }), destroyConnection)
  return { app, lines }
}

const fail = (error: unknown) =>
  request(createFailing(error).app).get('/fails').set('Accept', 'application/json')
const postgres = (code: string, phase?: 'connect') =>
  new QueryError(Object.assign(new DatabaseError(SECRET, 1, 'error'), { code }), phase)

describe('an error is answered with', () => {
  test.each<[what: string, error: unknown, status: number, code: string]>([
    ['what a handler decided', new HttpError('role_required'), 403, 'role_required'],
    ['400 for unusable parameters', new ParametersError([], null), 400, 'bad_parameters'],
    [
      '400 for an unreadable visitor',
      new VisitorUndecryptableError('wrong_key', null),
      400,
      'visitor_undecryptable',
    ],
    ['503 without the database', postgres('57P01'), 503, 'database_unavailable'],
    ['503 if it does not answer in time', new QueryError(new NoAnswerError()), 503, 'database_unavailable'],
    ['503 while it refuses connections', postgres('28P01', 'connect'), 503, 'database_unavailable'],
    ['500 for a query that is wrong', postgres('42P01'), 500, 'internal_error'],
    ['503 without the audit', new AuditUnavailableError(SECRET), 503, 'audit_unavailable'],
    [
      '400 for what Express cannot read',
      Object.assign(new Error(SECRET), { status: 413 }),
      400,
      'bad_request',
    ],
    ['400 for what is no form', Object.assign(new Error(SECRET), { status: 400 }), 400, 'bad_request'],
    [
      '500 for another status of Express',
      Object.assign(new Error(SECRET), { status: 503 }),
      500,
      'internal_error',
    ],
    ['500 for a status below 400', Object.assign(new Error(SECRET), { status: 200 }), 500, 'internal_error'],
    ['500 for a bug', new TypeError(SECRET), 500, 'internal_error'],
    ['500 for what is no error', { status: 400, message: SECRET }, 500, 'internal_error'],
  ])('%s', async (_what, error, status, code) => {
    const response = await fail(error)
    expect(response.status).toBe(status)
    expect(response.body).toMatchObject({ error: { code, requestId: 'request-1' } })
    expect(response.text).not.toContain(SECRET)
  })

  test('the language of the visit, if the error has it', async () => {
    const { body } = await fail(new ParametersError([], 'zh'))
    expect(JSON.stringify(body)).toMatch(/\p{Script=Han}/u)
    const { body: english } = await fail(new ParametersError([], null))
    expect(JSON.stringify(english)).not.toMatch(/\p{Script=Han}/u)
  })

  test('the end of the connection once the page has begun', async () => {
    const { app, lines } = createFailing(new Error(SECRET))
    await expect(request(app).get('/started')).rejects.toThrow(/aborted|hang up/)
    expect(lines).toHaveLength(1)
  })
})

describe('Retry-After', () => {
  test('is spread over twice the time if all clients were refused at once', async () => {
    const waits = new Set<number>()
    for (let asked = 0; asked < 60; asked += 1) {
      const { headers } = await fail(new AuditUnavailableError())
      waits.add(Number(headers['retry-after']))
    }
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(5)
    expect(Math.max(...waits)).toBeLessThanOrEqual(10)
    expect(Math.max(...waits)).toBeGreaterThan(8)
    expect(waits.size).toBeGreaterThan(2)
  })

  test('is the end of the client’s own rate limit', async () => {
    const limited = new HttpError('too_many_requests', { retryAfter: 17 })
    for (let asked = 0; asked < 3; asked += 1) expect((await fail(limited)).headers['retry-after']).toBe('17')
  })

  test('is absent if the time is unknown', async () => {
    const { status, headers } = await fail(new HttpError('sign_in_unavailable'))
    expect([status, headers['retry-after']]).toEqual([503, undefined])
  })

  test('is absent from permanent errors', async () => {
    expect((await fail(new ParametersError([], null))).headers).not.toHaveProperty('retry-after')
  })

  test('reloads pages automatically, but never repeats a form', async () => {
    const { app } = createFailing(new HttpError('too_many_requests', { retryAfter: 17 }))
    const page = await request(app).get('/fails').set('Accept', 'text/html')
    expect(page.headers).toMatchObject({ refresh: '17', 'content-type': 'text/html; charset=utf-8' })
    const form = await request(app).post('/fails').set('Accept', 'text/html')
    expect(form.headers).not.toHaveProperty('refresh')
    expect(form.headers['retry-after']).toBe('17')
    const lasting = await request(createFailing(new Error()).app).get('/fails').set('Accept', 'text/html')
    expect(lasting.headers).not.toHaveProperty('refresh')
  })
})

test.each([
  ['*/*', 'text/html; charset=utf-8'],
  ['text/html', 'text/html; charset=utf-8'],
  ['application/json', 'application/json; charset=utf-8'],
])('answers Accept: %s with %s', async (accept, type) => {
  const { headers } = await request(createFailing(new Error()).app).get('/fails').set('Accept', accept)
  expect(headers['content-type']).toBe(type)
})

test('lets caches distinguish languages and formats of an error', async () => {
  expect((await fail(new Error())).headers['vary']).toBe('Accept, Accept-Language')
})

describe('the log', () => {
  const logOf = async (error: unknown) => {
    const { app, lines } = createFailing(error)
    await request(app).get(`/fails?visitorImId=${SECRET}`)
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  }
  test('has a line without values for each internal error, with its request id', async () => {
    const lines = await logOf(postgres('42P01'))
    expect(lines).toMatchObject([{ event: 'error', requestId: 'request-1', code: 'internal_error' }])
    expect(JSON.stringify(lines)).not.toContain(SECRET)
  })

  test.each<[string, unknown]>([
    ['faults of clients', new ParametersError([], null)],
    ['requests refused without an audit', new AuditUnavailableError()],
  ])('has no line for %s', async (_what, error) => expect(await logOf(error)).toEqual([]))

  test('has one line a second for requests refused under overload, whether at once or after a wait', async () => {
    const { app, lines } = createFailing(new HttpError('overloaded', { retryAfter: 2 }))
    for (let turn = 0; turn < 3; turn += 1) await request(app).get('/fails').expect(503)
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { level: 'warn', event: 'overloaded', refused: 1 },
    ])
  })
})

describe('an unknown path', () => {
  const { app } = createFailing(new Error())
  test.each(['get', 'head'] as const)('is answered 404 to %s', async (method) => {
    await request(app)[method]('/nope').expect(404)
  })
  test.each(['post', 'put', 'patch', 'delete', 'options'] as const)(
    'is answered 405 to %s',
    async (method) => {
      await request(app)[method]('/nope').expect(405).expect('Allow', 'GET, HEAD')
    },
  )
})
