import type { IncomingMessage, ServerResponse } from 'node:http'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../support/app.ts'
import { cloneDatabase } from '../support/database.ts'
import { freePort } from '../support/free-port.ts'
import { createHttpBrowser } from '../support/http-browser.ts'
import { CLIENT, serve, toIssuer } from '../support/oidc.ts'
import { readCode } from '../support/sign-in.ts'

/*
 * Faulty providers. The flow with a real one is in sign-in.test.ts.
 */

const PANE = `/sign-in?pane=${'A'.repeat(43)}`
/** Longer than a request to the provider may take (5 seconds), and shorter than the time limit of a test. */
const LATE_MS = 60_000

type Answer = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>

let database: Awaited<ReturnType<typeof cloneDatabase>>
let port: number
let issuer: string
let app: TestApp
let keys: Awaited<ReturnType<typeof generateKeyPair>>
let stop: (() => Promise<void>) | undefined
beforeAll(async () => {
  database = await cloneDatabase()
  keys = await generateKeyPair('RS256')
})
afterAll(() => database.drop())
afterEach(async () => {
  await app.close()
  await stop?.()
  stop = undefined
})

/** A new app each time, which has not contacted a provider yet. */
async function start(answer?: Answer): Promise<void> {
  port = await freePort()
  issuer = toIssuer(port)
  const env = { ...CLIENT, OIDC_ISSUER: issuer, SERVER_SECRET: 's'.repeat(32) }
  app = await startApp(database.url, env)
  if (answer) stop = await serve(port, (request, response) => void answer(request, response))
}

const json = (response: ServerResponse, body: unknown, status = 200) =>
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))

const metadata = () => ({
  issuer,
  authorization_endpoint: `${issuer}/auth`,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/jwks`,
  response_types_supported: ['code'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['RS256'],
})

/** Answers like a provider, except for the given paths. */
function provider(others: Record<string, Answer>): Answer {
  return async (request, response) => {
    const path = (request.url ?? '').split('?', 1)[0] ?? ''
    if (others[path]) await others[path](request, response)
    else if (path === '/.well-known/openid-configuration') json(response, metadata())
    else if (path === '/jwks')
      json(response, { keys: [{ ...(await exportJWK(keys.publicKey)), alg: 'RS256', use: 'sig' }] })
    else response.writeHead(404).end()
  }
}

/** Starts a sign-in, and returns as the provider redirects. */
async function signIn(answer: (state: string) => Record<string, string> = (state) => ({ code: 'x', state })) {
  const browser = createHttpBrowser()
  await browser.get(app.url + PANE).catch(() => undefined)
  const { searchParams } = new URL(browser.visited.at(-1) ?? '')
  const query = new URLSearchParams(answer(searchParams.get('state') ?? ''))
  return { browser, query: `/sign-in/callback?${query.toString()}`, nonce: searchParams.get('nonce') ?? '' }
}

async function failureOf(response: Response) {
  const html = await response.text()
  expect(html).toContain('data-outcome="error"')
  expect(html).not.toMatch(/localhost|at .*\.js|Error/)
  return { status: response.status, code: /data-code="([^"]+)"/.exec(html)?.[1] }
}

describe('a faulty provider', () => {
  const unavailable = { status: 503, code: 'sign_in_unavailable' }
  test.each<[string, Answer | undefined]>([
    ['is down', undefined],
    ['answers with an error', (_request, response) => void response.writeHead(500).end('x')],
    ['answers with a page', (_request, response) => void response.end('<h1>Welcome</h1>')],
    [
      'answers with no JSON',
      (_request, response) => void response.writeHead(200, { 'Content-Type': 'application/json' }).end('{'),
    ],
    [
      'has another issuer',
      (_request, response) => void json(response, { ...metadata(), issuer: 'https://other.example' }),
    ],
    [
      'redirects elsewhere',
      (_request, response) => void response.writeHead(302, { Location: '/other' }).end(),
    ],
    ['sends empty metadata', (_request, response) => void json(response, {})],
    ['has no authorization endpoint', (_request, response) => void json(response, { issuer })],
    ['closes the connection', (request) => void request.socket.destroy()],
  ])('leads to an error page if it %s', async (_name, answer) => {
    await start(answer)
    expect(await failureOf(await fetch(app.url + PANE, { headers: { Accept: 'text/html' } }))).toEqual(
      unavailable,
    )
    expect(app.lines.join('')).toContain('"event":"sign_in_failed"')
    expect(app.lines.join('')).toContain('"failure":"unavailable"')
  })

  test('times out, and is retried by the next sign-in', async () => {
    let isSlow = true
    await start((request, response) => {
      if (!isSlow) return provider({})(request, response)
    })
    const began = performance.now()
    expect(await failureOf(await fetch(app.url + PANE, { headers: { Accept: 'text/html' } }))).toEqual(
      unavailable,
    )
    expect(performance.now() - began).toBeLessThan(LATE_MS)
    isSlow = false
    await app.get(PANE).expect(303)
  })

  test('affects no signed-in agent and no health check', async () => {
    await start(() => undefined)
    const slow = app.get(PANE)
    let isWaiting = true
    const waiting = slow.then(({ status }) => {
      isWaiting = false
      return status
    })
    await app.get('/healthz').expect(200)
    await app.get('/?visitorImId=19900000166').expect(401)
    expect(isWaiting).toBe(true)
    expect(await waiting).toBe(503)
  })
})

describe('a provider that redirects back', () => {
  const callback = async (token: Answer | undefined, answer?: (state: string) => Record<string, string>) => {
    await start(provider(token ? { '/token': token } : {}))
    const { browser, query } = await signIn(answer)
    return browser.get(app.url + query)
  }

  test.each<[string, Record<string, string>, { status: number; code: string }]>([
    ['denied access', { error: 'access_denied' }, { status: 403, code: 'sign_in_refused' }],
    [
      'not signed in',
      { error: 'login_required', error_description: '<b>x' },
      { status: 403, code: 'sign_in_refused' },
    ],
    [
      'temporarily unavailable',
      { error: 'temporarily_unavailable' },
      { status: 503, code: 'sign_in_unavailable' },
    ],
    ['without a code', {}, { status: 503, code: 'sign_in_unavailable' }],
  ])('signs nobody in: %s', async (_name, more, failure) => {
    expect(await failureOf(await callback(undefined, (state) => ({ state, ...more })))).toEqual(failure)
  })

  test('signs nobody in with a different state', async () => {
    const failed = await callback(undefined, (state) => ({ code: 'x', state: `${state}x` }))
    expect(await failureOf(failed)).toEqual({ status: 400, code: 'sign_in_expired' })
  })

  test.each<[string, Answer, { status: number; code: string }]>([
    ['is late', () => undefined, { status: 503, code: 'sign_in_unavailable' }],
    [
      'fails',
      (_request, response) => void response.writeHead(502).end(),
      { status: 503, code: 'sign_in_unavailable' },
    ],
    [
      'talks nonsense',
      (_request, response) => void json(response, [1]),
      { status: 503, code: 'sign_in_unavailable' },
    ],
    [
      'has used the code',
      (_request, response) => void json(response, { error: 'invalid_grant' }, 400),
      { status: 400, code: 'sign_in_expired' },
    ],
    [
      'does not know us',
      (_request, response) => void json(response, { error: 'invalid_client' }, 401),
      { status: 503, code: 'sign_in_unavailable' },
    ],
  ])('signs nobody in if it then %s', async (_name, token, failure) => {
    expect(await failureOf(await callback(token))).toEqual(failure)
  })

  const claims = (nonce: string) => ({ iss: issuer, aud: CLIENT.OIDC_CLIENT_ID, sub: '7', nonce })
  test.each<
    [string, (nonce: string) => Record<string, unknown>, { isForeign?: boolean; expires?: string }, number]
  >([
    ['is valid', claims, {}, 200],
    ['has another nonce', () => claims('other'), {}, 503],
    ['has no nonce', () => ({ ...claims(''), nonce: undefined }), {}, 503],
    ['is for another client', (nonce) => ({ ...claims(nonce), aud: 'other' }), {}, 503],
    ['is of another provider', (nonce) => ({ ...claims(nonce), iss: 'https://other.example' }), {}, 503],
    ['has no subject', (nonce) => ({ ...claims(nonce), sub: undefined }), {}, 503],
    ['has a number as subject', (nonce) => ({ ...claims(nonce), sub: 7 }), {}, 503],
    ['has expired', claims, { expires: '-1h' }, 503],
    ['is signed with another key', claims, { isForeign: true }, 503],
  ])(
    'signs in only with a valid ID token: one that %s',
    async (_name, toClaims, { isForeign = false, expires = '1h' }, status) => {
      let nonce = ''
      await start(
        provider({
          '/token': async (_request, response) => {
            const { privateKey } = isForeign ? await generateKeyPair('RS256') : keys
            const token = await new SignJWT(toClaims(nonce))
              .setProtectedHeader({ alg: 'RS256' })
              .setIssuedAt()
              .setExpirationTime(expires)
              .sign(privateKey)
            json(response, { access_token: 'a', token_type: 'Bearer', id_token: token })
          },
        }),
      )
      const begun = await signIn()
      nonce = begun.nonce
      const response = await begun.browser.get(app.url + begun.query)
      expect(response.status).toBe(status)
      expect(readCode(await response.text()) !== null).toBe(status === 200)
    },
  )
})
