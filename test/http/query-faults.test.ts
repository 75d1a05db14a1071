import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp } from '../support/app.ts'
import { administer, createEmptyDatabase } from '../support/database.ts'
import { writeQueries } from '../support/queries.ts'

let database: Awaited<ReturnType<typeof createEmptyDatabase>>
beforeAll(async () => {
  database = await createEmptyDatabase()
  await administer(
    database.url,
    'create table people (number int primary key, called text, phone text)',
    `insert into people values (7, 'Grace Hopper', '13800138000')`,
    `create type mood as enum ('glad', 'sad')`,
    `create domain code as text check (value ~ '^[A-Z]+$')`,
    `create function complain(text) returns int language plpgsql as $$begin raise exception 'No % here', $1; end$$`,
    `create function disguised(text) returns int language plpgsql as
      $$begin raise exception 'No % here', $1 using errcode = '22012'; end$$`,
    `create function inner_cast(text) returns int language plpgsql as $$begin return $1::int; end$$`,
  )
})
afterAll(() => database.drop())

const ids = [
  'webim-visitor-8K2F',
  '99999999999999999999',
  '-1',
  '7.5',
  ' ',
  '{',
  '2026-13-45',
  "'",
  '\u{1f600}',
  '\\x1',
]

describe.each([
  ...['smallint', 'int', 'bigint', 'numeric', 'real', 'float8', 'boolean', 'uuid', 'inet', 'mood', 'code'],
  ...['date', 'time', 'timestamp', 'timestamptz', 'interval', 'jsonb', 'bytea', 'money', 'int[]', 'bit(3)'],
  ...['int4range', 'xml', 'point', 'oid', 'tsquery', 'varbit'],
])('an id of type %s', (type) => {
  test('finds nobody if it is invalid for the type', async () => {
    const customer = `select number as id from people where number = 0 and (:visitorImId::${type})::text is not null`
    const app = await startApp(database.url, { QUERIES_DIR: writeQueries({ 'customer.sql': customer }) })
    for (const id of ids) {
      const { body } = await app.json(`/?visitorImId=${encodeURIComponent(id)}`).expect(200)
      expect(body).toMatchObject({ outcome: 'unknown' })
    }
    await app.close()
  })
})

/** A statement, and the line and message that Postgres reports. */
const FAULTS: [what: string, sql: string, line: number | null, words: string | null][] = [
  [
    'JSON in the data',
    `select number as id, phone::jsonb -> 0,\n jsonb_array_elements(called::jsonb) from people where called <> :visitorImId`,
    null,
    'invalid input syntax for type json',
  ],
  [
    'a number in the data',
    'select called::int as id from people where called <> :visitorImId',
    null,
    'invalid input syntax for type integer: …',
  ],
  [
    'a range',
    'select phone::int as id from people where called <> :visitorImId',
    null,
    'value … is out of range for type integer',
  ],
  [
    'a cast of the id’s text',
    'select number as id from people where number = (:visitorImId::text)::int',
    null,
    'invalid input syntax for type integer: …',
  ],
  [
    'division',
    `select 1 / (length(called) - 12) as id from people where called <> :visitorImId`,
    null,
    'division by zero',
  ],
  ['a function', 'select complain(called) as id from people where called <> :visitorImId', null, null],
  [
    'a function under another code',
    'select disguised(called) as id from people where called <> :visitorImId',
    null,
    null,
  ],
  [
    'a cast in a function',
    'select inner_cast(called) as id from people where called <> :visitorImId',
    null,
    'invalid input syntax for type integer: …',
  ],
  [
    'a column',
    '-- \u{1f600}\u{1f600}\u{1f600}\u{1f600}\nselect number as id,\n\n  vip from people where called <> :visitorImId',
    4,
    'column "vip" does not exist',
  ],
  ['a table', 'select 7 as id\nfrom nowhere where :visitorImId = 1', 2, 'relation "nowhere" does not exist'],
  [
    'an operator',
    'select 7 as id from people\nwhere number = :visitorImId::text',
    2,
    'operator does not exist: integer = text',
  ],
]

test.each(FAULTS)(
  'logs the line and cause of a fault in customer.sql: %s',
  async (_what, sql, line, words) => {
    const directory = writeQueries({ 'customer.sql': sql })
    const app = await startApp(database.url, { QUERIES_DIR: directory })
    // Postgres may switch to a generic plan after five executions of a prepared statement.
    for (let page = 0; page < 8; page += 1) await app.get('/?visitorImId=Ada').expect(500)
    const errors = app.lines
      .map((text) => JSON.parse(text) as { event: string })
      .filter(({ event }) => event === 'error')
    expect(errors).toHaveLength(8)
    for (const error of errors)
      expect(error).toMatchObject({
        error: { name: 'QueryError', file: `${directory}/customer.sql`, line, words },
      })
    expect(app.lines.join('')).not.toMatch(/Ada|Grace|Hopper|13800138000/)
    await app.close()
  },
)

test('logs the same faults for panels', async () => {
  const directory = writeQueries({
    'customer.sql': 'select number as id from people where number::text = :visitorImId',
    'panels/1-a.sql': '-- title: A\nselect called::int from people',
    'panels/2-b.sql': '-- title: B\nselect called,\n vip from people',
    'panels/3-c.sql': '-- timeout: 500ms\nselect pg_sleep(3)::text',
  })
  const app = await startApp(database.url, { QUERIES_DIR: directory })
  const readFaults = async () => {
    const before = app.lines.length
    await app.get('/?visitorImId=7').expect(200)
    return app.lines
      .slice(before)
      .map((text) => JSON.parse(text) as { event: string; error: { words: string | null } })
      .filter(({ event }) => event === 'panel')
      .map(({ error }) => error)
  }
  const file = (name: string) => `${directory}/panels/${name}`
  const expected = [
    { file: file('1-a.sql'), line: null, words: 'invalid input syntax for type integer: …' },
    { file: file('2-b.sql'), line: 3, words: 'column "vip" does not exist' },
    { file: file('3-c.sql'), line: null },
  ]
  const lateWords = new Set<unknown>()
  const LATE = 'canceling statement due to statement timeout'
  // On a busy machine, the database may report its time limit too late.
  for (let page = 0; page < 2 || (page < 20 && !lateWords.has(LATE)); page += 1) {
    const faults = await readFaults()
    expect(faults).toMatchObject(expected)
    lateWords.add(faults[2]?.words)
  }
  expect([...lateWords].filter((words) => words !== null)).toEqual([LATE])
  expect(app.lines.join('')).not.toMatch(/Grace|Hopper/)
  await app.close()
})

describe('a value of more than a million characters, or a result of more than four', () => {
  const tooLong: [what: string, sql: string, rows?: number][] = [
    ['a text', `repeat('李', 1000001)`],
    ['a row', `row(repeat('a ', 600000), 1)`],
    ['JSON', `jsonb_build_object('a', repeat(E'\\n', 600000))`],
    ['an array', `array_fill(1, array[600000])`],
    ['a number', `array_fill(repeat('9', 100000)::numeric, array[11])`],
    ['1000 rows', `repeat('李', 4001)`, 1000],
  ]

  test.each(tooLong)('of %s fails its panel, not the page', async (_what, sql, rows = 1) => {
    const query = `select ${sql} as long from generate_series(1, ${String(rows)}) where :customerId::int = 7`
    const app = await startApp(database.url, {
      QUERIES_DIR: writeQueries({
        'customer.sql': `select number as id from people where called = 'Grace Hopper' and :visitorImId::text is not null`,
        'panels/long.sql': query,
        'panels/masked.sql': `-- column long: L | L | mask\n${query}`,
        'panels/short.sql': `select repeat('李', 1000000) as short, repeat('a', 3000000)::bytea as bytes from generate_series(1, 4) where :customerId::int = 7`,
      }),
      DATABASE_TIMEOUT_MS: '10000',
    })
    const { body } = await app.json('/?visitorImId=v').expect(200)
    expect(body).toMatchObject({
      panels: [
        { name: 'long', status: 'failed' },
        { name: 'masked', status: 'failed' },
        { name: 'short', status: 'ok' },
      ],
    })
    expect(app.lines.join('\n')).toContain('"name":"TooLongError"')
    await app.close()
  })
})
