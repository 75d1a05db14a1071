import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SAMPLE_VISITORS } from '../../src/database/sample/sample-customer.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { cloneDatabase } from '../support/database.ts'
import { copyBundledQueries } from '../support/queries.ts'

/* An agent searches for a new visitor, opens a result, and returns. */

const NEW = '/?visitorImId=nobody-yet&originType=app&agentId=7&tenantId=3'
const KNOWN = '/?visitorImId=emma.johansson&originType=app'

let database: Awaited<ReturnType<typeof cloneDatabase>>
let app: TestApp
beforeAll(async () => {
  database = await cloneDatabase()
  app = await startApp(database.url)
})
afterAll(async () => {
  await app.close()
  await database.drop()
})

interface SearchedPage {
  outcome: string
  customer: { id: string; full_name: string } | null
  candidates?: Record<string, unknown>[]
  search: {
    action: string
    page: string
    suggestions: string[]
    open: (string | null)[]
    back: string | null
    answer: { status: string; heading: string; by: string; hint: string | null } | null
  } | null
  visit: { notRead: number; customParameters: { name: string; value: string }[] }
}

async function getPage(address: string, on = app): Promise<SearchedPage> {
  const { body } = await on.json(address).expect(200)
  return body as SearchedPage
}

/** Submits the search form; returns the URL that it redirects to. */
async function submit(page: SearchedPage, term: string, on = app): Promise<string> {
  if (!page.search) throw new Error('There is no search')
  const { headers } = await on.form(page.search.action, { page: page.search.page, term }).expect(303)
  return headers['location'] ?? ''
}

async function search(term: string, from = NEW, on = app): Promise<SearchedPage> {
  return getPage(await submit(await getPage(from, on), term, on), on)
}

const events = (event: string, on = app) =>
  on.lines
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((line) => line['event'] === event)
const audits = (action: string) => app.audits.filter((line) => line['action'] === action)

describe('a search', () => {
  test('finds a customer by an order number and opens them', async () => {
    const found = await search('EJ-4107')
    expect(found).toMatchObject({
      outcome: 'several',
      customer: null,
      candidates: [{ full_name: 'Emma Johansson', company: 'Northwind Interiors' }],
      search: { answer: { status: 'found', heading: '1 customer', by: 'by number' } },
    })
    const opened = await getPage(found.search?.open[0] ?? '')
    expect(opened).toMatchObject({ outcome: 'found', customer: { full_name: 'Emma Johansson' } })
  })

  test('masks what is masked, without a way to reveal it', async () => {
    const found = await search('Johansson')
    expect(found.candidates).toMatchObject([{ phone: expect.not.stringContaining('555') as string }])
    expect(JSON.stringify(found)).not.toMatch(/555-0143|emma\.johansson@/)
  })

  test('shows common fields once, highlights matches, and compares nothing that is masked', async () => {
    await app.pool.query(
      `insert into customers (customer_no, full_name, company, phone)
       values ('TWIN-0001', 'Ada <b>Twin', 'Twin & Sons', '+44 20 7946 0043'),
              ('TWIN-0002', 'Bob <b>Twin', 'Twin & Sons', '+44 20 7946 9943')`,
    )
    const { action, page } = (await getPage(NEW)).search ?? { action: '', page: '' }
    const { headers } = await app.form(action, { page, term: '<b>twin' }).expect(303)
    const { text } = await app.get(headers['location'] ?? '').expect(200)
    expect(text.match(/Twin &amp; Sons/g)).toHaveLength(1)
    expect(text).toMatch(/class="common"><span>Both: <\/span>/)
    expect(text).toContain('Ada <mark>&lt;b&gt;Twin</mark>')
    expect(text.match(/••••\u00a043/g)).toHaveLength(2)
  })

  test('describes results in lines, with labels only where needed', async () => {
    const { action, page } = (await getPage(NEW)).search ?? { action: '', page: '' }
    const { headers } = await app.form(action, { page, term: 'Johansson' }).expect(303)
    const { text } = await app.get(headers['location'] ?? '').expect(200)
    const lines = [...text.matchAll(/<dl class="brief">([^]*?)<\/dl>/g)].map(([, html = '']) =>
      html
        .replaceAll(/<dt class="visually-hidden">.*?<\/dt>/g, '')
        .replaceAll(/<\/div>(?=\s*<div)/g, ' ·')
        .replaceAll(/<[^>]+>/g, '')
        .replaceAll(/\s+/g, ' ')
        .trim(),
    )
    expect(lines).toEqual([
      'e••••@example.com · •••• 43',
      expect.stringMatching(
        /^Northwind Interiors · 12 orders · last order \w+ \d+ · since Mar 14, 2023 · EMJ\w+$/,
      ),
    ])
  })

  test('keeps its term out of URLs, headers and the log', async () => {
    const term = 'Unfindable Person'
    const before = app.lines.length
    const address = await submit(await getPage(NEW), term)
    expect(address).toMatch(/^\/search\/[\w-]+$/)
    const { headers } = await app.get(address).expect(200)
    expect(headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' })
    expect(app.lines.slice(before).join('')).not.toMatch(/unfindable|person/i)
  })

  test('can be reloaded, and leads back to the visitor', async () => {
    const address = await submit(await getPage(NEW), 'Johansson')
    const first = await getPage(address)
    expect((await getPage(address)).candidates).toEqual(first.candidates)
    expect(await getPage(first.search?.back ?? '')).toMatchObject({ outcome: 'unknown', customer: null })
  })

  test('logs kinds, count and candidates', async () => {
    const found = await search('emma.johansson@example.com')
    const [id] = (found.candidates ?? []).map((candidate) => candidate['id'])
    expect(audits('search').at(-1)).toMatchObject({
      from: 'search',
      kinds: ['email'],
      count: 1,
      candidateIds: [id],
      agentId: '7',
      tenantId: '3',
      status: 'ok',
    })
    expect(events('view').at(-1)).toMatchObject({ outcome: 'several', candidateIds: [id] })
  })

  test.each([
    ['nobody', 'Unfindable', 'nobody', 'No customer found'],
    ['too little', 'ab', 'short', 'Too short'],
    ['nothing', '', 'short', 'Too short'],
    ['NUL', 'un\0findable', 'nobody', 'No customer found'],
    ['markup', '<script>alert(1)</script>', 'nobody', 'No customer found'],
    ['a quote', "O'Hara'; drop table customers--", 'nobody', 'No customer found'],
  ])('reports the outcome for %s', async (_name, term, status, heading) => {
    const found = await search(term)
    expect(found).toMatchObject({
      outcome: 'unknown',
      customer: null,
      search: { answer: { status, heading } },
    })
  })

  test('shows only its results on a known visitor’s page', async () => {
    const found = await search('LJP-20261118', KNOWN)
    expect(found).toMatchObject({ outcome: 'several', customer: null, panels: [] })
    expect(found.candidates).toMatchObject([{ full_name: '李继鹏' }])
    expect(JSON.stringify(found)).not.toContain('Johansson')
  })

  test('works below an access token and a base path', async () => {
    const token = 'a-secret-of-some-length'
    const own = await startApp(database.url, { ACCESS_TOKENS: token, BASE_PATH: '/crm' })
    const page = await getPage(`/crm/${token}${NEW}`, own)
    expect(page.search?.action).toBe(`/crm/${token}/search`)
    const address = await submit(page, 'Johansson', own)
    expect(address).toMatch(new RegExp(`^/crm/${token}/search/`))
    const found = await getPage(address, own)
    expect(await getPage(found.search?.open[0] ?? '', own)).toMatchObject({ outcome: 'found' })
    await own.close()
  })

  test('uses the language of the visit', async () => {
    expect(await search('Johansson', `${NEW}&lang=zh`)).toMatchObject({
      search: { answer: { heading: '1 位客户', by: '按姓名' } },
    })
  })

  test('is absent without its file', async () => {
    const directory = copyBundledQueries({})
    rmSync(`${directory}/search.sql`)
    const own = await startApp(database.url, { QUERIES_DIR: directory })
    expect((await getPage(NEW, own)).search).toBeUndefined()
    await own.form('/search', { page: 'x', term: 'Johansson' }).expect(405)
    await own.close()
  })
})

test.each([
  ['late', 'select 1 as id, pg_sleep(30) where :name::text is not null', 'Too many matches'],
  ['failed', 'select 1 / (length(:name) - length(:name)) as id', 'The search failed'],
])('reports a search that is %s, and logs its file', async (status, sql, words) => {
  const own = await startApp(database.url, { QUERIES_DIR: copyBundledQueries({ 'search.sql': sql }) })
  const found = await search('Johansson', NEW, own)
  expect(found).toMatchObject({ outcome: 'unknown', search: { answer: { status } } })
  expect(found.search?.answer?.heading).toContain(words)
  expect(events('panel', own)).toMatchObject([{ panel: 'search', status }])
  expect(own.lines.join('')).not.toContain('Johansson')
  await own.close()
})

describe('search requests', () => {
  test.each([
    ['an unknown page', { page: 'AAAA', term: 'Johansson' }, {}, 404],
    ['no page', { term: 'Johansson' }, {}, 400],
    ['no term', { page: 'AAAA' }, {}, 400],
    ['an unexpected field', { page: 'AAAA', term: 'x', target: '/?visitorImId=a' }, {}, 400],
    ['a long term', { page: 'AAAA', term: 'x'.repeat(101) }, {}, 400],
    ['another site’s form', { page: 'AAAA', term: 'x' }, { 'Sec-Fetch-Site': 'cross-site' }, 403],
  ])('are rejected with %s', async (_name, fields, headers, status) => {
    const { text } = await app.form('/search', fields, headers).expect(status)
    expect(text).toContain('<!doctype html>')
  })

  test.each(['put', 'delete', 'patch'] as const)('are rejected with the method %s', async (method) => {
    const { headers } = await app.send(method, '/search').expect(405)
    expect(headers['allow']).toBe('POST')
    await app.send(method, '/search/AAAA').expect(405)
    await app.send(method, '/open/AAAA').expect(405)
  })

  test.each(['/search/AAAA', '/open/AAAA', `/search/${'A'.repeat(500)}`, '/open/%00', '/search/%FF'])(
    'are rejected at %s',
    async (address) => {
      const { status } = await app.get(address)
      expect([400, 404]).toContain(status)
    },
  )

  test('are rejected with a value sealed for another purpose', async () => {
    const page = await getPage(NEW)
    await app.get(`/open/${page.search?.page ?? ''}`).expect(404)
    await app.get(`/search/${page.search?.page ?? ''}`).expect(404)
  })

  test('are rejected if any character of a sealed URL changes', async () => {
    const { search: found } = await search('Johansson')
    const sealed = (found?.open[0] ?? '').replace('/open/', '')
    for (let at = 0; at < sealed.length; at += 17) {
      const changed = sealed[at] === 'A' ? 'B' : 'A'
      const { status } = await app.get(`/open/${sealed.slice(0, at)}${changed}${sealed.slice(at + 1)}`)
      // The last character of Base64url may have unused bits.
      if (at < sealed.length - 1) expect(status).toBe(404)
    }
  })
})

describe('an opened customer', () => {
  test('is looked up only by id, and is logged', async () => {
    const found = await search('LJP-20261118', KNOWN)
    const opened = await getPage(found.search?.open[0] ?? '')
    expect(opened).toMatchObject({ outcome: 'found', customer: { full_name: '李继鹏' } })
    expect(JSON.stringify(opened)).not.toContain('Johansson')
    expect(audits('open').at(-1)).toMatchObject({ from: 'search', customerId: opened.customer?.id })
  })

  test('can be one of several candidates', async () => {
    const several = await getPage(`/?visitorImId=${SAMPLE_VISITORS.ambiguous}`)
    expect(several).toMatchObject({ outcome: 'several', candidates: [{}, {}] })
    for (const [index, address] of (several.search?.open ?? []).entries()) {
      const opened = await getPage(address ?? '')
      expect(opened.customer?.id).toBe(several.candidates?.[index]?.['id'])
    }
    expect(audits('open').at(-1)).toMatchObject({ from: 'candidate' })
  })

  test('reveals masked values, and only those of the opened customer', async () => {
    const found = await search('EJ-4107')
    const { text } = await app.get(found.search?.open[0] ?? '').expect(200)
    const [, visit = ''] = /name="visit" value="([^"]+)"/.exec(text) ?? []
    const [, value = ''] = /name="value" value="([^"]+)"/.exec(text) ?? []
    const revealed = await app.form('/reveal', { visit, value }, { Accept: 'application/json' }).expect(200)
    expect(revealed.body).toMatchObject({ panel: null })
    expect(audits('reveal').at(-1)).toMatchObject({ customerId: audits('open').at(-1)?.['customerId'] })
  })

  test('cannot be opened if the file does not support lookup by id', async () => {
    const directory = copyBundledQueries({
      'customer.sql': 'select customer_id as id from customer_identities where visitor_im_id = :visitorImId',
    })
    const own = await startApp(database.url, { QUERIES_DIR: directory })
    const found = await search('Johansson', NEW, own)
    expect(found.candidates).toHaveLength(1)
    expect(found.search?.open).toEqual([null])
    await own.close()
  })
})

describe('custom parameters of the visitor', () => {
  test('are offered by kind, so that campaigns that look like order numbers come last', async () => {
    const sent = '&a=VIP2026&b=NY2026&c=utm2026&tel=2025550143&mail=a%40example.com'
    const page = await getPage(NEW + sent)
    expect(page.search?.suggestions).toEqual(['a@example.com', '2025550143', 'VIP2026'])
  })

  test('are offered as search terms if they look like a phone number, e-mail address or order number', async () => {
    const sent =
      '&tel=%2B1%20202-555-0143&mail=a%40example.com&page=%2Fcheckout&age=40&product=EJ-4107&coupon=SPRING2026'
    const page = await getPage(NEW + sent)
    expect(page.search?.suggestions).toEqual(['a@example.com', '+1 202-555-0143', 'EJ-4107'])
    expect(await search(page.search?.suggestions[1] ?? '')).toMatchObject({
      candidates: [{ full_name: 'Emma Johansson' }],
    })
  })

  test('fit into the URL, or are counted as dropped', async () => {
    const sent = Array.from({ length: 60 }, (_, index) => `&p${index}=${'中'.repeat(50)}`).join('')
    const page = await getPage(NEW + encodeURI(sent))
    expect(page.visit.customParameters).toHaveLength(60)
    const address = await submit(page, 'Johansson')
    expect(address.length).toBeLessThan(7000)
    const found = await getPage(address)
    expect(found.visit.customParameters.length + found.visit.notRead).toBe(60)
    const opened = await getPage(found.search?.open[0] ?? '')
    expect(opened.visit.notRead).toBe(found.visit.notRead)
  })

  test('keep every URL below the proxies’ limit, however long the console’s texts are', async () => {
    const texts = ['desc', 'techChannelName', 'trueName']
      .map((name) => `&${name}=${'中'.repeat(990)}`)
      .join('')
    const address = encodeURI(`${NEW}${texts}&note=${'x'.repeat(2000)}&more=${'y'.repeat(2000)}`)
    expect(address.length).toBeGreaterThan(28_000)
    const found = await getPage(await submit(await getPage(address), 'Johansson'))
    // One of the two parameters fits, and the page says that the other one was dropped.
    expect(found.visit).toMatchObject({ notRead: 1, agent: { id: '7' }, tenantId: '3' })
    expect(found.visit.customParameters.map(({ name }) => name)).toContain('note')
    const [open] = found.search?.open ?? []
    for (const one of [open, found.search?.back]) expect(one?.length).toBeLessThan(7000)
    expect(await getPage(open ?? '')).toMatchObject({ outcome: 'found', basis: 'opened' })
  })
})
