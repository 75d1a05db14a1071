/// <reference lib="dom" />
import type { Page } from 'playwright-core'
import { setTimeout as sleep } from 'node:timers/promises'
import { SAMPLE_VISITORS } from '../../src/database/sample/sample-customer.ts'
import { encryptDesHex } from '../../src/visit/des.ts'
import { startApp } from './app.ts'
import { startFormStates } from './form-states.ts'
import { copyBundledQueries } from './queries.ts'
import { openFirst, searchFrom } from './search-form.ts'

const KEY = '12345678'
const OTHER_KEY = '87654321'
const NOWHERE = 'postgres://nobody@127.0.0.1:1/nothing'

/** Every state of the page, by name. */
export interface State {
  name: string
  /** Without `lang`, which is added if needed. */
  url: string
  /** Fields of the form to send. The language comes with the request. */
  form?: Record<string, string>
  code?: string
  /** Called just before the request. */
  before?: () => Promise<unknown>
}

/** Starts real apps, one for each configuration that a state needs, on a database with the sample customers. */
export async function startStates(databaseUrl: string, env: Record<string, string> = {}) {
  const visitors = SAMPLE_VISITORS
  const customer = { 'customer.sql': 'select 1 / (length(:visitorImId) - length(:visitorImId)) as id' }
  const panels = {
    'panels/20-orders.sql': '-- timeout: 500ms\nselect pg_sleep(30) where :customerId::text is not null',
    'panels/30-channels.sql': 'select 1 / (length(:customerId::text) - length(:customerId::text)) as n',
  }
  const [plain, encrypted, down, broken, partly] = await Promise.all([
    startApp(databaseUrl, env),
    startApp(databaseUrl, { ...env, HYPHENATE_DES_KEY: KEY, HYPHENATE_ENCRYPTION: 'all' }),
    startApp(NOWHERE, { ...env, DATABASE_TIMEOUT_MS: '500' }),
    startApp(databaseUrl, { ...env, QUERIES_DIR: copyBundledQueries(customer) }),
    startApp(databaseUrl, { ...env, QUERIES_DIR: copyBundledQueries(panels) }),
  ])
  const [limited, busy, unaudited, claiming] = await Promise.all([
    startApp(databaseUrl, { ...env, RATE_LIMIT_PER_MINUTE: '5' }),
    startApp(databaseUrl, { ...env, DATABASE_POOL_MAX: '1', DATABASE_TIMEOUT_MS: '60000' }),
    startApp(databaseUrl, env),
    startApp(databaseUrl, { ...env, CLAIM_PARAMETER: 'customUserId' }),
  ])
  unaudited.fillAudit(true)
  const forms = await startFormStates(databaseUrl, env)
  const tooMany = `${limited.url}/?visitorImId=a`
  const spend = async () => {
    // Repeats until nothing is left and nothing more arrives.
    for (;;) {
      const { headers } = await fetch(tooMany)
      if (Number(headers.get('retry-after') ?? 0) > 5) return
      await sleep(100)
    }
  }
  // Pages that wait for the only connection fill the queue.
  const holder = await busy.pool.connect()
  const inLine = `${busy.url}/?visitorImId=a`
  const waiting: Promise<unknown>[] = []
  const fill = () => {
    waiting.push(...Array.from({ length: 8 }, () => fetch(inLine)))
    return fetch(inLine)
  }
  const visitor = (id: string, more = '') => `${plain.url}/?visitorImId=${encodeURIComponent(id)}${more}`
  const sent =
    '&name=Jack&age=40&%E8%AE%A2%E5%8D%95%E5%8F%B7=20261118&note=' + 'a%20long%20note%20'.repeat(20)
  const all = (text: string, key = KEY) => encryptDesHex(key, text)
  // The search term is in no query.
  const fromNew = (term: string) => searchFrom(plain, '/?visitorImId=nobody-yet', term)
  const [answer, nobody, short, empty] = await Promise.all([
    fromNew('Rivera'),
    fromNew('Nobody Atall'),
    fromNew('ab'),
    fromNew(''),
  ])
  const opened = await openFirst(plain, answer)
  const states: State[] = [
    { name: 'found', url: visitor(visitors.web, sent) },
    { name: 'found, Chinese data', url: visitor(visitors.app, '&originType=app&agentId=7&tenantId=35') },
    { name: 'found, with a warning', url: visitor(visitors.wechat) },
    {
      name: 'found, with many orders in two currencies',
      url: visitor('19900000166', '&originType=app&agentId=7&tenantId=35'),
    },
    { name: 'found, two currencies and two parcels', url: visitor(visitors.twoCurrencies) },
    { name: 'found, an overdue parcel', url: visitor(visitors.encryptedExample) },
    { name: 'found, refunded and cancelled', url: visitor(visitors.returned) },
    { name: 'found, no orders', url: visitor(visitors.noOrders) },
    {
      name: 'found, long names',
      url: visitor('long-name.0123456789-0123456789-0123456789-0123456789-0123456789'),
    },
    { name: 'found, emoji', url: visitor('sakura_0503') },
    { name: 'found, markup', url: visitor('markup_test') },
    { name: 'found, right to left', url: visitor('layla.ar') },
    { name: 'found, a panel late and one failed', url: `${partly.url}/?visitorImId=${visitors.web}` },
    {
      name: 'found, a parameter undecryptable',
      url: `${encrypted.url}/?visitorImId=${all(visitors.web)}&age=${all('40', OTHER_KEY)}&name=${all('Jack')}`,
    },
    {
      name: 'unknown',
      url: visitor('nobody'.repeat(10), `&nickname=Guest&originType=webim&agentId=7&tenantId=35${sent}`),
    },
    { name: 'several', url: visitor(visitors.ambiguous, sent) },
    {
      name: 'unknown, looking at a product',
      url: visitor('nobody-yet', '&nickname=Guest&sku=LMP-0417&page=%2Flighting'),
    },
    {
      name: 'unknown, with numbers to search for',
      url: visitor('nobody-yet', '&tel=%2B1%20202-555-0143&mail=a%40example.com'),
    },
    { name: 'search, found', url: `${plain.url}${answer}?` },
    { name: 'search, nobody', url: `${plain.url}${nobody}?` },
    { name: 'search, too short', url: `${plain.url}${short}?` },
    { name: 'search, nothing typed', url: `${plain.url}${empty}?` },
    { name: 'opened by hand', url: `${plain.url}${opened}?` },
    {
      name: 'claimed by the site',
      url: `${claiming.url}/?visitorImId=nobody-yet&customUserId=EEP4EVP9CCMTRTCKVJHX`,
    },
    { name: 'expired search', url: `${plain.url}/search/AAAA?`, code: 'search_expired' },
    { name: 'wrong parameters', url: `${plain.url}/?to=a&to=b&a%00=1`, code: 'bad_parameters' },
    {
      name: 'visitor undecryptable',
      url: `${encrypted.url}/?visitorImId=${all(visitors.web, OTHER_KEY)}`,
      code: 'visitor_undecryptable',
    },
    { name: 'database down', url: `${down.url}/?visitorImId=a`, code: 'database_unavailable' },
    { name: 'too many requests', url: tooMany, code: 'too_many_requests', before: spend },
    { name: 'overloaded', url: inLine, code: 'overloaded', before: fill },
    { name: 'audit unavailable', url: `${unaudited.url}/?visitorImId=a`, code: 'audit_unavailable' },
    { name: 'wrong address', url: `${plain.url}/somewhere?`, code: 'not_found' },
    { name: 'unreadable address', url: `${plain.url}/assets/%ff?`, code: 'bad_request' },
    { name: 'unexpected error', url: `${broken.url}/?visitorImId=a`, code: 'internal_error' },
    ...forms.states,
  ]
  const apps = [plain, encrypted, down, broken, partly, limited, busy, unaudited, claiming, ...forms.apps]
  return {
    states,
    plain,
    async close() {
      holder.release()
      await Promise.all(waiting)
      await Promise.all(apps.map((app) => app.close()))
    },
  }
}

/** The language of error pages comes with the request if the address has none. */
function inLanguage({ url, form }: State, language: string): string {
  return form ? url : `${url}${url.endsWith('?') ? '' : '&'}lang=${language}`
}

/** Its HTML. */
export async function readState(state: State, language: string): Promise<string> {
  await state.before?.()
  const answer = await fetch(inLanguage(state, language), {
    headers: { 'Accept-Language': language },
    ...(state.form && { method: 'POST', body: new URLSearchParams(state.form) }),
  })
  return answer.text()
}

/** Shows it in a browser page with the language as its locale. */
export async function showState(page: Page, state: State, language: string): Promise<void> {
  const { url, form } = state
  // Forms are accepted only from pages of the same server.
  if (form) await page.goto(new URL('/somewhere', url).href)
  await state.before?.()
  if (!form) {
    await page.goto(inLanguage(state, language))
    // A busy browser may still have the empty document between two pages.
    await page.locator('html[lang]').waitFor()
    return
  }
  await Promise.all([
    page.waitForURL(url),
    page.evaluate(
      ([action, fields]) => {
        const element = document.createElement('form')
        Object.assign(element, { method: 'post', action })
        element.replaceChildren(
          ...Object.entries(fields).map(([name, value]) =>
            Object.assign(document.createElement('input'), { type: 'hidden', name, value }),
          ),
        )
        document.body.append(element)
        element.submit()
      },
      [url, form] as const,
    ),
  ])
}
