import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../support/app.ts'
import { administer, createEmptyDatabase } from '../support/database.ts'
import { writeQueries } from '../support/queries.ts'

/* A masked value is revealed as the page would show it, and in JSON as the database has it, too. */

/** A value as SQL, its formats, and what is revealed, in English and Chinese. */
const VALUES: [name: string, sql: string, formats: string, en: string, zh?: string][] = [
  ['phone', `'13800138000'`, 'phone', '13800138000'],
  ['credit', '1234.5', 'money(currency)', '€1,234.50'],
  ['state', '1', 'badge(1=Barred|停机:bad)', 'Barred', '停机'],
  ['barred', 'true', 'boolean', 'Yes', '是'],
  ['born', `date '1990-05-17'`, 'date', 'May 17, 1990', '1990年5月17日'],
  [
    'seen',
    `timestamptz '2020-03-01 20:30:00Z'`,
    'ago',
    'Mon, Mar 2, 2020, 4:30:00 AM',
    '2020年3月2日周一 04:30:00',
  ],
  [
    'stay',
    `daterange('2020-03-01', '2020-03-05')`,
    '',
    'Mar 1, 2020 – Mar 4, 2020',
    '2020年3月1日 – 2020年3月4日',
  ],
  ['numbers', `array['1001', '1002']`, '', '1001, 1002'],
  ['address', `row('1 Main St', '01234')`, '', '1 Main St, 01234'],
  ['share', '0.125', 'percent', '12.5%'],
  ['account', `bigint '12345678901'`, '', '12345678901'],
  ['pin', `'0042'`, '', '0042'],
  ['items', `'[{"sku":"A-1"}]'::jsonb`, 'rows', '[{"sku":"A-1"}]'],
]

let database: Awaited<ReturnType<typeof createEmptyDatabase>>
let app: TestApp
beforeAll(async () => {
  database = await createEmptyDatabase()
  const columns = VALUES.map(([name, , formats]) => `-- column ${name}: ${name} | ${name} | ${formats} mask`)
  const values = VALUES.map(([name, sql]) => `${sql} as ${name}`)
  const QUERIES_DIR = writeQueries({
    'customer.sql': `${columns.join('\n')}\nselect 'c-1' as id, 'EUR' as currency, ${values.join(', ')} where :visitorImId = 'v'`,
  })
  app = await startApp(database.url, { QUERIES_DIR, TIME_ZONE: 'Asia/Shanghai' })
})
afterAll(async () => {
  await app.close()
  await database.drop()
})

test('a value that is left out unmasked is left out masked', async () => {
  const empty = {
    nothing: 'null::text',
    blank: `'  '`,
    list: `'[]'::jsonb`,
    object: `'{"a":null}'::jsonb`,
    texts: `array['', null]`,
    moods: `'{}'::mood[]`,
    days: `'empty'::daterange`,
  }
  await administer(database.url, `create type mood as enum ('ok')`)
  const names = Object.keys(empty)
  const QUERIES_DIR = writeQueries({
    'customer.sql': `${names.map((name) => `-- column ${name}: ${name} | ${name} | mask`).join('\n')}
select 'c-1' as id, 'Ada' as name, ${Object.entries(empty)
      .map(([name, sql]) => `${sql} as ${name}`)
      .join(', ')} where :visitorImId = 'v'`,
  })
  const other = await startApp(database.url, { QUERIES_DIR })
  const { text } = await other.get('/?visitorImId=v').expect(200)
  const { body } = await other.json('/?visitorImId=v').expect(200)
  await other.close()
  expect(text).not.toContain('••••')
  expect((body as { customer: object }).customer).toMatchObject(
    Object.fromEntries(names.map((name) => [name, null])),
  )
})

describe.each(['en', 'zh'] as const)('in %s', (lang) => {
  test.each(VALUES)('%s: %s with the formats %s', async (name, _sql, _formats, en, zh = en) => {
    const { text: page } = await app.get(`/?visitorImId=v&lang=${lang}`).expect(200)
    const visit = /name="visit" value="([^"]+)"/.exec(page)?.[1] ?? ''
    const value = new RegExp(`data-field="${name}".*?name="value" value="([^"]+)"`, 's').exec(page)?.[1] ?? ''
    const { body } = await app.form('/reveal', { visit, value }, { Accept: 'application/json' }).expect(200)
    expect(body).toMatchObject({ column: name, text: lang === 'en' ? en : zh })
    const { text: revealed } = await app.form('/reveal', { visit, value }).expect(200)
    const shown = new RegExp(`data-field="${name}".*?<bdi>(.*?)</bdi>`, 's').exec(revealed)?.[1]
    expect(shown?.replaceAll('&#34;', '"')).toBe(lang === 'en' ? en : zh)
  })
})
