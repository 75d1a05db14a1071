import { afterAll, beforeAll, expect, test } from 'vitest'
import { encryptDes, encryptDesHex } from '../../src/visit/des.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { createEmptyDatabase } from '../support/database.ts'
import { writeQueries } from '../support/queries.ts'

const CUSTOMER = `-- sent: page, "cart ""total""", __proto__, couponTried
-- sent page: Page | 页面
-- column phone: Phone | 电话 | phone mask
select 'c1' as id, 'Ann' as name, '19900000166' as phone where :visitorImId = 'm1'
union all select id, 'Twin', '1' from (values ('c2'), ('c3')) as v (id) where :visitorImId = 'm2'`

let database: Awaited<ReturnType<typeof createEmptyDatabase>>
let app: TestApp
beforeAll(async () => {
  database = await createEmptyDatabase()
  app = await startApp(database.url, { QUERIES_DIR: writeQueries({ 'customer.sql': CUSTOMER }) })
})
afterAll(async () => {
  await app.close()
  await database.drop()
})

const toQuery = (parameters: [string, string][], visitor = 'm1') =>
  `/?${new URLSearchParams([['visitorImId', visitor], ...parameters]).toString()}`
const strip = async (...given: Parameters<typeof toQuery>) =>
  ((await app.json(toQuery(...given)).expect(200)).body as { strip?: object[] }).strip

const ALL: [string, string][] = [
  ['couponTried', 'TEN'],
  ['__proto__', 'x'],
  ['other', 'no'],
  ['cart "total"', '<b>12</b>'],
  ['page', 'https://shop.example/?a=1&b=2'],
]

test('shows the parameters in the file’s order with its labels, on every page of a visitor', async () => {
  const items = [
    { label: 'Page', text: 'https://shop.example/?a=1&b=2' },
    { label: 'Cart "total"', text: '<b>12</b>' },
    { label: 'Proto', text: 'x' },
    { label: 'Coupon tried', text: 'TEN' },
  ]
  expect(await strip(ALL)).toEqual(items)
  expect(await strip(ALL, 'nobody')).toEqual(items)
  expect(await strip(ALL, 'm2')).toEqual(items)
  expect((await strip([['lang', 'zh'], ...ALL]))?.[0]).toMatchObject({ label: '页面' })
  const { text } = await app.get(toQuery(ALL)).expect(200)
  expect(text).toContain('Sent by the site, not verified')
  expect(text).toContain('&lt;b&gt;12&lt;/b&gt;')
})

test.each<[string, [string, string][]]>([
  ['absent', []],
  ['empty', [['page', '']]],
  ['missing, as iOS writes it', [['page', '(null)']]],
  [
    'sent with two values',
    [
      ['page', 'a'],
      ['page', 'b'],
    ],
  ],
  ['too long', [['page', 'x'.repeat(8001)]]],
  ['with control characters', [['page', 'a\u0007b']]],
  ['invisible', [['page', '\u200b\u202e']]],
])('shows nothing for a value that is %s', async (_name, parameters) => {
  expect(await strip(parameters)).toBeUndefined()
  const { text } = await app.get(toQuery(parameters)).expect(200)
  const summary = /class="strip"[^]*?<\/summary>/.exec(text)?.[0] ?? ''
  expect(summary).not.toContain('visually-hidden')
  // A colon would promise values.
  expect(summary).not.toContain('verified:')
})

test.each<[string, string, string]>([
  ['truncates a long value', 'é'.repeat(1300), `${'é'.repeat(80)}…`],
  ['isolates a bidirectional override', 'a\u202eb', 'a\u202eb'],
  ['accepts a value that is sent twice', 'a', 'a'],
])('shows the value safely: %s', async (_name, value, text) => {
  expect(
    await strip([
      ['page', value],
      ['page', value],
    ]),
  ).toEqual([{ label: 'Page', text }])
})

test('omits undecryptable and truncated values, and masks decrypted ones by their shape', async () => {
  const key = '12345678'
  const encrypted = await startApp(database.url, {
    QUERIES_DIR: writeQueries({ 'customer.sql': CUSTOMER }),
    HYPHENATE_DES_KEY: key,
  })
  const ask = async (page: string) =>
    ((await encrypted.json(toQuery([['page', page]])).expect(200)).body as { strip?: object[] }).strip
  const whole = encryptDesHex(key, 'call 19900000177')
  expect(await ask(whole)).toEqual([{ label: 'Page', text: 'call 199\u00a0••••\u00a00177' }])
  expect(await ask('not hex')).toBeUndefined()
  expect(await ask(encryptDesHex('other678', 'x'))).toBeUndefined()
  expect(await ask(encryptDes(key, Buffer.from('Tom李').subarray(0, 4)).toString('hex'))).toBeUndefined()
  await encrypted.close()
})

test('logs none of the parameters', () => {
  expect(app.lines.join('')).not.toMatch(/shop\.example|TEN|coupon/)
})
