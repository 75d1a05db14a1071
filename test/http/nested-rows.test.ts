import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../support/app.ts'
import { createEmptyDatabase } from '../support/database.ts'
import { writeQueries } from '../support/queries.ts'

const CUSTOMER = `-- column phone: Phone | 电话 | phone mask
select 'c1' as id, 'Ann' as name, '19900000166' as phone where :visitorImId = 'c1'`

const MEMBERS =
  'sku: SKU | 货号, qty: Qty | 数量 number, price: Price | 单价 money(CNY), gone: Gone, ' +
  'page: Page | 页面 link(https://shop.example/{sku}), ' +
  'parcels: Parcels | 包裹 rows(no: No | 单号 copy, at: Shipped | 发货 date)'

/** The list of each order, as JSON. */
const ITEMS: Record<string, string> = {
  usual: `[{"sku": "MUG-01", "qty": 1200, "price": 12.50, "page": "Mug", "parcels": [{"no": "SF1", "at": "2025-03-01"}]},
    {"qty": 2, "sku": "<b>"}, null]`,
  phone: '[{"sku": "call 19900000166", "page": "at 199-0000-0166"}, {"sku": "A", "page": "B"}]',
  pieces: '[{"sku": "1990", "page": "000"}, {"sku": "0166"}]',
  proto: '[{"__proto__": {"sku": "no"}, "constructor": "C", "sku": "own"}]',
  object: '{"sku": "A", "qty": 2}',
  scalar: '"plain"',
  words: '["a", "b"]',
  mixed: '[{"sku": "A"}, "b"]',
  none: '[]',
  joined: '[{"sku": null, "qty": null}]',
}

const toPanel = (name: string, format: string, from = ITEMS) =>
  `-- title: ${name}
-- rows: 99
-- column items: Items | 商品 | ${format}
select name, items from (values ${Object.entries(from)
    .map(([key, json]) => `('${key}', '${json}'::jsonb)`)
    .join(', ')}) as v (name, items) where :customerId <> ''`

const LONG = {
  long: JSON.stringify(Array.from({ length: 10_000 }, (_, at) => ({ sku: `S${at}`, note: 'n' }))),
}
const DEEP = { deep: `[{"sku": ${'['.repeat(1000)}1${']'.repeat(1000)}}]` }

let database: Awaited<ReturnType<typeof createEmptyDatabase>>
let app: TestApp
beforeAll(async () => {
  database = await createEmptyDatabase()
  app = await startApp(database.url, {
    QUERIES_DIR: writeQueries({
      'customer.sql': CUSTOMER,
      'panels/10-named.sql': toPanel('Named', `rows(${MEMBERS})`),
      'panels/20-any.sql': toPanel('Any', 'rows', { ...LONG, ...DEEP, usual: ITEMS['usual'] ?? '' }),
      'panels/30-masked.sql': toPanel('Masked', 'rows(sku) mask', { usual: '[{"sku": "CONCEALED-77"}]' }),
    }),
  })
})
afterAll(async () => {
  await app.close()
  await database.drop()
})

async function page(lang = 'en'): Promise<string> {
  return (await app.get(`/?visitorImId=c1&lang=${lang}`).expect(200)).text
}

/** The HTML after a name, up to the end of its row. */
async function itemsOf(panel: string, name: string, lang = 'en'): Promise<string> {
  const [, section = ''] = (await page(lang)).split(`data-panel="${panel}"`)
  const [, row = ''] = section.split(`\n${name}</div>`)
  const [cell = ''] = row.split(
    /\n(?:phone|pieces|proto|object|scalar|words|mixed|none|joined|deep|usual)<\/div>/,
  )
  return cell.split('</section>')[0] ?? ''
}

const labelsOf = (html: string) =>
  [...html.matchAll(/<(?:dt|b)(?: [^>]*)?>([^<]*)</g)].map(([, label]) => label)

describe('a JSON array of objects is shown as a list', () => {
  test('with labels and formats in the language of the page', async () => {
    const en = await itemsOf('named', 'usual')
    expect(labelsOf(en)).toContain('Price')
    expect(en).toContain('CN¥12.50')
    expect(en).toContain('</b> 1,200 ×')
    expect(en).toContain('&lt;b&gt;</')
    const zh = await itemsOf('named', 'usual', 'zh')
    expect(labelsOf(zh)).toContain('单价')
    expect(zh).toContain('¥12.50')
  })

  test('with the rows of a row, and links of its members', async () => {
    const items = await itemsOf('named', 'usual')
    expect(items.match(/<ul class="nested">/g)).toHaveLength(1)
    expect(items).toContain('<time datetime="2025-03-01"')
    expect(items).toContain('<a href="https://shop.example/MUG-01"')
  })

  test('without members that no row has', async () => {
    expect(await itemsOf('named', 'usual')).not.toContain('Gone')
    expect(await itemsOf('named', 'joined')).not.toContain('class="nested"')
    expect(await itemsOf('named', 'none')).not.toContain('class="nested"')
  })

  test('with all members if none are named', async () => {
    const items = await itemsOf('any', 'usual')
    expect(new Set(labelsOf(items))).toEqual(new Set(['Items', 'Qty', 'Page', 'Price', 'Parcels']))
  })

  test('with at most twenty rows', async () => {
    const items = await itemsOf('any', 'long')
    expect(items.match(/<div>S\d+</g)).toHaveLength(20)
    expect(items).toContain('9980 more, not shown')
    expect(items).not.toContain('S20<')
  })

  test('at any depth', async () => {
    const items = await itemsOf('any', 'deep')
    expect(labelsOf(items)).toContain('Items')
    expect(items.length).toBeLessThan(2000)
  })
})

test.each([
  ['object', '<div>Sku: A</div>'],
  ['scalar', '\nplain\n'],
  ['words', '<li>a</li>'],
  ['mixed', '<li>b</li>'],
])('shows JSON that is not an array of objects as JSON: %s', async (name, html) => {
  const items = await itemsOf('named', name)
  expect(items).toContain(html)
  expect(items).not.toContain('<ul class="nested">')
})

test('reads only own members, not inherited ones', async () => {
  const items = await itemsOf('named', 'proto')
  expect(items).toContain('<div>own<')
  expect(items).not.toContain('<div>no<')
})

describe('a list redacts values that are masked elsewhere', () => {
  test('in texts and URLs', async () => {
    const items = await itemsOf('named', 'phone')
    expect(items).not.toMatch(/199-?0000-?0166/)
    expect(items).toContain('••••')
    expect(items.match(/<a /g)).toHaveLength(1)
  })

  test('in pieces', async () => {
    const items = await itemsOf('named', 'pieces')
    expect(items).not.toContain('0166')
  })

  test('and shows a masked list as dots', async () => {
    const items = await itemsOf('masked', 'usual')
    expect(items).toContain('<bdi>••••</bdi> <button class="reveal"')
    expect(await page()).not.toContain('CONCEALED')
  })
})

test('returns a list unchanged in JSON, without masked values', async () => {
  const { body } = await app.json('/?visitorImId=c1').expect(200)
  const { panels } = body as { panels: { name: string; rows: { name: string; items: unknown }[] }[] }
  const panel = (name: string) => panels.find((one) => one.name === name)
  const rows = new Map(panel('named')?.rows.map(({ name, items }) => [name, items]))
  expect(rows.get('usual')).toMatchObject([{ sku: 'MUG-01', price: '12.50' }, { sku: '<b>' }, null])
  expect(JSON.stringify(rows.get('phone'))).not.toMatch(/199-?0000-?0166/)
  expect(rows.get('pieces')).toBe('••••')
  expect(panel('any')?.rows.find(({ name }) => name === 'long')?.items).toHaveLength(10_000)
  expect(panel('masked')?.rows).toEqual([{ name: 'usual', items: '••••' }])
})
