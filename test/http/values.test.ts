import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../support/app.ts'
import { administer, createEmptyDatabase, createReader } from '../support/database.ts'
import { hasPgBouncer, startPgBouncer } from '../support/pgbouncer.ts'
import { writeQueries } from '../support/queries.ts'

const INSTANT = '2025-01-01T20:30:00.000Z'

/** A value as SQL, in JSON, and a part of the page that shows it. */
const VALUES: [name: string, sql: string, json: unknown, shown: string][] = [
  ['small', "smallint '-3'", -3, '-3'],
  ['whole', '1234567', 1234567, '1,234,567'],
  ['big', '1234567890123456789', '1234567890123456789', '1,234,567,890,123,456,789'],
  ['price', "numeric(10,2) '12.50'", '12.50', '12.50'],
  [
    'rate',
    "numeric '0.12345678901234567890123400'",
    '0.12345678901234567890123400',
    '0.123456789012345678901234',
  ],
  ['huge', `(repeat('9', 400))::numeric`, '9'.repeat(400), `${'9'.repeat(240)}<span> …</span>`],
  ['real', "real '0.1'", '0.1', '0.1'],
  ['double', `double precision '2702.6999955251813'`, '2702.6999955251813', '2,702.7'],
  ['no_number', `double precision 'NaN'`, 'NaN', 'NaN'],
  ['day', `date '2025-01-02'`, '2025-01-02', 'Jan 2, 2025'],
  ['stamp', `timestamp '2025-01-02 03:04:05'`, '2025-01-02 03:04:05', 'Jan 2, 2025, 3:04'],
  ['instant', `timestamptz '2025-01-01 20:30:00+00'`, INSTANT, INSTANT],
  ['span', `interval '1 day 2 hours'`, '1 day 02:00:00', '1 day, 2 hours'],
  ['place', `point '(1.10,2)'`, '(1.1,2)', '(1.1,2)'],
  ['days', `array[date '2025-01-02', null]`, ['2025-01-02', null], 'Jan 2, 2025'],
  ['stamps', `array[timestamp '2025-01-02 03:04:05']`, ['2025-01-02 03:04:05'], 'Jan 2, 2025, 3:04'],
  ['instants', `array[timestamptz '2025-01-01 20:30:00+00']`, [INSTANT], 'Jan 1, 2025, 8:30'],
  ['order_ids', 'array[1234567890123456789]', ['1234567890123456789'], '1234567890123456789'],
  ['prices', 'array[12345678901234567.89, 1.50]', ['12345678901234567.89', '1.50'], '1.50'],
  ['doubles', `array[double precision '0.1', 'NaN']`, ['0.1', 'NaN'], '0.1'],
  ['counts', `'[0:1]={1,NULL}'::int[]`, [1, null], '1'],
  [
    'matrix',
    'array[[1.10, 2], [3, 4]]',
    [
      ['1.10', '2'],
      ['3', '4'],
    ],
    '1.10, 2',
  ],
  ['none', `'{}'::date[]`, [], 'data-outcome="found"'],
  ['flags', 'array[true, false]', [true, false], 'Yes'],
  [
    'words',
    `array['a,b', 'say "hi"', 'NULL', '', null, 'back\\slash']`,
    ['a,b', 'say "hi"', 'NULL', '', null, 'back\\slash'],
    'a,b',
  ],
  ['spans', `array[interval '1 month']`, ['1 mon'], '1 month'],
  ['ranges', `array[numrange(1.10, 2)]`, ['[1.10,2)'], '≥ 1.10, &lt; 2'],
  ['bodies', `array['{"n": 1.10}'::jsonb, null]`, [{ n: '1.10' }, null], 'N: 1.10'],
  [
    'meta',
    `'{"orderId":1234567890123456789,"rate":1.10,"list":[1,2.50],"at":"2025-01-02"}'::jsonb`,
    { orderId: '1234567890123456789', rate: '1.10', list: ['1', '2.50'], at: '2025-01-02' },
    '1, 2.50',
  ],
  ['twice', `'{"a":1,"a":2.0}'::json`, { a: '2.0' }, '2.0'],
  ['proto', `'{"__proto__":{"x":1}}'::json`, JSON.parse('{"__proto__":{"x":"1"}}'), '1'],
]

const SQL = `select 'm1' as id, ${VALUES.map(([name, sql]) => `${sql} as ${name}`).join(',\n')} where :visitorImId = 'm1'`

let database: Awaited<ReturnType<typeof createEmptyDatabase>>
let reader: Awaited<ReturnType<typeof createReader>>
beforeAll(async () => {
  database = await createEmptyDatabase()
  reader = await createReader(database.url)
})
afterAll(async () => {
  await reader.drop()
  await database.drop()
})

describe.each([
  ['Asia/Shanghai', {}],
  ['America/New_York', {}],
  [
    'Asia/Shanghai',
    { datestyle: 'German', intervalstyle: 'iso_8601', extra_float_digits: '-10', timezone: 'Asia/Kolkata' },
  ],
  [
    'UTC',
    {
      datestyle: 'SQL, DMY',
      intervalstyle: 'sql_standard',
      bytea_output: 'escape',
      timezone: 'Asia/Kathmandu',
    },
  ],
])('in %s, with a role that sets %j', (zone, settings) => {
  const before = process.env['TZ']
  let app: TestApp
  let page = ''
  let customer: Record<string, unknown> = {}
  beforeAll(async () => {
    process.env['TZ'] = zone
    const role = new URL(reader.url).username
    const sets = Object.entries(settings).map(
      ([name, value]) => `alter role ${role} set ${name} = '${value}'`,
    )
    await administer(database.url, `alter role ${role} reset all`, ...sets)
    app = await startApp(reader.url, { QUERIES_DIR: writeQueries({ 'customer.sql': SQL }) })
    const { body } = await app.json('/?visitorImId=m1').expect(200)
    customer = (body as { customer: Record<string, unknown> }).customer
    page = (await app.get('/?visitorImId=m1').expect(200)).text
  })
  afterAll(async () => {
    if (before === undefined) delete process.env['TZ']
    else process.env['TZ'] = before
    await app.close()
  })

  test.each(VALUES)('shows %s as the database holds it', (name, _sql, json, shown) => {
    expect(customer[name]).toEqual(json)
    expect(page).toContain(shown.replace(/\.000Z$/, 'Z'))
  })
})

test('does so through masks at any depth', async () => {
  const deep = (depth: number) => `'${'['.repeat(depth)}1${']'.repeat(depth)}'::json`
  const sql = `-- column masked: Masked | 遮盖 | mask
-- column ids: Ids | 编号 | mask
select 'm1' as id, ${deep(5000)} as masked, ${deep(5000)} as deep,
  array[1234567890123456789] as ids, 'see 1234567890123456789' as note where :visitorImId = 'm1'`
  const app = await startApp(database.url, { QUERIES_DIR: writeQueries({ 'customer.sql': sql }) })
  const { body } = await app.json('/?visitorImId=m1').expect(200)
  const { text } = await app.get('/?visitorImId=m1').expect(200)
  for (const page of [JSON.stringify(body), text]) expect(page).not.toContain('1234567890123456789')
  await app.close()
})

test.skipIf(!hasPgBouncer)('shows the same values through PgBouncer, whatever the role sets', async () => {
  const role = new URL(reader.url).username
  await administer(
    database.url,
    `alter role ${role} set datestyle = 'German'`,
    `alter role ${role} set bytea_output = 'escape'`,
  )
  const bouncer = await startPgBouncer(reader.url)
  const app = await startApp(bouncer.url, { QUERIES_DIR: writeQueries({ 'customer.sql': SQL }) })
  const pages = await Promise.all(Array.from({ length: 8 }, () => app.json('/?visitorImId=m1').expect(200)))
  for (const { body } of pages)
    expect(body).toMatchObject({
      customer: { day: '2025-01-02', stamp: '2025-01-02 03:04:05', instant: INSTANT },
    })
  await app.close()
  await bouncer.stop()
})
