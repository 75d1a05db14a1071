import type { IncomingMessage } from 'node:http'
import express from 'express'
import request from 'supertest'
import { describe, expect, test } from 'vitest'
import { loadConfig } from '../../src/config/load.ts'
import { createHostRules, requireHost } from '../../src/http/middleware/allowed-hosts.ts'
import { HttpError } from '../../src/http/middleware/http-error.ts'
import { setWindow, removedWindowRoutes, addTrailingSlash } from '../../src/http/routes/window-route.ts'
import { wantsJson } from '../../src/http/middleware/wants-json.ts'
import { toOriginForm } from '../../src/http/server/origin-form.ts'
import { isLocalPath, toOrigin } from '../../src/http/sign-in/paths.ts'

const answerError: express.ErrorRequestHandler = (error: HttpError, _request, response, next) => {
  if (response.headersSent) next(error)
  else response.status(error.answer.status).json(error.answer.code)
}

describe('the target of a request', () => {
  test.each([
    ['/', '/', 'own'],
    ['/orders?a=http://b/c', '/orders?a=http://b/c', 'own'],
    ['http://other.example/orders?a=1', '/orders?a=1', 'other.example'],
    ['HTTPS://Other.example:8443?a=1', '/?a=1', 'Other.example:8443'],
    ['http://other.example', '/', 'other.example'],
    ['http://other.example#a', '/#a', 'other.example'],
    ['http:///orders', '/orders', ''],
    ['ftp://other.example/', '/ftp://other.example/', 'own'],
    ['orders', '/orders', 'own'],
    ['*', '/*', 'own'],
    ['//evil.example/', '//evil.example/', 'own'],
    [undefined, '/', 'own'],
  ])('reads %s as the path %s of the host %s', (url, path, host) => {
    const message = { url, headers: { host: 'own' } } as unknown as IncomingMessage
    toOriginForm(message)
    expect([message.url, message.headers.host]).toEqual([path, host])
  })
})

describe('accepted hosts', () => {
  const DATABASE = { DATABASE_URL: 'postgresql://crm@db/crm' }
  const rulesOf = (env: Record<string, string>) => createHostRules(loadConfig(env))
  const REBOUND = 'evil.example'

  test.each<[string, Record<string, string>, page: boolean, simulator: boolean]>([
    ['all with sample data, but not for the simulator', { DATABASE_URL: '' }, true, false],
    ['its own with real data on this machine', { ...DATABASE, HOST: '127.0.0.1' }, false, false],
    ['all on the network', { ...DATABASE, HOST: '0.0.0.0' }, true, false],
    ['all with a token', { ...DATABASE, HOST: '127.0.0.1', ACCESS_TOKENS: 'x'.repeat(20) }, true, false],
    ['all behind a proxy', { ...DATABASE, HOST: '127.0.0.1', TRUST_PROXY: '1' }, true, false],
    [
      'those that are listed',
      { ...DATABASE, HOST: '0.0.0.0', ALLOWED_HOSTS: 'crm.example.com' },
      false,
      false,
    ],
    ['all if configured so, with the simulator', { ...DATABASE, ALLOWED_HOSTS: '*' }, true, true],
  ])('are %s', (_rule, env, page, simulator) => {
    const rules = rulesOf(env)
    expect([rules.page(REBOUND), rules.simulator(REBOUND)]).toEqual([page, simulator])
  })

  test('are matched regardless of case and port, and exclude all others and none', () => {
    const { page, simulator } = rulesOf({ ...DATABASE, ALLOWED_HOSTS: 'crm.example.com' })
    for (const rule of [page, simulator]) {
      expect(['crm.example.com', 'CRM.example.com:8443', 'crm.example.com.'].map(rule)).toEqual([
        true,
        true,
        true,
      ])
      const others = ['localhost', 'example.com', 'x.crm.example.com', '', 'crm.example.com/x'].map(rule)
      expect(others).toEqual([false, false, false, false, false])
    }
  })

  test('cause a warning only if all hosts are accepted by default, with real data', () => {
    const isUnrestricted = (env: Record<string, string>) => rulesOf(env).isUnrestricted
    expect(isUnrestricted({ ...DATABASE, HOST: '0.0.0.0' })).toBe(true)
    expect(isUnrestricted({ ...DATABASE, HOST: '127.0.0.1' })).toBe(false)
    expect(isUnrestricted({ ...DATABASE, HOST: '0.0.0.0', ALLOWED_HOSTS: '*' })).toBe(false)
    expect(isUnrestricted({ DATABASE_URL: '', HOST: '0.0.0.0' })).toBe(false)
  })

  test.each([
    [true, 200],
    [false, 421],
  ])('decide about a request: %s', async (isAllowed, status) => {
    const app = express()
    const hosts: string[] = []
    app.use(requireHost((host) => hosts.push(host) > 0 && isAllowed))
    app.use((_request, response) => void response.end())
    app.use(answerError)
    const { body } = await request(app).get('/').set('Host', 'crm.example.com:8443').expect(status)
    expect(hosts).toEqual(['crm.example.com:8443'])
    if (!isAllowed) expect(body).toBe('wrong_host')
  })
})

describe('the origin of the page', () => {
  const of = (host: string | undefined, secure = false) =>
    toOrigin({ host, secure } as unknown as express.Request)
  test('is HTTPS, except on this machine', () => {
    expect(of('crm.example.com:8443')).toBe('https://crm.example.com:8443')
    expect(of('crm.example.com', true)).toBe('https://crm.example.com')
    expect(of('localhost:3000')).toBe('http://localhost:3000')
    expect(of('[::1]:3000', true)).toBe('https://[::1]:3000')
  })

  test.each([undefined, '', 'a b', 'x/y', 'user@host', 'host:99999', '[::1', '::1'])(
    'is refused for %s',
    (host) => {
      expect(() => of(host)).toThrow(HttpError)
    },
  )
})

test.each([
  ['/', true],
  ['/orders/?a=//b', true],
  ['//evil.example', false],
  ['/\\evil.example', false],
  ['https://evil.example', false],
  ['orders', false],
  ['', false],
])('redirects after the sign-in only within this server: %s %s', (path, isOwn) => {
  expect(isLocalPath(path)).toBe(isOwn)
})

test.each([
  [undefined, false],
  ['text/html', false],
  ['text/html,application/xhtml+xml,application/json;q=0.9', false],
  ['text/html;q=0.1, application/json', true],
  ['application/json', true],
  ['application/json, text/html', true],
  ['text/htmlx, application/json', true],
  ['*/*', false],
  ['image/png', false],
])('sends JSON to a client that accepts %s: %s', async (accept, isJson) => {
  const app = express()
  app.get('/', (request, response) => {
    if (accept === undefined) delete request.headers.accept
    response.json(wantsJson(request))
  })
  const { body } = await request(app)
    .get('/')
    .set('Accept', accept ?? '*/*')
  expect(body).toBe(isJson)
})

describe('a window', () => {
  const app = express()
  app.use(addTrailingSlash('orders'))
  app.use('/orders', setWindow('orders'), (_request, response) => void response.json(response.locals.window))
  app.use(removedWindowRoutes)
  app.use((_request, response) => void response.status(405).end())
  app.use(answerError)

  test.each([
    ['/orders', '/orders/'],
    ['/orders?a=%zz&b=小?c', '/orders/?a=%zz&b=%E5%B0%8F?c'],
  ])('has its address below its folder, with an unchanged query: %s', async (path, location) => {
    const { headers } = await request(app).get(path).expect(302)
    expect(headers['location']).toBe(location)
  })

  test('is logged by name', async () => {
    expect((await request(app).get('/orders/')).body).toBe('orders')
  })

  test.each(['reveal', 'search', 'link', 'unlink'])('answers the form %s after its removal', async (form) => {
    expect((await request(app).post(`/gone/${form}`).expect(404)).body).toBe('window_gone')
  })
  test.each(['search', 'open'])('answers the link %s after its removal', async (link) => {
    expect((await request(app).get(`/gone/${link}/sealed`).expect(404)).body).toBe('window_gone')
  })
  test.each(['/gone', '/gone/reveal', '/gone/search', '/gone/link/sealed'])(
    'has no %s after its removal',
    async (path) => {
      await request(app).get(path).expect(405)
    },
  )
})
