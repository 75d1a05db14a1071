import { afterEach, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../support/app.ts'
import { runCheck } from '../support/commands.ts'
import { administer, createEmptyDatabase, createLinkRole, createReader } from '../support/database.ts'
import { filesOfGuide } from '../support/guide.ts'
import { hasPgBouncer, startPgBouncer } from '../support/pgbouncer.ts'
import { writeQueries } from '../support/queries.ts'

const GUIDE = filesOfGuide('your-own-tables.md')

if (!hasPgBouncer) {
  if (process.env['REQUIRE_PGBOUNCER']) throw new Error('PgBouncer is missing, and is required here')
  process.stderr.write(
    'PgBouncer is not installed: the guide is not tried through it (apt-get install pgbouncer).\n',
  )
}

/** Clean-up steps after a test, the last one first. */
const undo: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

/**
 * Follows the guide for one shop: tables, a read-only role, files, check, start.
 *
 * @param more statements that insert more rows
 */
async function follow(
  shop: string,
  through: 'directly' | 'pgbouncer',
  more: string[] = [],
): Promise<TestApp> {
  const database = await createEmptyDatabase()
  undo.push(database.drop)
  await administer(database.url, GUIDE[`${shop}/schema.sql`] ?? '', ...more)
  const reader = await createReader(database.url)
  undo.push(reader.drop)
  let { url } = reader
  if (through === 'pgbouncer') {
    const bouncer = await startPgBouncer(url)
    undo.push(() => bouncer.stop())
    url = bouncer.url
  }
  const files = Object.entries(GUIDE).filter(
    ([path]) => path.startsWith(`${shop}/`) && !path.endsWith('schema.sql'),
  )
  const directory = writeQueries(
    Object.fromEntries(files.map(([path, sql]) => [path.replace(`${shop}/`, ''), sql])),
  )
  const SERVER_SECRET = 'a secret of the tests, long enough for a server'
  // The machine may be busy.
  const env: Record<string, string> = {
    QUERIES_DIR: directory,
    SERVER_SECRET,
    DATABASE_TIMEOUT_MS: '10000',
  }
  if (shop === 'shop-items') env['IMAGE_HOSTS'] = 'img.example.com'
  if (shop === 'shop-three') {
    const role = await createLinkRole(database.url, ['select, insert, delete on client_channels'])
    undo.push(role.drop)
    env['DATABASE_WRITE_URL'] = role.url
  }
  const checked = await runCheck([], { DATABASE_URL: url, ...env })
  expect(checked).toMatchObject({ code: 0, err: '' })
  const app = await startApp(url, env)
  undo.push(() => app.close())
  return app
}

const WAYS = hasPgBouncer ? (['directly', 'pgbouncer'] as const) : (['directly'] as const)

describe.each(WAYS)('as written, %s', (through) => {
  test('one table', async () => {
    const app = await follow('shop-one', through)
    const { text } = await app.get('/?visitorImId=webim-visitor-8K2FTG9QTYWRT8EYVJ7F').expect(200)
    expect(text).toContain('<h1>Grace Hopper</h1>')
    expect(text).toContain('199\u00a0••••\u00a00101')
    expect(text).toContain('1 Compiler Street')
    expect((await app.json('/?visitorImId=grace')).body).toMatchObject({ outcome: 'unknown' })
  })

  test('three tables', async () => {
    const app = await follow('shop-three', through)
    // More concurrent pages than PgBouncer has server connections.
    const pages = await Promise.all(
      Array.from({ length: 12 }, () => app.json('/?visitorImId=lijipeng_2019&lang=zh')),
    )
    for (const { body } of pages) {
      expect(body).toMatchObject({
        outcome: 'found',
        customer: { id: '1001', full_name: '李继鹏', mobile: '199\u00a0••••\u00a00127', vip: true },
        panels: [
          {
            name: 'totals',
            title: '合计',
            status: 'ok',
            rows: [{ currency: 'CNY', amount: '3428.00' }, { currency: 'USD' }],
          },
          {
            name: 'purchases',
            title: '订单',
            status: 'ok',
            rows: [{ purchase_no: 'P-3' }, { purchase_no: 'P-2' }, { purchase_no: 'P-1' }],
          },
          { name: 'unsent', title: '待发货', status: 'ok', rows: [{ purchase_no: 'P-3', state: 'open' }] },
        ],
      })
    }
    const { text } = await app.get('/?visitorImId=oY4kQ6_Lijipeng_0000000000AA&to=gh_1').expect(200)
    expect(text).toContain(
      '<a href="https://tracking.example.com/?no=2" target="_blank" rel="noreferrer" data-copy>P-2</a>',
    )
    expect(text).toContain('<span class="badge busy">Not sent</span>')
    expect(text).toContain('Your order P-2 is on its way: https://tracking.example.com/?no=2')
    expect(text.match(/<bdi[^>]*>鼠标垫<\/bdi>/g)).toHaveLength(1)
    expect(text).toContain('href="https://admin.example.com/clients/1001"')
    expect(text).toContain('<summary>1 more purchase<')
    expect(text).not.toContain('+86')
    expect((await app.json('/?visitorImId=lijipeng_2019&to=gh_1')).body).toMatchObject({ outcome: 'unknown' })
  })
})

test('three tables: shows what is not shipped in both languages, or no panel', async () => {
  const app = await follow('shop-three', 'directly', [
    `insert into clients (client_no, full_name) values (1, 'Ada Lovelace'), (2, 'Bob Babbage')`,
    `insert into client_channels values (1, 'app', 'ada'), (2, 'app', 'bob')`,
    `insert into purchases values ('A/1 ü', 1, 'open', 5, 'EUR', null, now() - interval '40 days'),
      ('A-2', 1, 'open', 15, 'EUR', null, now())`,
  ])
  const { text } = await app.get('/?visitorImId=ada').expect(200)
  const address = 'https://admin.example.com/orders/A%2F1%20%C3%BC'
  expect(text).toContain(`<a href="${address}" target="_blank" rel="noreferrer">A/1 ü</a>`)
  expect(text).toContain('<span class="badge busy">Open</span>')
  expect(text).toContain('<bdi class="alert">40\u00a0days</bdi>')
  expect(text.match(/<span class="alert">Overdue <time /g)).toHaveLength(1)
  for (const share of ['>25%<', '>75%<']) expect(text).toContain(share)
  const chinese = (await app.get('/?visitorImId=ada&lang=zh').expect(200)).text
  for (const shown of ['>待发货</h2>', '>待处理</span>', '>40\u00a0天<']) expect(chinese).toContain(shown)
  const nothing = (await app.get('/?visitorImId=bob').expect(200)).text
  expect(nothing).toContain('data-panel="purchases" data-status="empty"')
  expect(nothing).not.toContain('data-panel="unsent"')
  expect((await app.json('/?visitorImId=bob')).body).toMatchObject({
    panels: [{ name: 'totals' }, { name: 'purchases' }, { name: 'unsent', status: 'empty', rows: [] }],
  })
})

test('three tables: no channel chooses between two people with the same id', async () => {
  const app = await follow('shop-three', 'directly', [
    `insert into clients (client_no, full_name) values (1, 'Ada Lovelace'), (2, 'Bob Babbage'), (3, 'Cy Twombly')`,
    `insert into client_channels values (1, 'app', 'ada'), (2, 'web', 'ada'), (3, 'app', 'cy'), (3, 'web', 'cy')`,
  ])
  const outcomeOf = async (query: string) => {
    const { body } = await app.json(`/?${query}`).expect(200)
    return (body as { outcome: string }).outcome
  }
  expect(await outcomeOf('visitorImId=ada')).toBe('several')
  for (const originType of ['webim', 'app', 'weixin', 'weibo', 'phone', 'rest', 'telegram']) {
    for (const query of [
      `visitorImId=ada&originType=${originType}&agentId=7&tenantId=35`,
      `originType=${originType}&agentId=7&tenantId=35&visitorImId=ada`,
    ])
      expect(['several', 'unknown']).toContain(await outcomeOf(query))
  }
  for (const query of [
    '',
    '&originType=app&agentId=7&tenantId=35',
    '&originType=webim&agentId=7&tenantId=35',
  ])
    expect(await outcomeOf(`visitorImId=cy${query}`)).toBe('found')
  expect(await outcomeOf('visitorImId=cy&originType=weixin&agentId=7&tenantId=35')).toBe('unknown')
})

const TERMS = ['P-2026', 'p-2026', '1001', '19900000127', '+86 199 0000 0127', '李继鹏']

test('three tables: a search by number, phone or name finds the customer, who can be opened', async () => {
  const app = await follow('shop-three', 'directly', [
    `insert into purchases values ('P-2026', 1001, 'open', 1, 'CNY', null, now())`,
  ])
  const { body: page } = await app.json('/?visitorImId=nobody')
  const { action, page: sealed } = (page as { search: { action: string; page: string } }).search
  for (const term of TERMS) {
    const { headers } = await app.form(action, { page: sealed, term }).expect(303)
    const { body: found } = await app.json(headers['location'] ?? '').expect(200)
    expect([term, found]).toMatchObject([
      term,
      { candidates: [{ id: '1001', full_name: '李继鹏', mobile: '199\u00a0••••\u00a00127' }] },
    ])
    const [open = ''] = (found as { search: { open: string[] } }).search.open
    expect([term, (await app.json(open).expect(200)).body]).toMatchObject([
      term,
      { outcome: 'found', customer: { id: '1001' } },
    ])
  }
})

test('three tables: an agent links and unlinks a new visitor, but not a row of the shop’s own', async () => {
  const app = await follow('shop-three', 'directly')
  const own = '/?visitorImId=new-visitor&agentId=7&agentName=Tom'
  interface Page {
    outcome: string
    link?: { state: string; form: { action: string; page: string } | null }
    search: { action: string; page: string; open: string[] }
  }
  const get = async (address: string) => (await app.json(address).expect(200)).body as Page
  const send = async ({ link }: Page, status: number) => {
    const { action = '', page = '' } = link?.form ?? {}
    const { body } = await app.form(action, { page }, { Accept: 'application/json' }).expect(status)
    return body as Page
  }
  const { search } = await get(own)
  const { headers } = await app.form(search.action, { page: search.page, term: '19900000127' }).expect(303)
  const found = await get(headers['location'] ?? '')
  const opened = await get(found.search.open[0] ?? '')
  expect((await send(opened, 200)).link).toMatchObject({ state: 'new', form: { action: '/unlink' } })
  const known = await get(own)
  expect(known).toMatchObject({ outcome: 'found', link: { state: 'kept' } })
  expect(await send(known, 200)).toMatchObject({ outcome: 'unknown' })
  expect(await get(own)).toMatchObject({ outcome: 'unknown' })
  expect((await get('/?visitorImId=lijipeng_2019')).link).toBeUndefined()
})

test('lists, pictures and markup', async () => {
  const app = await follow('shop-items', 'directly')
  const { text } = await app.get('/?visitorImId=b-7').expect(200)
  const sources = [...text.matchAll(/<img [^>]*src="([^"]*)"/g)].map(([, src]) => src)
  expect(sources).toEqual([
    'https://img.example.com/olive.jpg',
    'https://img.example.com/lamp.jpg',
    expect.stringMatching(/^data:image\/gif;base64,/),
    'https://img.example.com/rug.jpg',
  ])
  expect(text.match(/<ul class="items-list">/g)).toHaveLength(1)
  expect(text.match(/<ul class="nested">/g)).toHaveLength(1)
  expect(text).toContain('href="https://shop.example.com/BULB-4"')
  expect(text).toContain('CN¥3.50')
  expect(text).toContain('<bdi data-copy>SF100200</bdi>')
  expect(text).toContain('Gift: wrap it &amp; leave the bill out')
  expect(text).not.toContain('track()')
})

test('lamps: links, a reply in the customer’s language, and two people in one chat', async () => {
  const app = await follow('shop-lamps', 'directly')
  const { body } = await app.json('/?visitorImId=w-5&sku=ARC&lang=en').expect(200)
  expect(body).toMatchObject({
    strip: [{ label: 'Product', text: 'ARC' }],
    actions: [{ label: 'Open in back office', href: 'https://admin.example.com/members/5' }],
    panels: [
      {
        titleHref: 'https://admin.example.com/members/5/orders',
        actions: [
          [{ label: 'Refund', href: 'https://admin.example.com/orders/L-2/refund' }],
          [{ label: 'Refund', href: 'https://admin.example.com/orders/L-1/refund' }],
        ],
        replies: [
          [{ label: 'Shipped', text: expect.stringMatching(/^您的订单 L-2 已于 2025.*=2$/), lang: 'zh' }],
          [],
        ],
      },
    ],
  })
  expect((body as { customer: object }).customer).not.toHaveProperty('speaks')
  const { text } = await app.get('/?visitorImId=w-5').expect(200)
  expect(text).toContain('<span class="badge good">Delivered</span>')
  expect((await app.json('/?visitorImId=home')).body).toMatchObject({
    candidates: [{ postcode: '4000-123' }, { postcode: '1000-001' }],
  })
})

test('has the same files in both languages', () => {
  expect(Object.keys(GUIDE)).toEqual([
    'shop-one/schema.sql',
    'shop-one/customer.sql',
    'shop-three/schema.sql',
    'shop-three/customer.sql',
    'shop-three/search.sql',
    'shop-three/link.sql',
    'shop-three/unlink.sql',
    'shop-three/panels/10-totals.sql',
    'shop-three/panels/20-purchases.sql',
    'shop-three/panels/30-unsent.sql',
    'shop-items/schema.sql',
    'shop-items/customer.sql',
    'shop-items/panels/10-orders.sql',
    'shop-lamps/schema.sql',
    'shop-lamps/customer.sql',
    'shop-lamps/panels/10-orders.sql',
  ])
  expect(filesOfGuide('your-own-tables.zh-CN.md')).toEqual(GUIDE)
})
