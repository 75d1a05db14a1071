import { afterAll, beforeAll, expect, test } from 'vitest'
import { encryptDesHex } from '../../src/visit/des.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { createEmptyDatabase } from '../support/database.ts'
import { writeQueries } from '../support/queries.ts'

const CUSTOMER = `-- column phone: Phone | 电话 | phone mask
-- column city: City | 城市 | mask
select 7 as id, 'Ann' as name, '19900000166' as phone, 'London' as city where :visitorImId::text = 'm1'
union all select n, 'Twin', '1', null from generate_series(8, 9) n where :visitorImId::text = 'm2'`
const FILES = {
  'customer.sql': CUSTOMER,
  'panels/10-product.sql': `-- for: all
select name, town, tel
from (values ('Lamp', 'London', '19900000166'), ('Rug', 'Rome', '18811112222')) as v (name, town, tel)
where name = :sent.sku`,
  'panels/20-own.sql': `select :sent."any ""name""" as echo, 'x' as own where :customerId::int = 7`,
  'panels/30-new.sql': `-- for: unknown
-- empty: Nothing yet
select :sent.__proto__ as proto, :sent.customUserToken as token, :sent.cut as cut, :customerId::text as whose where :sent.__proto__ <> ''`,
}

let database: Awaited<ReturnType<typeof createEmptyDatabase>>
let app: TestApp
beforeAll(async () => {
  database = await createEmptyDatabase()
  app = await startApp(database.url, { QUERIES_DIR: writeQueries(FILES) })
})
afterAll(async () => {
  await app.close()
  await database.drop()
})

interface Page {
  outcome: string
  panels: { name: string; status: string; rows: Record<string, unknown>[] }[]
}
const toQuery = (visitor: string, sent: [string, string][] = []) =>
  `/?${new URLSearchParams([['visitorImId', visitor], ...sent]).toString()}`
const get = async (...given: Parameters<typeof toQuery>) =>
  (await app.json(toQuery(...given)).expect(200)).body as Page

test('runs panels with custom parameters, for a found customer and an unknown visitor', async () => {
  const found = await get('m1', [['sku', 'Rug']])
  expect(found.panels).toMatchObject([
    { name: 'product', status: 'ok', rows: [{ name: 'Rug' }] },
    { name: 'own', status: 'ok' },
  ])
  const unknown = await get('nobody', [
    ['sku', 'Rug'],
    ['__proto__', 'p'],
  ])
  expect(unknown).toMatchObject({
    outcome: 'unknown',
    panels: [
      {
        name: 'product',
        status: 'ok',
        rows: [{ name: 'Rug', town: 'Rome', tel: '18811112222' }],
      },
      { name: 'new', status: 'ok', rows: [{ proto: 'p', token: null, cut: null, whose: null }] },
    ],
  })
  const { text } = await app.get(toQuery('nobody', [['sku', 'Rug']])).expect(200)
  expect(text).toMatch(/data-outcome="unknown"[\s\S]*data-panel="product" data-status="ok"[\s\S]*Rome/)
  expect(text).toContain('Nothing yet')
})

test('shows no panels if several customers match', async () => {
  expect(await get('m2', [['sku', 'Rug']])).toMatchObject({ outcome: 'several', panels: [] })
})

test.each<[string, [string, string][]]>([
  ['absent', []],
  ['in another case', [['SKU', 'Rug']]],
  [
    'sent with two values',
    [
      ['sku', 'Rug'],
      ['sku', 'Lamp'],
    ],
  ],
  ['with control characters', [['sku', 'Rug\u0000']]],
  ['not UTF-8', [['sku', 'Rug\ufffd']]],
  ['an attempt at SQL', [['sku', "' or true --"]]],
  ['of 8 KB', [['sku', 'R'.repeat(8000)]]],
])('passes null, or finds nothing, for a parameter that is %s', async (_name, sent) => {
  expect((await get('nobody', sent)).panels[0]).toMatchObject({ name: 'product', status: 'empty' })
})

test('treats an id that the column cannot hold as an unknown visitor, with panels', async () => {
  const files = { ...FILES, 'customer.sql': 'select 7 as id where :visitorImId = 7' }
  const numbers = await startApp(database.url, { QUERIES_DIR: writeQueries(files) })
  const { body } = await numbers.json(toQuery('webim-1', [['sku', 'Lamp']])).expect(200)
  expect(body).toMatchObject({ outcome: 'unknown', panels: [{ status: 'ok' }, { status: 'empty' }] })
  await numbers.close()
})

test('masks rows that a visitor chose by their shape, so that they leak no masked value', async () => {
  const ask = async (sku: string) => (await get('m1', [['sku', sku]])).panels[0]?.rows
  expect(await ask('Lamp')).toEqual([{ name: 'Lamp', town: 'London', tel: '199\u00a0••••\u00a00166' }])
  expect(await ask('Rug')).toEqual([{ name: 'Rug', town: 'Rome', tel: '188\u00a0••••\u00a02222' }])
  const echo = async (value: string) => (await get('m1', [['any "name"', value]])).panels[1]?.rows
  expect(await echo('London')).toEqual(
    [{ echo: '••••', own: 'x' }].map((row) => ({ ...row, own: expect.any(String) })),
  )
  expect(await echo('Dublin')).toEqual([{ echo: '••••', own: expect.any(String) }])
})

test('passes null for undecryptable values and for the identity token under any name', async () => {
  const key = '12345678'
  const encrypted = await startApp(database.url, {
    QUERIES_DIR: writeQueries(FILES),
    HYPHENATE_DES_KEY: key,
    IDENTITY_PARAMETER: '__proto__',
  })
  const ask = async (sent: [string, string][]) =>
    ((await encrypted.json(toQuery('nobody', sent)).expect(200)).body as Page).panels.map(
      ({ status }) => status,
    )
  expect(await ask([['sku', encryptDesHex(key, 'Rug')]])).toEqual(['ok', 'empty'])
  expect(await ask([['sku', 'Rug']])).toEqual(['empty', 'empty'])
  expect(await ask([['__proto__', encryptDesHex(key, 'p')]])).toEqual(['empty', 'empty'])
  await encrypted.close()
})

test('shows panels to unknown visitors but not to unproved customers if profiles require a proof', async () => {
  const strict = await startApp(database.url, {
    QUERIES_DIR: writeQueries(FILES),
    IDENTITY_SECRET: 'x'.repeat(32),
    SERVER_SECRET: 's'.repeat(32),
    IDENTITY_REQUIRED: 'profile',
  })
  const ask = async (visitor: string) =>
    ((await strict.json(toQuery(visitor, [['sku', 'Rug']])).expect(200)).body as Page).panels.map(
      ({ name }) => name,
    )
  expect(await ask('nobody')).toEqual(['product', 'new'])
  expect(await ask('m1')).toEqual([])
  await strict.close()
})

test('logs no custom parameter and no error', async () => {
  await expect.poll(() => app.lines.length).toBeGreaterThan(0)
  expect(app.lines.join('')).not.toMatch(/Rug|Lamp|London|"event":"panel"|or true/)
})

test('shows JSON of any depth in a panel that only custom parameters select', async () => {
  const deep = `'${'['.repeat(5000)}1${']'.repeat(5000)}'::json`
  const files = {
    'customer.sql': 'select 1 as id where :visitorImId = $$m1$$',
    'panels/10-deep.sql': `-- for: all\n-- public: yes\nselect ${deep} as deep where :sent.sku = 'x'`,
  }
  const open = await startApp(database.url, { QUERIES_DIR: writeQueries(files) })
  try {
    const target = toQuery('nobody', [['sku', 'x']])
    await open.get(target).expect(200)
    await open.json(target).expect(200)
  } finally {
    await open.close()
  }
})
