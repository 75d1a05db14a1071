import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../support/app.ts'
import { createEmptyDatabase } from '../support/database.ts'
import { writeQueries } from '../support/queries.ts'

const CUSTOMER = `-- hide: no, speaks
-- column phone: Phone | 电话 | phone mask
-- column speaks: Speaks | 语言 | language
-- action: Open in CRM | 在 CRM 中打开 | link(https://crm.example.com/c/{no})
-- action: Refunds | | link(https://crm.example.com/refunds?of={called}#x)
select id, called, id as no, phone, speaks
from (values
  ('c/1', 'Ann & Co', '19900000166', 'zh-CN'), ('c2', null, '19900000166', null), ('c3', 'Cy', '19900000166', 'fr'),
  ('c4', 'Dee', '19900000166', '')
) as v (id, called, phone, speaks)
where id = :visitorImId`

const ORDERS = `-- title: Orders | 订单 | link(https://crm.example.com/c/{id}/orders?by={called})
-- rows: 20
-- column placed_on: Placed | 下单 | date
-- column total: Total | 金额 | money(currency)
-- column state: State | 状态 | badge(sent=Sent|已发货:good)
-- action: Refund | 退款 | link(https://crm.example.com/o/{order_no}/refund)
-- reply "Shipped | 已发货": Order {order_no} of {placed_on} ({total}) is {state}: {url} | 订单 {order_no}（{placed_on}，{total}）{state}：{url}
-- reply plain: Hello from {order_no}
select order_no, placed_on, total, currency, state, url
from (values
  ('A-1', date '2024-03-01', 1234.5, 'CNY', 'sent', 'https://track.example.com/?n=1'),
  ('none', null, 1, 'CNY', 'sent', 'u'),
  ('..', date '2024-03-01', 1, 'CNY', 'sent', 'u'),
  ('B{url}<b>"''', date '2024-03-01', 1, 'CNY', 'sent', E'a\\u202eb\\u0007c\\r\\nd'),
  ('of 19900000166', date '2024-03-01', 1, 'CNY', 'sent', 'u'),
  (repeat('L', 8192), date '2024-03-01', 1, 'CNY', 'sent', 'u'),
  ('tel', date '2024-03-01', 1, 'CNY', 'sent', 'call 199 0000 0166'),
  (E' \\u200b ', date '2024-03-01', 1, 'CNY', 'sent', 'u')
) as v (order_no, placed_on, total, currency, state, url)
where :customerId <> ''`

interface Reply {
  label: string
  text: string
  lang: string
}
interface Page {
  actions?: { label: string; href: string }[]
  panels: { titleHref?: string; actions?: { href: string }[][]; replies?: Reply[][]; rows: object[] }[]
}

let database: Awaited<ReturnType<typeof createEmptyDatabase>>
let app: TestApp
beforeAll(async () => {
  database = await createEmptyDatabase()
  const files = { 'customer.sql': CUSTOMER, 'panels/10-orders.sql': ORDERS }
  app = await startApp(database.url, { QUERIES_DIR: writeQueries(files) })
})
afterAll(async () => {
  await app.close()
  await database.drop()
})

const get = async (query: string) => (await app.json(`/?${query}`).expect(200)).body as Page
const html = async (query: string) => (await app.get(`/?${query}`).expect(200)).text

describe('links that a file declares', () => {
  test('appear below the customer’s name if their values exist', async () => {
    const { actions } = await get('visitorImId=c/1')
    expect(actions).toEqual([
      { label: 'Refunds', href: 'https://crm.example.com/refunds?of=Ann%20%26%20Co#x' },
    ])
    expect((await get('visitorImId=c2')).actions).toBeUndefined()
    expect(await html('visitorImId=c/1')).toContain(
      '<a href="https://crm.example.com/refunds?of=Ann%20%26%20Co#x" target="_blank" rel="noreferrer">Refunds<svg',
    )
  })

  test('make a panel’s title a link built from the customer', async () => {
    const href = 'https://crm.example.com/c/c%2F1/orders?by=Ann%20%26%20Co'
    expect((await get('visitorImId=c/1')).panels[0]?.titleHref).toBe(href)
    expect(await html('visitorImId=c/1&lang=zh')).toContain(
      `<a href="${href.replaceAll('&', '&amp;')}" target="_blank" rel="noreferrer">订单</a>`,
    )
    expect((await get('visitorImId=c2')).panels[0]?.titleHref).toBeUndefined()
  })

  test('appear in a row’s menu, and never escape their position, contain masked values or exceed the URL limit', async () => {
    const { panels } = await get('visitorImId=c4')
    const hrefs = panels[0]?.actions?.map((row) => row.map(({ href }) => href))
    const at = (part: string) => [`https://crm.example.com/o/${part}/refund`]
    expect(hrefs).toEqual([
      at('A-1'),
      at('none'),
      [],
      at("B%7Burl%7D%3Cb%3E%22'"),
      [],
      [],
      at('tel'),
      at('%20%E2%80%8B%20'),
    ])
  })
})

describe('replies', () => {
  const texts = async (query: string) =>
    (await get(query)).panels[0]?.replies?.map((row) => row.map(({ text }) => text)) ?? []

  test('contain the row’s values as displayed, in the page’s language', async () => {
    const [first] = (await get('visitorImId=c2')).panels[0]?.replies ?? []
    expect(first).toEqual([
      {
        label: 'Shipped',
        text: 'Order A-1 of Mar 1, 2024 (CN¥1,234.50) is Sent: https://track.example.com/?n=1',
        lang: 'en',
      },
      { label: 'Plain', text: 'Hello from A-1', lang: 'en' },
    ])
    const [chinese] = (await get('visitorImId=c2&lang=zh')).panels[0]?.replies ?? []
    expect(chinese).toEqual([
      {
        label: '已发货',
        text: '订单 A-1（2024年3月1日，¥1,234.50）已发货：https://track.example.com/?n=1',
        lang: 'zh',
      },
      { label: 'Plain', text: 'Hello from A-1', lang: 'en' },
    ])
  })

  test.each([
    ['zh-CN', 'c/1', 'en', 'zh'],
    ['not supported', 'c3', 'zh', 'en'],
    ['empty', 'c4', 'zh', 'zh'],
  ])('use the customer’s language, which is %s', async (_name, id, lang, expected) => {
    const [first] = (await get(`visitorImId=${id}&lang=${lang}`)).panels[0]?.replies ?? []
    expect(first?.[0]?.lang).toBe(expected)
    expect(first?.[0]?.text).toContain(expected === 'zh' ? '2024年3月1日' : 'Mar 1, 2024')
    expect(await html(`visitorImId=${id}&lang=${lang}`)).toContain(`<bdi lang="${expected}" data-copy>`)
  })

  test('are not offered if a value is missing, invisible, masked or too long', async () => {
    const offered = await texts('visitorImId=c4')
    expect(offered.map((row) => row.length)).toEqual([2, 1, 2, 2, 0, 0, 1, 0])
    expect(JSON.stringify(offered)).not.toMatch(/19900000166|199 0000 0166/)
  })

  test('contain no control characters, and interpret no braces in values', async () => {
    const [, , , hostile] = await texts('visitorImId=c4')
    expect(hostile).toEqual([
      'Order B{url}<b>"\' of Mar 1, 2024 (CN¥1.00) is Sent: abc\nd',
      'Hello from B{url}<b>"\'',
    ])
    expect(await html('visitorImId=c4')).toContain('Hello from B{url}&lt;b&gt;&#34;&#39;')
  })
})

test('logs none of it', async () => {
  await expect.poll(() => app.lines.length).toBeGreaterThan(0)
  expect(app.lines.join('')).not.toMatch(/example\.com|Ann|A-1|Hello|19900000166/)
})
