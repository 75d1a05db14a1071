import { get } from 'node:http'
import { text } from 'node:stream/consumers'
import { HtmlValidate } from 'html-validate'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { startApp, type TestApp } from '../support/app.ts'
import { cloneDatabase } from '../support/database.ts'
import { freePort } from '../support/free-port.ts'
import { createHttpBrowser } from '../support/http-browser.ts'
import { CLIENT, startProvider, toIssuer } from '../support/oidc.ts'
import { readRevealForm } from '../support/reveal-form.ts'
import { readCode, readNext, readSignInPage, signInAt } from '../support/sign-in.ts'

const SERVER_SECRET = 'a secret of the tests, long enough for a server'
const PATH = '/?visitorImId=19900000166&tenantId=41&nickname=Em+%26+Co&customNote=%22a%22%3B%27b%27%3Burl%3D'
const FRAMED = { 'Sec-Fetch-Dest': 'iframe' }

let database: Awaited<ReturnType<typeof cloneDatabase>>
let port: number
let env: Record<string, string>
let app: TestApp
let replica: TestApp
let provider: Awaited<ReturnType<typeof startProvider>>
beforeAll(async () => {
  database = await cloneDatabase()
  port = await freePort()
  env = { ...CLIENT, OIDC_ISSUER: toIssuer(port), SERVER_SECRET, DATABASE_WRITE_URL: database.url }
  app = await startApp(database.url, env)
  replica = await startApp(database.url, env)
  const redirectUris = [app, replica].map(({ url }) => `${url}/sign-in/callback`)
  provider = await startProvider({ port, redirectUris })
})
afterAll(async () => {
  await provider.close()
  await app.close()
  await replica.close()
  await database.drop()
})
afterEach(() => {
  vi.useRealTimers()
})

interface Searched {
  search: { action: string; page: string; open: string[] }
}

const linesOf = (event: string) =>
  app.lines
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((line) => line['event'] === event)

/** A pane that requests a page and has to sign in. */
async function openPane(path = PATH, base = app.url) {
  const browser = createHttpBrowser()
  const response = await browser.get(base + path, FRAMED)
  const asked = readSignInPage(await response.text())
  const post = (fields: Record<string, string>) => {
    const { page, secret } = asked
    return browser.post(base + asked.action, { page, secret, ...fields }, FRAMED)
  }
  return { browser, asked, status: response.status, post }
}

/** The code that a pane's window obtains for it. */
async function getCode(window: string | null, login = 'tom', base = app.url) {
  const answer = await signInAt(createHttpBrowser(), base + (window ?? ''), login)
  return readCode(await answer.text()) ?? ''
}

async function signIn(path = PATH, login = 'tom') {
  const pane = await openPane(path)
  const done = await pane.post({ code: await getCode(pane.asked.window, login) })
  const next = readNext(await done.text())
  return { ...pane, next, response: await pane.browser.get(app.url + (next ?? '/'), FRAMED) }
}

describe('without a session', () => {
  test('asks to sign in at every customer URL, without a lookup', async () => {
    const query = vi.spyOn(app.pool, 'connect')
    for (const path of [PATH, '/', '/open/x', '/search/x', '/nothing', `${PATH}&lang=zh`]) {
      const { text } = await app.get(path).expect(401)
      expect(text).toContain('data-code="sign_in_required"')
    }
    for (const path of ['/reveal', '/link', '/unlink', '/search']) await app.form(path, {}).expect(401)
    expect(query).not.toHaveBeenCalled()
    query.mockRestore()
  })

  test('answers 401 in JSON', async () => {
    const { body } = await app.json(PATH).expect(401)
    expect(body).toMatchObject({ error: { code: 'sign_in_required', requestId: expect.any(String) } })
  })

  test('uses the language of the console, or else of the browser', async () => {
    expect((await app.get(`${PATH}&lang=zh`).expect(401)).text).toContain('登录后查看客户')
    expect((await app.get(PATH, { 'Accept-Language': 'zh' }).expect(401)).text).toContain('登录后查看客户')
    expect((await app.get(`${PATH}&lang=en`, { 'Accept-Language': 'zh' })).text).toContain('Sign in to see')
  })

  test('ignores an invalid cookie', async () => {
    for (const value of ['', 'x', 'A'.repeat(3000), '%', '"'])
      await app.get(PATH, { Cookie: `__Host-crm-session=${value}` }).expect(401)
  })

  test('serves health checks and assets', async () => {
    const { text } = await app.get(PATH)
    await app.get('/healthz').expect(200)
    const [, css = ''] = /href="(\/assets\/sign-in\.[^"]+)"/.exec(text) ?? []
    await app.get(css).expect(200)
  })
})

describe('in a pane', () => {
  test('opens the requested page with a code and the pane’s secret', async () => {
    const { browser, next, response } = await signIn()
    expect(response.status).toBe(200)
    expect(next).toBe(PATH)
    const html = await response.text()
    expect(html).toContain('data-outcome="found"')
    expect(html).toContain('Signed in as Agent tom &middot;')
    expect(await (await browser.get(app.url + PATH)).text()).toContain('data-outcome="found"')
  })

  test('sets a partitioned cookie that scripts cannot read', async () => {
    const pane = await openPane()
    const { page, secret, action, window } = pane.asked
    const code = await getCode(window)
    const { headers } = await app
      .form(action, { page, secret, code }, { 'Sec-Fetch-Site': 'same-origin' })
      .expect(200)
    const [cookie = ''] = headers['set-cookie'] as unknown as string[]
    const [value = '', ...attributes] = cookie.split('; ')
    expect(value).toMatch(/^__Host-crm-session=[\w-]+$/)
    expect(cookie.length).toBeLessThan(4096)
    expect(attributes.filter((text) => !text.startsWith('Expires='))).toEqual(
      expect.arrayContaining([
        ...['Max-Age=36000', 'Path=/', 'HttpOnly', 'Secure', 'SameSite=None', 'Partitioned'],
      ]),
    )
  })

  test('sends the query to no URL that the provider sees', async () => {
    await signIn(`${PATH}&customNote=of-nobody-elses-business`)
    expect(provider.asked.length).toBeGreaterThan(0)
    for (const address of provider.asked)
      expect(decodeURIComponent(address)).not.toMatch(/visitorImId|19900000166|business|nickname/)
  })

  test('restores a query of 20 KB unchanged', async () => {
    const long = `${PATH}&customNote=${'x'.repeat(7000)}&customMore=${'%E4%BD%A0'.repeat(1400)}`
    const { next, response } = await signIn(long)
    expect(next === long).toBe(true)
    expect(response.status).toBe(200)
  })

  test('rejects a code that has been used', async () => {
    const pane = await openPane()
    const code = await getCode(pane.asked.window)
    expect((await pane.post({ code })).status).toBe(200)
    const again = await createHttpBrowser().post(app.url + pane.asked.action, {
      code,
      page: pane.asked.page,
      secret: pane.asked.secret,
    })
    expect(again.status).toBe(403)
  })

  test.each<[string, (code: string, other: { secret: string }) => Record<string, string>]>([
    ['with the secret of another pane', (code, { secret }) => ({ code, secret })],
    ['without a secret', (code) => ({ code, secret: '' })],
    ['with the digest instead of the secret', (code) => ({ code, secret: 'digest' })],
    ['that is changed', (code) => ({ code: `${code.slice(0, -2)}AA` })],
    ['that is empty', () => ({ code: '' })],
  ])('rejects a code %s, and asks again for the same customer', async (_name, change) => {
    const pane = await openPane()
    const code = await getCode(pane.asked.window)
    const refused = await pane.post(change(code, (await openPane()).asked))
    expect(refused.status).toBe(403)
    expect(refused.headers.getSetCookie()).toEqual([])
    const again = readSignInPage(await refused.text())
    const code2 = await getCode(again.window)
    const { page, secret } = again
    const done = await pane.browser.post(app.url + again.action, { page, secret, code: code2 })
    expect(readNext(await done.text())).toBe(PATH)
  })

  test('rejects a code after 30 seconds', async () => {
    const pane = await openPane()
    const code = await getCode(pane.asked.window)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 31_000 })
    expect((await pane.post({ code })).status).toBe(403)
  })

  test('ends the session after SESSION_HOURS', async () => {
    const { browser } = await signIn()
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 9.9 * 3_600_000 })
    expect((await browser.get(app.url + PATH)).status).toBe(200)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 0.2 * 3_600_000 })
    expect((await browser.get(app.url + PATH)).status).toBe(401)
  })

  test('prevents other sites from signing an agent in or out', async () => {
    for (const headers of [{ 'Sec-Fetch-Site': 'cross-site' }, { 'Sec-Fetch-Site': 'same-site' }, {}])
      for (const path of ['/session', '/sign-out']) await app.form(path, {}, headers).expect(403)
  })

  test('accepts codes and sessions of other replicas', async () => {
    const pane = await openPane()
    const code = await getCode(pane.asked.window)
    const { page, secret } = pane.asked
    const elsewhere = await pane.browser.post(`${replica.url}/session`, { page, secret, code })
    expect(elsewhere.status).toBe(200)
    expect((await pane.browser.get(app.url + PATH)).status).toBe(200)
  })

  test('ends the session on sign-out, and says so in its language', async () => {
    const { browser } = await signIn()
    const out = await browser.post(`${app.url}/sign-out`, { lang: 'zh' })
    expect(out.status).toBe(200)
    expect(await out.text()).toContain('退出登录')
    expect((await browser.get(app.url + PATH)).status).toBe(401)
    expect(linesOf('sign_out')).toHaveLength(1)
  })

  test('explains what to do after a sign-in that a form required', async () => {
    const browser = createHttpBrowser(FRAMED)
    const asked = readSignInPage(await (await browser.post(`${app.url}/reveal`, {})).text())
    const { page, secret, window, action } = asked
    const done = await browser.post(app.url + action, { page, secret, code: await getCode(window) })
    expect(done.status).toBe(200)
    expect(await done.text()).toContain('You are signed in')
  })
})

describe('on a top-level page', () => {
  test('redirects back to the requested page', async () => {
    const browser = createHttpBrowser({ 'Sec-Fetch-Dest': 'document' })
    const { redirect } = readSignInPage(await (await browser.get(app.url + PATH)).text())
    const page = await signInAt(browser, app.url + (redirect ?? ''), 'mia')
    expect(page.url).toBe(app.url + PATH)
    expect(await page.text()).toContain('Agent mia')
    for (const address of provider.asked) expect(decodeURIComponent(address)).not.toContain('visitorImId')
  })

  test.each(['/\\evil.example/x', '//evil.example/x', '/\\/evil.example'])(
    'does not redirect to a path that browsers read as another host: %s',
    async (path) => {
      const page = await new Promise<string>((resolve, reject) => {
        get({ port: new URL(app.url).port, path }, (response) => void text(response).then(resolve, reject))
      })
      const to = /\/sign-in\?to=[^"]+/.exec(page)?.[0].replaceAll('&amp;', '&')
      if (to === undefined) return
      const answer = await signInAt(createHttpBrowser(), app.url + to, 'tom')
      expect(new URL(answer.url).origin).toBe(app.url)
    },
  )

  test('falls back to the code of a pane if the query does not fit into a cookie', async () => {
    const { text } = await app.get(`${PATH}&customNote=${'x'.repeat(3000)}`).expect(401)
    expect(readSignInPage(text).redirect).toBeNull()
    expect(readSignInPage(text).window).toMatch(/^\/sign-in\?pane=/)
  })

  test('rejects an answer that this browser did not request', async () => {
    const browser = createHttpBrowser()
    const { redirect } = readSignInPage(await (await browser.get(app.url + PATH)).text())
    await signInAt(browser, app.url + (redirect ?? ''), 'mia')
    const callback = browser.visited.find((address) => address.includes('/sign-in/callback')) ?? ''
    const other = createHttpBrowser()
    const refused = await other.get(callback)
    expect(refused.status).toBe(400)
    expect(await refused.text()).toContain('data-code="sign_in_expired"')
    expect([...other.cookies.keys()]).toEqual([])
    // The answer to one attempt must not complete another.
    await other.get(app.url + (redirect ?? ''))
    expect((await other.get(callback)).status).toBe(400)
  })
})

describe('the sign-in routes', () => {
  test.each([
    ['/sign-in', 400],
    ['/sign-in?pane=short', 400],
    ['/sign-in?to=forged', 400],
    ['/sign-in?pane[]=x', 400],
    ['/sign-in/callback', 400],
    ['/sign-in/callback?code=x&state=y', 400],
    ['/session', 405],
    ['/sign-out', 405],
  ])('%s answers %i with a page', async (path, status) => {
    const { text } = await app.get(path).expect(status)
    expect(text).toContain('data-outcome="error"')
  })

  test.each(['/sign-in', '/sign-in/callback'])('%s answers other methods with 405', async (path) => {
    for (const method of ['post', 'put', 'delete'] as const) {
      const { headers } = await app.send(method, path).expect(405)
      expect(headers['allow']).toBe('GET, HEAD')
    }
  })

  test('reject a form with other fields', async () => {
    const headers = { 'Sec-Fetch-Site': 'same-origin' }
    await app.form('/session', {}, headers).expect(400)
    await app.form('/session', { code: '', secret: '', page: '', more: '' }, headers).expect(400)
    await app.form('/sign-out', { lang: 'xx' }, headers).expect(400)
  })
})

describe('the audit', () => {
  test('names the signed-in agent, and records if the query names another one', async () => {
    const { browser } = await signIn(PATH, '4711')
    const view = async (query: string) => {
      const { headers } = await browser.get(`${app.url}${PATH}&${query}`)
      const line = () => linesOf('view').find(({ requestId }) => requestId === headers.get('X-Request-Id'))
      await expect.poll(line).toBeDefined()
      const { agentId, agentDiffers } = line() ?? {}
      return { agentId, agentDiffers }
    }
    const same = { agentId: '4711', agentDiffers: undefined }
    const other = { agentId: '4711', agentDiffers: true }
    expect(await view('agentName=x')).toEqual(same)
    expect(await view('agentId=4711')).toEqual(same)
    expect(await view('email=4711%40Company.example')).toEqual(same)
    expect(await view('agentId=42&email=4711%40company.example')).toEqual(same)
    expect(await view('agentId=42')).toEqual(other)
    expect(await view('email=boss%40company.example')).toEqual(other)
    expect(await view('agentId=4711&email=boss%40company.example')).toEqual(other)
    expect(linesOf('sign_in')).toContainEqual(expect.objectContaining({ agentId: '4711' }))
  })

  test('names the agent of a form, too', async () => {
    const { browser, response } = await signIn(`${PATH}&agentId=42`, '4712')
    const { action, visit, proofs } = readRevealForm(await response.text())
    await browser.post(app.url + action, { visit, value: proofs[0] ?? '' })
    expect(app.audits.findLast(({ action }) => action === 'reveal')).toMatchObject({ agentId: '4712' })
  })

  test('attributes a link to the signed-in agent', async () => {
    const { browser } = await signIn('/?visitorImId=nobody-yet&agentId=42&agentName=Boss', '4713')
    const json = async (path: string) =>
      (await (await browser.get(app.url + path, { Accept: 'application/json' })).json()) as Searched
    const { action, page } = (await json('/?visitorImId=nobody-yet&agentId=42&agentName=Boss')).search
    await browser.post(app.url + action, { page, term: 'EMJ7K2QX9TRW4HVB6NPC' })
    const { pathname } = new URL(browser.visited.at(-1) ?? '')
    const [open = ''] = (await json(pathname)).search.open
    const opened = await (await browser.get(app.url + open)).text()
    const [, link = ''] =
      /action="\/link"><input type="hidden" name="page" value="([^"]+)"/.exec(opened) ?? []
    await browser.post(`${app.url}/link`, { page: link })
    const { rows } = await app.pool.query(
      `select agent_id, agent_name from customer_identity_history where visitor_im_id = 'nobody-yet'`,
    )
    expect(rows).toEqual([{ agent_id: '4713', agent_name: 'Agent 4713' }])
    const line = { agentId: '4713', agentDiffers: true }
    expect(app.audits.filter(({ action }) => action === 'link')).toMatchObject([line, line])
  })

  test('contains no code, cookie, name or e-mail address of an agent', async () => {
    const { browser } = await signIn(PATH, 'quietly')
    expect(app.lines.join('')).not.toMatch(/quietly|company\.example|Agent /)
    for (const value of browser.cookies.values()) expect(app.lines.join('')).not.toContain(value)
  })
})

describe('the standard rules of html-validate', () => {
  const validator = new HtmlValidate({ extends: ['html-validate:standard'] })
  const faultsOf = async (html: string) =>
    (await validator.validateString(html)).results.flatMap(({ messages }) =>
      messages.map(({ ruleId, message, line }) => [ruleId, message, line]),
    )

  async function pagesIn(lang: string): Promise<string[]> {
    const pane = await openPane(`${PATH}&lang=${lang}`)
    const window = await signInAt(createHttpBrowser(), app.url + (pane.asked.window ?? ''), 'tom')
    const code = await window.text()
    const done = await (await pane.post({ code: readCode(code) ?? '' })).text()
    return [
      (await app.get(`${PATH}&lang=${lang}`)).text,
      (await app.get(`${PATH}&lang=${lang}`, FRAMED)).text,
      await (await pane.post({ code: '' })).text(),
      code,
      done,
      await (await pane.browser.get(app.url + PATH)).text(),
      await (await pane.browser.post(`${app.url}/sign-out`, { lang })).text(),
    ]
  }

  test('report nothing', async () => {
    const pages = [...(await pagesIn('en')), ...(await pagesIn('zh'))]
    for (const html of pages) expect(await faultsOf(html)).toEqual([])
  })
})

describe('below a base path and access tokens', () => {
  const TOKEN = 'a-token_of-the-tests'
  let below: TestApp
  let login: Awaited<ReturnType<typeof startProvider>>
  beforeAll(async () => {
    const at = await freePort()
    const more = { BASE_PATH: '/crm', ACCESS_TOKENS: TOKEN, OIDC_ISSUER: toIssuer(at) }
    below = await startApp(database.url, { ...env, ...more })
    login = await startProvider({ port: at, redirectUris: [`${below.url}/crm/sign-in/callback`] })
  })
  afterAll(async () => {
    await login.close()
    await below.close()
  })

  test('returns to the page behind its token, which the provider never sees', async () => {
    const pane = await openPane(`/crm/${TOKEN}${PATH}`, below.url)
    expect(pane.status).toBe(401)
    expect(pane.asked.window).toMatch(/^\/crm\/sign-in\?pane=/)
    const done = await pane.post({ code: await getCode(pane.asked.window, 'tom', below.url) })
    expect(readNext(await done.text())).toBe(`/crm/${TOKEN}${PATH}`)
    const page = await pane.browser.get(`${below.url}/crm/${TOKEN}${PATH}`)
    expect(page.status).toBe(200)
    expect(await page.text()).toContain('action="/crm/sign-out"')
    for (const address of login.asked) expect(address).not.toContain(TOKEN)
  })

  test('requires the token in addition to the session', async () => {
    const browser = createHttpBrowser()
    const { redirect } = readSignInPage(await (await browser.get(`${below.url}/crm/${TOKEN}${PATH}`)).text())
    const page = await signInAt(browser, below.url + (redirect ?? ''), 'tom')
    expect(page.url).toBe(`${below.url}/crm/${TOKEN}${PATH}`)
    expect((await browser.get(`${below.url}/crm${PATH}`)).status).toBe(404)
  })
})

test('sends the provider the public URL behind an HTTPS proxy', async () => {
  const behind = await startApp(database.url, { ...env, TRUST_PROXY: '1', HOST: '0.0.0.0' })
  const { text } = await behind.get(PATH, { Host: 'crm.example.com', ...FRAMED }).expect(401)
  const { window, address } = readSignInPage(text)
  expect(address).toBe(`https://crm.example.com${window ?? ''}`)
  const { headers } = await behind.get(window ?? '', { Host: 'crm.example.com' }).expect(303)
  const { searchParams } = new URL(headers['location'] ?? '')
  expect(searchParams.get('redirect_uri')).toBe('https://crm.example.com/sign-in/callback')
  const forged = { Host: 'localhost', 'X-Forwarded-Proto': 'javascript', ...FRAMED }
  const { address: local } = readSignInPage((await behind.get(PATH, forged).expect(401)).text)
  expect(local).toMatch(/^http:\/\/localhost\//)
  await behind.close()
})

test('requires no sign-in and has no such route without OIDC_ISSUER', async () => {
  const open = await startApp(database.url)
  const { text, headers } = await open.get(PATH).expect(200)
  expect(text).not.toMatch(/sign-?(in|out)/i)
  expect(headers['set-cookie']).toBeUndefined()
  await open.get(PATH, { Cookie: '__Host-crm-session=x' }).expect(200)
  for (const path of ['/sign-in', '/sign-in/callback', '/session', '/sign-out'])
    await open.get(path).expect(404)
  expect(open.lines.join('')).not.toContain('agentDiffers')
  await open.close()
})

test('keeps sessions valid after a change of SERVER_SECRET while the previous one is kept', async () => {
  const { browser } = await signIn()
  const renewed = await startApp(database.url, {
    ...env,
    SERVER_SECRET: 'another secret of the tests, as long',
    SERVER_SECRET_PREVIOUS: SERVER_SECRET,
  })
  expect((await browser.get(renewed.url + PATH)).status).toBe(200)
  await renewed.close()
  const forgotten = await startApp(database.url, {
    ...env,
    SERVER_SECRET: 'another secret of the tests, as long',
  })
  expect((await browser.get(forgotten.url + PATH)).status).toBe(401)
  await forgotten.close()
})
