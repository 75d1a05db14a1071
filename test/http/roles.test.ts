import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ATTEMPT_COOKIE, SESSION_COOKIE } from '../../src/sign-in/cookies.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { cloneDatabase } from '../support/database.ts'
import { freePort } from '../support/free-port.ts'
import { createHttpBrowser, type HttpBrowser } from '../support/http-browser.ts'
import { CLIENT, startProvider, toIssuer } from '../support/oidc.ts'
import { copyBundledQueries } from '../support/queries.ts'
import { readRevealForm } from '../support/reveal-form.ts'
import { readSignInPage, signInAt } from '../support/sign-in.ts'

const KNOWN = '/?visitorImId=19900000166'
const UNKNOWN = '/?visitorImId=of-nobody'
const JSON_ONLY = { Accept: 'application/json' }
/** Divides by zero, so that reading it is logged. */
const FAILS = 'select 1 / (length(coalesce(:customerId, $$$$)) * 0) as amount'
const bundled = (name: string) => readFileSync(new URL(`../../queries/${name}`, import.meta.url), 'utf8')

let database: Awaited<ReturnType<typeof cloneDatabase>>
let app: TestApp
let provider: Awaited<ReturnType<typeof startProvider>>
/** Has the role, and others that no file names. */
let lead: HttpBrowser
let agent: HttpBrowser
beforeAll(async () => {
  database = await cloneDatabase()
  const port = await freePort()
  const queries = copyBundledQueries({
    'customer.sql': bundled('customer.sql')
      .replace('phone copy mask', 'phone copy mask reveal(lead, boss)')
      .replace('email copy mask', 'email copy mask reveal(boss)'),
    'search.sql': `-- roles: lead\n${bundled('search.sql')}`,
    'link.sql': `-- roles: lead\n${bundled('link.sql')}`,
    'unlink.sql': `-- roles: boss\n${bundled('unlink.sql')}`,
    'panels/50-ledger.sql': `-- title: Private ledger\n-- roles: lead\n${FAILS}`,
    'panels/51-offers.sql': `-- title: Private offers\n-- for: all\n-- roles: boss, lead\n${FAILS}`,
    'panels/52-cart.sql': '-- title: Cart of all\n-- for: all\nselect :sent.cart as cart, 1 as one',
    'panels/money/10-debts.sql': `-- title: Private debts\n-- roles: lead\n${FAILS}`,
  })
  app = await startApp(database.url, {
    ...CLIENT,
    OIDC_ISSUER: toIssuer(port),
    OIDC_ROLES_CLAIM: 'realm_access.roles',
    SERVER_SECRET: 'a secret of the tests, long enough for a server',
    DATABASE_WRITE_URL: database.url,
    QUERIES_DIR: queries,
    CLAIM_PARAMETER: 'customerNo',
    ALLOWED_HOSTS: '*',
  })
  provider = await startProvider({
    port,
    redirectUris: [`${app.url}/sign-in/callback`],
    claims: (login) => ({
      realm_access: {
        roles:
          login === 'lea'
            ? ['lead', ...Array.from({ length: 3000 }, (_, at) => `of no file ${String(at)}`)]
            : ['of no file'],
      },
    }),
  })
  lead = await signIn('lea')
  agent = await signIn('tom')
})
afterAll(async () => {
  await provider.close()
  await app.close()
  await database.drop()
})

async function signIn(login: string) {
  const browser = createHttpBrowser({ 'Sec-Fetch-Dest': 'document' })
  const { redirect } = readSignInPage(await (await browser.get(app.url + KNOWN)).text())
  await signInAt(browser, app.url + (redirect ?? ''), login)
  return browser
}

interface Body {
  panels: { name: string; status: string }[]
  customer: Record<string, string> | null
  search?: { action: string; page: string; open: string[] }
  link?: { form: { action: string; page: string } | null }
  error?: { code: string }
  candidates?: unknown[]
}

async function getJson(browser: HttpBrowser, path: string): Promise<Body> {
  return (await (await browser.get(app.url + path, JSON_ONLY)).json()) as Body
}

async function refusalOf(response: Response) {
  const body = await response.text()
  const code = response.headers.get('Content-Type')?.startsWith('application/json')
    ? (JSON.parse(body) as Body).error?.code
    : /data-code="(\w+)"/.exec(body)?.[1]
  return { status: response.status, code, body }
}
const REFUSED = { status: 403, code: 'role_required' }

/** Log lines of failed panels since the last call. */
let read = 0
function readPanels(): unknown[] {
  const lines = app.lines.slice(read).map((line) => JSON.parse(line) as Record<string, unknown>)
  read = app.lines.length
  return lines.filter(({ event }) => event === 'panel').map(({ panel }) => panel)
}

test('stores only roles that files name in a session', () => {
  const sealed = lead.cookies.get(SESSION_COOKIE.name) ?? ''
  const { seals } = app.services.signIn ?? {}
  expect(seals?.session.open(sealed)?.roles).toEqual(['lead'])
  expect(seals?.session.open(agent.cookies.get(SESSION_COOKIE.name) ?? '')?.roles).toEqual([])
})

describe('a panel restricted to other roles', () => {
  test.each([
    ['of a found customer', KNOWN, ['ledger', 'offers']],
    ['of an unknown visitor', UNKNOWN, ['offers']],
    ['of a window', KNOWN.replace('/', '/money/'), ['money/debts']],
  ])('is neither read nor mentioned: %s', async (_name, path, panels) => {
    readPanels()
    const page = await agent.get(app.url + path)
    const html = await page.text()
    expect(page.status).toBe(200)
    expect(html).not.toMatch(/Private|ledger|debts|offers/)
    expect([...page.headers].join()).not.toMatch(/ledger|debts|offers/)
    const json = JSON.stringify(await getJson(agent, path))
    expect(json).not.toMatch(/Private|ledger|debts|offers/)
    expect(readPanels()).toEqual([])

    expect(await (await lead.get(app.url + path)).text()).toContain('Private')
    expect(readPanels()).toEqual(panels)
  })

  test('leaves the header of its window and the other panels unchanged', async () => {
    const html = await (await agent.get(app.url + KNOWN.replace('/', '/money/'))).text()
    expect(html).toContain('data-outcome="found"')
    expect((await getJson(agent, KNOWN.replace('/', '/money/'))).panels).toEqual([])
    const names = (await getJson(agent, `${UNKNOWN}&cart=3+lamps`)).panels.map(({ name }) => name)
    expect(names).toEqual(['looking-at', 'cart'])
  })
})

describe('a masked value restricted to other roles', () => {
  test('is shown masked and without a button', async () => {
    const [mine, theirs] = await Promise.all(
      [agent, lead].map(async (browser) => (await browser.get(app.url + KNOWN)).text()),
    )
    const [phone] = /199\s•+\s\d{4}/.exec(mine ?? '') ?? ['no mask']
    expect(theirs).toContain(phone)
    expect(readRevealForm(mine ?? '').proofs).toHaveLength(readRevealForm(theirs ?? '').proofs.length - 1)
    expect((await getJson(agent, KNOWN)).customer?.['phone']).toBe(phone)
  })

  test('is revealed to agents with the role, and refused to others as HTML and JSON, even with a colleague’s form', async () => {
    const { action, visit, proofs } = readRevealForm(await (await lead.get(app.url + KNOWN)).text())
    const send = (browser: HttpBrowser, headers?: Record<string, string>) =>
      browser.post(app.url + action, { visit, value: proofs[0] ?? '' }, headers)
    const shown = (await (await send(lead, JSON_ONLY)).json()) as { column: string; value: string }
    expect(shown.column).toBe('phone')
    for (const headers of [{}, JSON_ONLY]) {
      const refused = await refusalOf(await send(agent, headers))
      expect(refused).toMatchObject(REFUSED)
      expect(refused.body).not.toContain(shown.value)
    }
    expect(app.audits.filter(({ action }) => action === 'reveal')).toHaveLength(1)
  })
})

describe('a search restricted to other roles', () => {
  const withClaim = `${UNKNOWN}&customerNo=EEP4EVP9CCMTRTCKVJHX`

  async function searchAs(browser: HttpBrowser) {
    const { search } = await getJson(lead, UNKNOWN)
    const { action, page } = search ?? { action: '', page: '' }
    return browser.post(app.url + action, { page, term: 'EEP4EVP9CCMTRTCKVJHX' })
  }

  test('is not offered, and its form is refused', async () => {
    expect((await getJson(agent, UNKNOWN)).search).toBeUndefined()
    expect(await (await agent.get(app.url + UNKNOWN)).text()).not.toContain('/search"')
    expect((await searchAs(lead)).status).toBe(200)
    expect(await refusalOf(await searchAs(agent))).toMatchObject(REFUSED)
  })

  test('shows no results and opens no customer through a colleague’s URLs', async () => {
    const { url } = await searchAs(lead)
    expect(await refusalOf(await agent.get(url))).toMatchObject(REFUSED)
    const { search } = await getJson(lead, url.replace(app.url, ''))
    const [found = ''] = search?.open ?? []
    expect((await lead.get(app.url + found)).status).toBe(200)
    expect(await refusalOf(await agent.get(app.url + found))).toMatchObject(REFUSED)
  })

  test('looks up no claim', async () => {
    expect((await getJson(lead, withClaim)).candidates).toHaveLength(1)
    const before = app.audits.length
    expect((await getJson(agent, withClaim)).candidates).toBeUndefined()
    expect(app.audits.slice(before)).toEqual([])
  })
})

test('offers, creates and removes a link only for the roles of its files', async () => {
  const { search } = await getJson(lead, `${UNKNOWN}&customerNo=EEP4EVP9CCMTRTCKVJHX`)
  const page = await getJson(lead, search?.open[0] ?? '')
  const { action = '', page: sealed = '' } = page.link?.form ?? {}
  expect(action).toBe('/link')
  expect(await refusalOf(await agent.post(app.url + action, { page: sealed }))).toMatchObject(REFUSED)
  expect((await getJson(lead, UNKNOWN)).customer).toBeNull()
  const linked = await lead.post(app.url + action, { page: sealed }, JSON_ONLY)
  expect(linked.status).toBe(200)
  // Unlinking requires another role.
  expect(((await linked.json()) as Body).link?.form ?? null).toBeNull()
  expect(await refusalOf(await lead.post(`${app.url}/unlink`, { page: sealed }))).toMatchObject(REFUSED)
})

test.each(['a b', 'x/y', 'user@host', 'host:99999', '[::1', '::1', ''])(
  'rejects the invalid host %j with 400',
  async (host) => {
    const pane = `/sign-in?pane=${'A'.repeat(43)}`
    const asking = createHttpBrowser()
    await asking.get(app.url + pane)
    const cookie = [...asking.cookies].map((pair) => pair.join('=')).join('; ')
    expect(cookie).toContain(ATTEMPT_COOKIE.name)
    for (const path of ['/', pane, '/sign-in/callback?code=x&state=y']) {
      const socket = connect(Number(new URL(app.url).port), '127.0.0.1')
      socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`)
      const answer = await text(socket)
      expect(answer.split('\r\n', 1)[0]).toBe('HTTP/1.1 400 Bad Request')
    }
  },
)
