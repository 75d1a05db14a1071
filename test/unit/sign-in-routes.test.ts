import express, { type ErrorRequestHandler } from 'express'
import request from 'supertest'
import { describe, expect, test } from 'vitest'
import { HttpError } from '../../src/http/middleware/http-error.ts'
import { requestContext } from '../../src/http/middleware/request-context.ts'
import { addSignInRoutes } from '../../src/http/routes/sign-in-routes.ts'
import type { LogId } from '../../src/logging/log-id.ts'
import { createLog } from '../../src/logging/log.ts'
import { createKeyDerivation } from '../../src/secrets/server-secret.ts'
import { ATTEMPT_COOKIE, SESSION_COOKIE } from '../../src/sign-in/cookies.ts'
import { createPaneSecret } from '../../src/sign-in/pane.ts'
import { SignInError, type SignInFailure } from '../../src/sign-in/provider.ts'
import { createSignInSeals } from '../../src/sign-in/seals.ts'
import { createUseOnce } from '../../src/sign-in/used-codes.ts'

/* The routes of a sign-in, whose provider is a function. Pages are their models, as JSON. */

type Line = Record<string, unknown>

const HOUR_MS = 3_600_000
const ATTEMPT = { state: 'a-state', nonce: 'a-nonce', codeVerifier: 'a-verifier' }
const AGENT = { id: 'mei', login: 'mei.lin', email: null, name: 'Mei Lin', roles: ['lead'] }
const PATH = '/crm/?visitorImId=v'
const SAME_ORIGIN = { 'Sec-Fetch-Site': 'same-origin' }
const logId: LogId = (kind, id) => `${kind} ${String(id)}`

function start(failure?: SignInFailure | 'bug', cause?: Error) {
  const codes: (string | undefined)[] = []
  const lines: Line[] = []
  const begun: unknown[] = []
  const finished: unknown[] = []
  const seals = createSignInSeals(createKeyDerivation(['a secret of a server']), { sessionMs: HOUR_MS })
  const fail = () =>
    Promise.reject(
      failure === 'bug' || !failure ? new TypeError('x') : new SignInError(failure, cause && { cause }),
    )
  const provider = {
    begin: (...asked: unknown[]) => {
      begun.push(asked)
      return failure ? fail() : Promise.resolve({ address: 'https://idp.example/auth?x=1', attempt: ATTEMPT })
    },
    finish: (answer: URL, attempt: unknown) => {
      finished.push([answer.href, attempt])
      const claims = { sub: 'mei', preferred_username: 'mei.lin', name: 'Mei Lin', roles: ['lead', 'other'] }
      return failure ? fail() : Promise.resolve(claims)
    },
  }
  const app = express()
  app.use(requestContext('en', (_request, response) => codes.push(response.locals.errorCode)))
  addSignInRoutes(app, {
    signIn: {
      provider,
      seals,
      useOnce: createUseOnce({ validMs: 30_000 }),
      sessionMs: HOUR_MS,
      roleRules: { claim: 'roles', roles: ['lead'] },
    },
    renderer: { signIn: (model) => JSON.stringify(model) },
    basePath: '/crm',
    logId,
    log: createLog('info', { write: (line) => lines.push(JSON.parse(line) as Line) }),
  })
  const answerError: ErrorRequestHandler = (error: unknown, _request, response, next) => {
    if (response.headersSent) next(error)
    else if (!(error instanceof HttpError)) response.status(500).json({ code: 'bug' })
    else response.status(error.answer.status).json({ ...error.answer, language: response.locals.language })
  }
  app.use(answerError)
  const host = { Host: 'crm.example.com' }
  return {
    codes,
    lines,
    begun,
    finished,
    seals,
    get: (path: string, headers: Record<string, string> = {}) =>
      request(app)
        .get(path)
        .set({ ...host, ...headers }),
    post: (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
      request(app)
        .post(path)
        .type('form')
        .set({ ...host, ...SAME_ORIGIN, ...headers })
        .send(fields),
    put: (path: string) => request(app).put(path).set(host),
  }
}

/** The cookies that an answer sets, by name: the value and the attributes. */
function cookiesOf(headers: Record<string, unknown>) {
  const set = (headers['set-cookie'] ?? []) as string[]
  return new Map(
    set.map((cookie) => {
      const [pair = '', ...attributes] = cookie.split('; ')
      const at = pair.indexOf('=')
      return [pair.slice(0, at), { value: pair.slice(at + 1), attributes }]
    }),
  )
}

type Destination = { kind: 'pane'; digest: string } | { kind: 'page'; path: string }
const toCookie = ({ seals }: ReturnType<typeof start>, destination: Destination) => ({
  Cookie: `${ATTEMPT_COOKIE.name}=${seals.attempt.seal({ attempt: ATTEMPT, destination, language: 'zh' })}`,
})

describe('the start of a sign-in', () => {
  test('redirects to the provider, and back to this server, in the language of the page', async () => {
    const app = start()
    const page = app.seals.page.seal({ path: PATH, language: 'zh' })
    const { headers } = await app.get(`/sign-in?to=${page}&lang=zh`).expect(303)
    expect(headers['location']).toBe('https://idp.example/auth?x=1')
    expect(app.begun).toEqual([['https://crm.example.com/crm/sign-in/callback', 'zh']])
    const { value = '', attributes } = cookiesOf(headers).get(ATTEMPT_COOKIE.name) ?? {}
    expect(app.seals.attempt.open(value)).toEqual({
      attempt: ATTEMPT,
      destination: { kind: 'page', path: PATH },
      language: 'zh',
    })
    expect(attributes).toEqual(expect.arrayContaining(['Max-Age=600', 'HttpOnly', 'Secure', 'SameSite=Lax']))
  })

  test('keeps the digest of a pane, and falls back to the browser’s language', async () => {
    const app = start()
    const { digest } = createPaneSecret()
    const path = `/sign-in?pane=${digest}&lang=xx`
    const { headers } = await app.get(path, { 'Accept-Language': 'zh' }).expect(303)
    const { value = '' } = cookiesOf(headers).get(ATTEMPT_COOKIE.name) ?? {}
    expect(app.seals.attempt.open(value)).toMatchObject({
      destination: { kind: 'pane', digest },
      language: 'zh',
    })
  })

  test.each<[string, string, number, string]>([
    ['for nothing', '', 400, 'bad_request'],
    ['for a pane without a digest', '?pane=x', 400, 'bad_request'],
    ['for a page that nobody sealed', '?to=x', 400, 'sign_in_expired'],
  ])('refuses %s', async (_what, query, status, code) => {
    const app = start()
    expect((await app.get(`/sign-in${query}`).expect(status)).body).toMatchObject({ code })
    expect(app.begun).toEqual([])
  })

  test('refuses a page that cannot be requested again', async () => {
    const app = start()
    const page = app.seals.page.seal({ path: null, language: 'en' })
    expect((await app.get(`/sign-in?to=${page}`).expect(400)).body).toMatchObject({ code: 'sign_in_expired' })
  })

  test.each<[SignInFailure, number, string, number | undefined]>([
    ['unavailable', 503, 'sign_in_unavailable', 5],
    ['refused', 403, 'sign_in_refused', undefined],
    ['expired', 400, 'sign_in_expired', undefined],
  ])(
    'fails if the provider’s answer is %s, and can be repeated only after an outage',
    async (...expected) => {
      const [failure, status, code, retryAfter] = expected
      const app = start(failure, new TypeError('about emma'))
      const { body } = await app.get(`/sign-in?pane=${createPaneSecret().digest}&lang=zh`).expect(status)
      expect(body).toEqual({ status, code, language: 'zh', ...(retryAfter !== undefined && { retryAfter }) })
      expect(app.lines).toMatchObject([
        { event: 'sign_in_failed', requestId: expect.any(String), failure, error: { name: 'TypeError' } },
      ])
      expect(JSON.stringify(app.lines)).not.toContain('emma')
    },
  )

  test('logs a failure without a cause by itself', async () => {
    const app = start('refused')
    await app.get(`/sign-in?pane=${createPaneSecret().digest}`).expect(403)
    expect(app.lines).toMatchObject([{ failure: 'refused', error: { name: 'SignInError' } }])
  })

  test('answers 500 to an internal error', async () => {
    const app = start('bug')
    await app.get(`/sign-in?pane=${createPaneSecret().digest}`).expect(500)
    expect(app.lines).toEqual([])
  })

  test('accepts GET only, as does its end', async () => {
    for (const path of ['/sign-in', '/sign-in/callback'])
      expect((await start().put(path).expect(405)).body).toMatchObject({ code: 'method_not_allowed' })
  })
})

describe('the provider’s answer', () => {
  test('opens the requested page, with a session', async () => {
    const app = start()
    const cookie = toCookie(app, { kind: 'page', path: PATH })
    const { headers } = await app.get('/sign-in/callback?code=x&state=y', cookie).expect(303)
    expect(headers['location']).toBe(PATH)
    expect(app.finished).toEqual([['https://crm.example.com/crm/sign-in/callback?code=x&state=y', ATTEMPT]])
    const cookies = cookiesOf(headers)
    const { value = '', attributes } = cookies.get(SESSION_COOKIE.name) ?? {}
    expect(app.seals.session.open(value)).toEqual(AGENT)
    expect(attributes).toEqual(
      expect.arrayContaining(['Max-Age=3600', 'HttpOnly', 'Secure', 'SameSite=None', 'Partitioned']),
    )
    // An attempt is good for one answer.
    expect(cookies.get(ATTEMPT_COOKIE.name)).toMatchObject({ value: '' })
    expect(app.lines).toMatchObject([
      { event: 'sign_in', requestId: headers['x-request-id'], agentId: 'agent mei' },
    ])
  })

  test('gives the pane a code, and the window no session', async () => {
    const app = start()
    const { secret, digest } = createPaneSecret()
    const answered = await app.get('/sign-in/callback?code=x', toCookie(app, { kind: 'pane', digest }))
    const { status, text, headers } = answered
    expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
    expect(cookiesOf(headers).has(SESSION_COOKIE.name)).toBe(false)
    const model = JSON.parse(text) as Line
    expect(model).toMatchObject({
      step: 'code',
      digest,
      language: 'zh',
      requestId: headers['x-request-id'],
      again: `/crm/sign-in?pane=${digest}&lang=zh`,
    })
    expect(app.seals.code.open(String(model['paneCode']))).toMatchObject({ digest, agent: AGENT })
    expect(app.lines).toEqual([])
    expect(secret).not.toBe('')
  })

  test.each([{}, { Cookie: `${ATTEMPT_COOKIE.name}=x` }])(
    'is refused if this browser did not begin the attempt: %o',
    async (cookie) => {
      const app = start()
      const { body, headers } = await app.get('/sign-in/callback?code=x', cookie).expect(400)
      expect(body).toMatchObject({ code: 'sign_in_expired' })
      expect(cookiesOf(headers).get(ATTEMPT_COOKIE.name)).toMatchObject({ value: '' })
      expect(app.finished).toEqual([])
    },
  )

  test('reports a failure in the language of the attempt, and cannot be repeated', async () => {
    const app = start('unavailable')
    const cookie = toCookie(app, { kind: 'page', path: PATH })
    const { body, headers } = await app.get('/sign-in/callback?code=x', cookie).expect(503)
    expect(body).toEqual({ status: 503, code: 'sign_in_unavailable', language: 'zh' })
    expect(cookiesOf(headers).has(SESSION_COOKIE.name)).toBe(false)
  })
})

describe('the code of a pane', () => {
  function prepare(path: string | null = PATH) {
    const app = start()
    const { secret, digest } = createPaneSecret()
    const code = app.seals.code.seal({ id: 'a-code', digest, agent: AGENT })
    const fields = { code, secret, page: app.seals.page.seal({ path, language: 'zh' }) }
    return { app, fields }
  }

  test('signs the pane in, and redirects to its page', async () => {
    const { app, fields } = prepare()
    const { text, headers } = await app.post('/session', { ...fields, code: ` ${fields.code}\n` }).expect(200)
    expect(app.seals.session.open(cookiesOf(headers).get(SESSION_COOKIE.name)?.value ?? '')).toEqual(AGENT)
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
    const model = JSON.parse(text) as Line
    expect(model).toMatchObject({ step: 'done', language: 'zh', requestId: headers['x-request-id'] })
    expect(JSON.stringify(model)).toContain(PATH)
    expect(app.lines).toMatchObject([{ event: 'sign_in', agentId: 'agent mei' }])
  })

  test('works once', async () => {
    const { app, fields } = prepare()
    await app.post('/session', fields).expect(200)
    await app.post('/session', fields).expect(403)
  })

  test.each<[string, Record<string, string>]>([
    ['another secret', { secret: createPaneSecret().secret }],
    ['a code that nobody sealed', { code: 'x' }],
  ])('does not work with %s, and the sign-in page appears again', async (_what, change) => {
    const { app, fields } = prepare()
    const { text, headers } = await app.post('/session', { ...fields, ...change }).expect(403)
    expect(cookiesOf(headers).size).toBe(0)
    const model = JSON.parse(text) as { form: { page: string } } & Line
    expect(model).toMatchObject({ step: 'ask', language: 'zh', notice: expect.stringMatching(/\S/) })
    expect(app.seals.page.open(model.form.page)).toEqual({ path: PATH, language: 'zh' })
    await expect.poll(() => app.codes).toEqual(['sign_in_required'])
    expect(app.lines).toMatchObject([
      { event: 'sign_in_failed', requestId: headers['x-request-id'], failure: 'code' },
    ])
  })

  test('works even if its page is unknown', async () => {
    const { app, fields } = prepare()
    const { text } = await app
      .post('/session', { ...fields, page: 'x' }, { 'Accept-Language': 'zh' })
      .expect(200)
    expect(JSON.parse(text)).toMatchObject({ step: 'done', language: 'zh' })
    expect(text).not.toContain(PATH)
  })
})

describe('a sign-out', () => {
  test('succeeds without a session, and is not logged', async () => {
    const app = start()
    const { headers, text } = await app.post('/sign-out', { lang: 'zh' }).expect(200)
    const { value, attributes } = cookiesOf(headers).get(SESSION_COOKIE.name) ?? {}
    expect([value, attributes]).toEqual(['', expect.arrayContaining(['Secure', 'Partitioned'])])
    const model = JSON.parse(text) as Line
    expect(model).toMatchObject({
      step: 'ask',
      language: 'zh',
      redirect: null,
      notice: expect.stringMatching(/\S/),
    })
    expect(model['address']).toBe(`https://crm.example.com${String(model['window'])}`)
    await expect.poll(() => app.codes).toEqual([undefined])
    expect(app.lines).toEqual([])
  })

  test('is logged for an agent', async () => {
    const app = start()
    const cookie = { Cookie: `${SESSION_COOKIE.name}=${app.seals.session.seal(AGENT)}` }
    const { headers } = await app.post('/sign-out', { lang: 'en' }, cookie).expect(200)
    expect(app.lines).toMatchObject([
      { event: 'sign_out', requestId: headers['x-request-id'], agentId: 'agent mei' },
    ])
  })

  test.each<Record<string, string>>([{}, { lang: 'xx' }, { lang: 'en', more: '1' }])(
    'requires a known language, and no other field: %o',
    async (fields) => {
      expect((await start().post('/sign-out', fields).expect(400)).body).toMatchObject({
        code: 'bad_request',
      })
    },
  )
})
