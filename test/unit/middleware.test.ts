import express, { type RequestHandler } from 'express'
import request from 'supertest'
import { describe, expect, test } from 'vitest'
import { AuditUnavailableError } from '../../src/audit/audit.ts'
import { requireAudit } from '../../src/http/middleware/require-audit.ts'
import { accessToken } from '../../src/http/middleware/access-token.ts'
import { warnOfForwarded } from '../../src/http/middleware/forwarded-warning.ts'
import { HttpError } from '../../src/http/middleware/http-error.ts'
import { createRateLimitLog } from '../../src/http/middleware/rate-limit-log.ts'
import { rateLimit, toRateLimitKey } from '../../src/http/middleware/rate-limit.ts'
import { noStore, securityHeaders } from '../../src/http/middleware/security-headers.ts'
import type { LogId } from '../../src/logging/log-id.ts'
import { createLog } from '../../src/logging/log.ts'

function start(path: string, ...handlers: RequestHandler<{ access: string }>[]) {
  const app = express()
  app.use(path, ...handlers, (_request, response) => void response.json(response.locals))
  const answerError: express.ErrorRequestHandler = (error: Error, _request, response, next) => {
    if (response.headersSent) next(error)
    else if (error instanceof HttpError) response.status(error.answer.status).json(error.answer)
    else response.status(500).json(error.name)
  }
  app.use(answerError)
  return { app, get: (target = '/') => request(app).get(target) }
}

function createLines() {
  const lines: string[] = []
  return { lines, log: createLog('info', { write: (line) => lines.push(line) }) }
}

describe('the headers of every page', () => {
  const csp = async (...options: Parameters<typeof securityHeaders>) => {
    const { headers } = await start('/', securityHeaders(...options)).get()
    return { headers, policy: String(headers['content-security-policy']).split(';') }
  }

  test('allow only content of the page’s origin', async () => {
    const { policy } = await csp(['https://console.example'], false)
    expect(policy.toSorted()).toEqual([
      "base-uri 'none'",
      "connect-src 'self'",
      "default-src 'none'",
      "form-action 'self'",
      'frame-ancestors https://console.example',
      "img-src 'self'",
      "script-src 'self'",
      "style-src 'self'",
    ])
  })

  test('allow pictures of the configured hosts', async () => {
    expect((await csp([], false, ['https://img.example'])).policy).toContain(
      "img-src 'self' https://img.example",
    )
  })

  test('send no referrer, and leave framing to the content security policy', async () => {
    const { headers } = await csp(["'self'"], false)
    expect(headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' })
    for (const name of ['x-frame-options', 'cross-origin-opener-policy', 'origin-agent-cluster'])
      expect(headers).not.toHaveProperty(name)
  })

  test('require HTTPS for a year, for this host, if the server itself has a certificate', async () => {
    expect((await csp([], true)).headers['strict-transport-security']).toBe('max-age=31536000')
    expect((await csp([], false)).headers).not.toHaveProperty('strict-transport-security')
  })

  test('forbid caching and indexing', async () => {
    const { headers } = await start('/', noStore).get()
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex' })
  })
})

describe('an unconfigured proxy', () => {
  test.each(['X-Forwarded-For', 'Forwarded'])(
    'is logged once by its header %s, without the value',
    async (name) => {
      const { lines, log } = createLines()
      const { get } = start('/', warnOfForwarded(log))
      await get()
      expect(lines).toEqual([])
      for (let asked = 0; asked < 2; asked += 1) await get().set(name, '203.0.113.77').expect(200)
      expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
        { event: 'forwarded_ignored', note: expect.stringContaining('TRUST_PROXY') },
      ])
      expect(lines.join()).not.toContain('203.0.113.77')
    },
  )
})

describe('a rate limit', () => {
  test('admits the configured number, and sends Retry-After to the rest', async () => {
    const { get } = start('/', rateLimit(2))
    await get().expect(200)
    await get().expect(200)
    const { body } = await get().expect(429)
    expect(body).toEqual({ status: 429, code: 'too_many_requests', retryAfter: 30 })
  })

  const clientOf = (ip: string | undefined, remoteAddress?: string) =>
    toRateLimitKey({ ip, socket: { remoteAddress } } as unknown as express.Request)
  test('counts a client by the address that a trusted proxy reports, or else by the proxy’s own', () => {
    expect(clientOf('203.0.113.7', '10.0.0.1')).toBe('203.0.113.7')
    expect(clientOf('unknown', '10.0.0.1')).toBe('10.0.0.1')
    expect(clientOf(undefined, undefined)).toBe('')
  })

  test('logs only its refusals, with a digest of the client', () => {
    const { lines, log } = createLines()
    const logId: LogId = (kind, id) => `${kind} ${String(id?.length)}`
    const onEnd = createRateLimitLog(log, logId)
    const end = (statusCode: number) =>
      onEnd(
        { ip: '203.0.113.7', socket: {} } as unknown as express.Request,
        { statusCode, locals: { errorCode: 'too_many_requests' } } as unknown as express.Response,
      )
    for (const status of [200, 403, 503]) end(status)
    expect(lines).toEqual([])
    end(429)
    end(429)
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { event: 'limited', count: 1, code: 'too_many_requests', client: 'client 11' },
    ])
  })
})

test('looks up no customer while the audit is unavailable', async () => {
  let isReady = true
  const { get } = start('/', requireAudit({ isReady: () => isReady }))
  await get().expect(200)
  isReady = false
  expect((await get().expect(500)).body).toBe(new AuditUnavailableError().name)
})

describe('an access token', () => {
  const { get, app } = start('/:access', accessToken(['first-token-0123456', 'second-token-0123456']))
  test('opens the page, which is logged with the token’s position', async () => {
    expect((await get('/second-token-0123456').expect(200)).body).toMatchObject({ accessToken: 2 })
  })
  test('is answered like an unknown path if it is wrong', async () => {
    await get('/second-token').expect(404)
    await request(app).post('/second-token').expect(405)
  })
})
