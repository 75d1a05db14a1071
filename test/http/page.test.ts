import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SAMPLE_VISITORS } from '../../src/database/sample/sample-customer.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { cloneDatabase } from '../support/database.ts'

/** The clients send `originType` together with these; without them it is ignored. */
const CONSOLE = 'agentId=7&tenantId=35'

let app: TestApp
let drop: () => Promise<void>

beforeAll(async () => {
  const database = await cloneDatabase()
  app = await startApp(database.url)
  drop = database.drop
})
afterAll(async () => {
  await app.close()
  await drop()
})

const { web, encryptedExample, app: appVisitor, wechat, weibo, ambiguous, noOrders } = SAMPLE_VISITORS
const { phone, rest, wecom } = SAMPLE_VISITORS

interface PageJson {
  outcome: string
  visit: Record<string, unknown>
  customer: Record<string, unknown> | null
  candidates?: Record<string, unknown>[]
  panels: { name: string; title: string; status: string; rows: Record<string, unknown>[] }[]
  requestId: string
}

async function json(path: string): Promise<PageJson> {
  const { body } = await app.json(path).expect(200)
  return body as PageJson
}

describe('found', () => {
  const path = `/?easemobId=107937&visitorImId=${web}&to=${web}`

  test('returns HTML: the customer with orders', async () => {
    const { text, headers } = await app.get(path).expect(200)
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
    expect(text).toContain('<body data-outcome="found">')
    expect(text).toContain('<h1>Emma Johansson</h1>')
    expect(text).toContain('<section data-panel="orders" data-status="ok">')
    expect(text).toContain('EJ-4107')
    expect(text).toContain('$249.00')
    expect(text).toContain(headers['x-request-id'])
  })

  test('returns JSON: the same data, in the documented shape', async () => {
    const body = await json(path)
    expect(body).toMatchObject({
      outcome: 'found',
      visit: {
        visitorImId: web,
        easemobId: '107937',
        to: web,
        channel: 'web',
        lang: 'en',
        tenantId: null,
        userId: null,
        agent: { id: null, name: null, email: null },
        customParameters: [],
        repairs: [],
      },
      customer: {
        id: expect.stringMatching(/^\d+$/) as string,
        full_name: 'Emma Johansson',
        tags: ['VIP', 'Newsletter'],
      },
    })
    expect(body).not.toHaveProperty('candidates')
    expect(body.requestId).toMatch(/^[0-9a-f-]{36}$/)
    expect(body.panels.map(({ name, title, status }) => [name, title, status])).toEqual([
      ['summary', 'Summary', 'ok'],
      ['orders', 'Orders', 'ok'],
      ['conversations', 'Previous conversations', 'ok'],
      ['channels', 'Other channels', 'ok'],
    ])
  })

  test('summarizes orders: count, total, and unpaid ones', async () => {
    const { panels } = await json(path)
    const [summary, orders, , channels] = panels.map(({ rows }) => rows)
    const paid =
      orders?.filter((order) => order['payment'] === 'paid' && order['status'] !== 'refunded') ?? []
    const spent = paid.reduce((sum, order) => sum + Math.round(Number(order['total']) * 100), 0) / 100
    expect(summary).toEqual([
      {
        orders: '12',
        spent: spent.toFixed(2),
        unpaid: '249.00',
        currency: 'USD',
      },
    ])
    expect(orders).toHaveLength(12)
    expect(channels?.map((row) => row['visitor_im_id'])).toEqual([
      // The masked e-mail address begins with the name.
      'em••••on',
      'webim-visitor-5OLDBROWSER000000000',
    ])
  })

  test('shows five orders and folds the rest', async () => {
    const { text } = await app.get(path)
    const [shown, folded] = text.split('<details class="more">')
    expect(shown?.match(/data-copy>EJ-\d+</g)).toHaveLength(5)
    expect(folded?.match(/data-copy>EJ-\d+</g)).toHaveLength(7)
    expect(folded).toContain('<summary>7 more orders<')
  })

  test.each([
    ['an app', `visitorImId=${appVisitor}&originType=app&${CONSOLE}`, '李继鹏'],
    [
      'an app, in other letters, as the IM service folds them',
      `visitorImId=LiJiPeng_2019&originType=app&${CONSOLE}`,
      '李继鹏',
    ],
    ['an app, without a channel', 'visitorImId=LIJIPENG_2019', '李继鹏'],
    ['WeChat', `visitorImId=${wechat}&to=gh_3f8a0c7d5e21`, '王小红'],
    ['WeChat, without a channel', `visitorImId=${wechat}`, '王小红'],
    ['Weibo', `visitorImId=${weibo}&originType=weibo&${CONSOLE}`, '陈小明'],
    ['a call', `visitorImId=${phone}&originType=phone&${CONSOLE}`, 'Liu Trading (Guangzhou)'],
    ['the API', `visitorImId=${rest}&originType=rest&${CONSOLE}`, 'Liu Trading (Guangzhou)'],
    ['WeCom, which sends no channel', `visitorImId=${wecom}`, '陈小明'],
  ])('finds a customer from %s', async (_name, query, name) => {
    const { outcome, customer } = await json(`/?${query}`)
    expect(outcome).toBe('found')
    expect(customer).toMatchObject({ full_name: name })
  })

  test.each([
    ['WeChat', wechat, true],
    ['Weibo', weibo, true],
    ['a call', phone, true],
    ['WeCom', wecom, true],
    ['an app', appVisitor, false],
    ['an app, by a number', '19900000166', false],
    ['the web', web, false],
  ])(
    'reports whether an id of %s without a channel is uncertain',
    async (_name, visitorImId, channelUncertain) => {
      expect(await json(`/?visitorImId=${visitorImId}`)).toMatchObject({
        outcome: 'found',
        visit: { channelUncertain },
      })
    },
  )

  test('matches an identity of unknown channel only for its own customer, whatever the channel', async () => {
    await app.pool.query(`
      insert into customer_identities (visitor_im_id, channel, customer_id)
      select 'linked', 'unknown', id from customers where customer_no like 'WBF%'`)
    for (const query of ['', `&originType=app&${CONSOLE}`, `&originType=weibo&${CONSOLE}`]) {
      const { outcome, customer, panels } = await json(`/?visitorImId=linked${query}`)
      expect({ outcome, name: customer?.['full_name'] }).toEqual({ outcome: 'found', name: '陈小明' })
      expect(panels.at(-1)?.rows.map((row) => row['channel'])).toEqual(['wecom', 'weibo'])
    }
  })

  test('shows empty panels and no amount without orders', async () => {
    const { panels } = await json(`/?visitorImId=${noOrders}`)
    expect(panels.map(({ status }) => status)).toEqual(['empty', 'empty', 'empty', 'empty'])
    const { text } = await app.get(`/?visitorImId=${noOrders}`)
    expect(text).toContain('<section data-panel="orders" data-status="empty">')
  })

  test('does not add up orders in two currencies', async () => {
    const { panels } = await json(`/?visitorImId=19900000166&originType=app&${CONSOLE}`)
    expect(panels[0]?.rows.map((row) => row['currency']).sort()).toEqual(['CNY', 'USD'])
  })
})

describe('unknown', () => {
  test.each([
    ['nobody', 'webim-visitor-NOBODY'],
    ['SQL', "' or '1'='1"],
    ['more SQL', `'; drop table customers; --`],
    ['a pattern', '%'],
    ['a backslash', '\\'],
    ['the name of an SQL parameter', ':visitorImId'],
    ['a placeholder', '$1'],
    ['a WeChat openid in other letters', wechat.toUpperCase()],
    ['a letter that folds to an ASCII one', 'sa\u212aura_0503'],
    ['part of an id', web.slice(0, -1)],
    ['an id and a space', `${web} `],
  ])('finds nobody by anything but a complete id: %s', async (_name, visitorImId) => {
    const body = await json(`/?visitorImId=${encodeURIComponent(visitorImId)}`)
    expect(body).toMatchObject({ outcome: 'unknown', customer: null, visit: { visitorImId } })
    expect(body.panels).toMatchObject([{ name: 'looking-at', rows: [] }])
  })

  test('finds nobody by an id of another channel', async () => {
    expect(await json(`/?visitorImId=${weibo}&originType=weixin&${CONSOLE}`)).toMatchObject({
      outcome: 'unknown',
    })
  })

  test('shows what is known of the visitor', async () => {
    const { text } = await app.get(
      '/?visitorImId=nobody&nickname=Guest%20A&techChannelName=Help%20page&vip=yes',
    )
    expect(text).toContain('<body data-outcome="unknown">')
    for (const part of [
      'New or unlinked visitor',
      'nobody',
      'Guest A',
      'Help page',
      'data-parameter="vip"',
    ]) {
      expect(text).toContain(part)
    }
  })
})

test('lists a nickname among what is known if it does not fit beside the title', async () => {
  const [short, long] = ['小李', 'Guest of the shop']
  for (const [nickname, lang, isBeside] of [
    [short, 'zh', true],
    [short, 'en', false],
    [long, 'zh', false],
  ] as const) {
    const { text } = await app.get(
      `/?visitorImId=nobody&nickname=${encodeURIComponent(nickname)}&lang=${lang}`,
    )
    const [header, rest] = text.split('</header>')
    expect([header?.includes(nickname), rest?.includes(nickname)]).toEqual([isBeside, !isBeside])
  }
})

test('shows an unknown visitor’s product after the search, and a found customer’s page does without', async () => {
  const { text } = await app.get('/?visitorImId=nobody&sku=LMP-0417&page=%2Flighting').expect(200)
  const [, panel = ''] =
    /<\/form>[^]*(data-panel="looking-at"[^]*?)<\/section>[^]*data-section="known"/.exec(text) ?? []
  for (const part of ['lamp', 'Reading lamp &#34;Aalto&#34;, brass', '$249.00', '>12<', 'LMP-0417'])
    expect(panel).toContain(part)
  expect(panel).toContain('href="https://shop.example.com/products/LMP-0417"')
  // On the line of the price.
  expect(panel).toMatch(/\$249\.00(?:<[^>]+>|\s)*<dl class="pairs">/)
  expect(text).toContain('<div data-parameter="page" data-status="plain"><dt><bdi>Page</bdi></dt>')
  for (const sku of ['', '&sku=', '&sku=%27%20or%20true--', '&sku=LMP-0417&sku=TBL-0212'])
    expect((await app.get(`/?visitorImId=nobody${sku}`)).text).not.toContain('data-panel')
  // It is not suggested as an order number to search for, unlike an unknown SKU.
  expect(text).not.toContain('value="LMP-0417"')
  expect((await app.get('/?visitorImId=nobody&sku=LMP-9999')).text).toContain('value="LMP-9999"')
  const found = await json(`/?visitorImId=${web}&sku=LMP-0417`)
  expect(found.panels.map(({ name }) => name)).not.toContain('looking-at')
})

describe('several', () => {
  test('lists the candidates and shows nobody’s data as certain', async () => {
    const body = await json(`/?visitorImId=${ambiguous}`)
    expect(body).toMatchObject({ outcome: 'several', customer: null, panels: [] })
    expect(body.candidates?.map((row) => row['full_name'])).toEqual(['Samuel Rivera', 'Samantha Rivera'])
    const { text } = await app.get(`/?visitorImId=${ambiguous}`)
    expect(text).toContain('<body data-outcome="several">')
    expect(text).toContain('Samuel Rivera')
    expect(text).toContain('Samantha Rivera')
    for (const page of [text, JSON.stringify(body)]) {
      expect(page).not.toMatch(/\w@example\.com/)
      expect(page).not.toMatch(/SR[AW]-\d/)
    }
  })
})

test.each(['app', 'webim', 'weixin', 'telegram'])(
  'selects no candidate by a forged originType=%s',
  async (channel) => {
    for (const query of [
      `${CONSOLE}&originType=${channel}&visitorImId=${ambiguous}`,
      `visitorImId=${ambiguous}&originType=${channel}&${CONSOLE}`,
    ]) {
      expect(['several', 'unknown']).toContain((await json(`/?${query}`)).outcome)
    }
  },
)

test('finds a web visitor despite a forged originType', async () => {
  expect(await json(`/?originType=app&${CONSOLE}&visitorImId=${web}`)).toMatchObject({ outcome: 'found' })
})

test('names a customer without a name by id, never by what the query says', async () => {
  await app.pool.query(`update customers set full_name = ' ', nickname = null where customer_no like 'RTL%'`)
  const { text } = await app.get('/?visitorImId=layla.ar&nickname=Emma%20Johansson')
  expect(text).toMatch(/<h1>Customer \d+<\/h1>/)
  expect(text).not.toContain('Emma Johansson')
})

describe('only the visitor id selects a customer', () => {
  test.each([
    ['the agent’s e-mail', 'email=emma.johansson@example.com'],
    ['a custom number', 'customUserId=EEP4EVP9CCMTRTCKVJHX'],
    ['a custom id', 'customerId=1&id=1&customer_id=1'],
    ['the internal user id', 'userId=1'],
  ])('not %s', async (_name, query) => {
    expect(await json(`/?visitorImId=nobody&${query}`)).toMatchObject({ outcome: 'unknown' })
    expect(await json(`/?visitorImId=${encryptedExample}&${query}`)).toMatchObject({
      outcome: 'found',
      customer: { full_name: 'Jack Miller' },
    })
  })
})

describe('the language of the page', () => {
  const found = `/?visitorImId=${web}`
  test.each([
    ['the console’s', `${found}&lang=zh`, 'en', 'zh'],
    ['the browser’s', found, 'zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
    ['the browser’s, the better of two', found, 'fr, zh;q=0.2, en;q=0.5', 'en'],
    ['the configuration, for a browser that accepts any', found, '*', 'en'],
    ['the configured one, when neither is ours', `${found}&lang=fr`, 'fr', 'en'],
  ])('is chosen by %s', async (_name, path, header, lang) => {
    const { text } = await app.get(path, { 'Accept-Language': header })
    expect(text).toContain(`<html lang="${lang}">`)
    expect(text).toContain(lang === 'zh' ? '<h2>订单</h2>' : '<h2>Orders</h2>')
  })

  test('is chosen by the console on an error page, too', async () => {
    const { text } = await app.get('/?lang=zh').expect(400)
    expect(text).toContain('<html lang="zh">')
    expect(text).toContain('参数有误')
  })
})

test('answers HEAD like GET, without a body', async () => {
  const { headers, text } = await app.send('head', `/?visitorImId=${web}`).expect(200)
  expect(headers['content-type']).toContain('text/html')
  expect(text).toBeUndefined()
})
