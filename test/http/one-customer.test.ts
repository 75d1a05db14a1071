import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../support/app.ts'
import { administer, createEmptyDatabase } from '../support/database.ts'
import { writeQueries } from '../support/queries.ts'

interface Page {
  outcome: string
  customer: Record<string, unknown> | null
  candidates?: Record<string, unknown>[]
  visit: { channelUncertain: boolean }
}

let database: Awaited<ReturnType<typeof createEmptyDatabase>>
beforeAll(async () => {
  database = await createEmptyDatabase()
  await administer(database.url, `create type channel as enum ('web', 'app', 'wechat')`)
})
afterAll(() => database.drop())

let app: TestApp | undefined
afterEach(() => app?.close())

async function start(customer: string, panels: Record<string, string> = {}): Promise<TestApp> {
  app = await startApp(database.url, { QUERIES_DIR: writeQueries({ 'customer.sql': customer, ...panels }) })
  return app
}

async function read(customer: string, query = 'visitorImId=v'): Promise<Page> {
  const { body } = await (await start(customer)).json(`/?${query}`).expect(200)
  return body as Page
}

/** A query that returns these rows for every visitor. */
const rows = (values: string, columns = 'id, name', head = '') =>
  `${head}select * from (values ${values}) as rows (${columns}) where :visitorImId::text is not null`

describe('rows with the same id are one customer', () => {
  test.each([
    ['twice the same', `(1, 'Ada'), (1, 'Ada')`],
    ['equal except for another column', `(1, 'Ada'), (1, 'Countess')`],
    ['as text', `('x-1', 'Ada'), ('x-1', 'Countess')`],
    ['larger than a JavaScript number is exact', `(9007199254740993, 'Ada'), (9007199254740993, 'Ada')`],
    ['beside a row without id', `(1, 'Ada'), (null, 'Bob'), (1, 'Ada')`],
    ['as often as rows are read', Array.from({ length: 1000 }, () => `(1, 'Ada')`).join()],
  ])('finds one customer and shows the first row: %s', async (_name, values) => {
    const { outcome, customer, candidates } = await read(rows(values))
    expect({ outcome, name: customer?.['name'], candidates }).toEqual({ outcome: 'found', name: 'Ada' })
  })

  test.each([
    ['numbers', `(1, 'Ada'), (2, 'Bob'), (1, 'Ada')`, ['1', '2']],
    ['texts that are the same number', `('1', 'Ada'), ('01', 'Bob')`, ['1', '01']],
    ['texts that differ in case', `('a', 'Ada'), ('A', 'Bob')`, ['a', 'A']],
    ['texts that differ in a space', `('a', 'Ada'), ('a ', 'Bob')`, ['a', 'a ']],
    [
      'numbers that JavaScript takes for one',
      `(9007199254740992, 'Ada'), (9007199254740993, 'Bob')`,
      ['9007199254740992', '9007199254740993'],
    ],
  ])('lists other ids as different people, each once: %s', async (_name, values, ids) => {
    const { outcome, customer, candidates } = await read(rows(values))
    expect({ outcome, customer, ids: candidates?.map(({ id }) => id) }).toEqual({
      outcome: 'several',
      customer: null,
      ids,
    })
  })

  test('counts people in the heading, not rows', async () => {
    const { text } = await (await start(rows(`(1, 'Ada'), (2, 'Bob'), (1, 'Ada')`))).get('/?visitorImId=v')
    expect(text).toContain('<h1>2 customers match</h1>')
  })

  test('finds nobody if not all rows were read', async () => {
    const many = `select 1 as id, 'Ada' as name from generate_series(1, 1001) where :visitorImId::text is not null`
    const own = await start(many)
    expect((await own.json('/?visitorImId=v')).body).toMatchObject({ outcome: 'several', customer: null })
    const { text } = await own.get('/?visitorImId=v').expect(200)
    expect(text).toContain('<h1>More than one customer may match</h1>')
  })

  test('redacts masked values of rows that are not shown', async () => {
    const head = '-- column phone: Phone | 电话 | phone mask\n'
    const own = await start(rows(`(1, '19900000101'), (1, '19900000102')`, 'id, phone', head), {
      'panels/1-calls.sql': `select '19900000102' as number where :customerId::int = 1`,
    })
    const path = '/?visitorImId=v'
    for (const { text } of [await own.get(path), await own.json(path)])
      expect(text).not.toContain('19900000102')
  })
})

describe('an unknown channel', () => {
  const OPENID = 'oY4kQ6-Zx2bW9tR1sLmN7pVcE3uA'
  const matched = (channels: string) =>
    `-- hide: matched_channels\nselect 1 as id, 'Ada' as name, ${channels} as matched_channels where :visitorImId::text is not null`
  const inArray = (...channels: string[]) =>
    matched(`array[${channels.map((name) => `'${name}'`).join()}]::text[]`)
  const without = `select 1 as id, 'Ada' as name where :visitorImId::text is not null`

  test.each([
    ['an app user', inArray('app'), 'ada', false],
    ['a user of the site', inArray('web'), 'ada', false],
    ['an app user with a number', inArray('app'), '19900000101', false],
    ['an app user with one channel as text', matched(`'app'`), 'ada', false],
    ['an app user with an array of an enum', matched(`array['app', 'wechat']::channel[]`), 'ada', false],
    ['an id from WeChat', inArray('wechat'), OPENID, true],
    ['an id from WeChat, as text', matched(`'wechat'`), OPENID, true],
    ['an app user with an id in the format of WeChat', inArray('app'), 'oy4kq6_zx2bw9tr1slmn7pvce3ua', true],
    ['a customer with the same id in an app and in WeChat', inArray('app', 'wechat'), OPENID, false],
    ['an id from Weibo', inArray('weibo'), '5187264390', true],
    ['an id from Weibo that is a UUID', inArray('weibo'), '0b7e6a52-5c1d-4d8e-9b0a-1f2e3d4c5b6a', true],
    ['a caller', inArray('phone'), '02038880166', true],
    ['an id from WeCom', inArray('wecom'), 'zhangsan', true],
    ['an id from the API', inArray('rest'), 'import-1', true],
    ['an id of an unknown channel', inArray('unknown'), 'ada', true],
    ['channels that are null', matched('null::text'), 'ada', true],
    ['a file without the column', without, 'ada', false],
    ['a file without the column, for a number', without, '5187264390', false],
    ['a file without the column, for an id in the format of WeChat', without, OPENID, true],
  ])(
    'triggers a warning only if the id may belong to another channel: %s',
    async (_name, customer, visitorImId, isUncertain) => {
      const own = await start(customer)
      const body = (await own.json(`/?visitorImId=${visitorImId}`).expect(200)).body as Page
      expect(body).toMatchObject({ outcome: 'found', customer: { name: 'Ada' } })
      expect(body.customer).not.toHaveProperty('matched_channels')
      expect(body.visit.channelUncertain).toBe(isUncertain)
      const english = await own.get(`/?visitorImId=${visitorImId}`)
      expect(english.text.includes('Channel unknown')).toBe(isUncertain)
      const advice = 'Before sharing details, ask where they are writing from, and for an order number'
      expect(english.text.includes(advice)).toBe(isUncertain)
      const chinese = await own.get(`/?visitorImId=${visitorImId}&lang=zh`)
      expect(chinese.text.includes('渠道未知')).toBe(isUncertain)
      expect(chinese.text.includes('透露账户信息前，请先询问访客来自哪个渠道')).toBe(isUncertain)
    },
  )

  test.each([
    ['an official account', 'to=gh_1', false],
    ['a channel from the console', 'originType=weixin&agentId=7&tenantId=35', false],
    ['a channel alone, which can be forged', 'originType=weixin', true],
  ])('reports whether an id from WeChat with %s is uncertain', async (_name, query, isUncertain) => {
    const { visit } = await read(inArray('wechat'), `visitorImId=${OPENID}&${query}`)
    expect(visit.channelUncertain).toBe(isUncertain)
  })
})
