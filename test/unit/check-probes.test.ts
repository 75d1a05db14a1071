import { DatabaseError } from 'pg'
import { describe, expect, test } from 'vitest'
import { probeSearch } from '../../src/customer/check/check-search.ts'
import { findFullScans } from '../../src/customer/check/full-scans.ts'
import { findMissingGrants, toFaults } from '../../src/customer/check/missing-grants.ts'
import { findUsedObjects } from '../../src/customer/check/used-objects.ts'
import {
  findAcceptedIds,
  pickValues,
  probeIds,
  probePanel,
  probeValues,
} from '../../src/customer/check/probe.ts'
import { orQueryError, type RunQuery } from '../../src/customer/check/run-query.ts'
import { parseQueryFile, type QueryKind } from '../../src/customer/query-file/query-file.ts'
import { NoAnswerError, QueryError } from '../../src/database/query-error.ts'

/* What the check asks the database, and what it makes of the answers. */

type Values = readonly (string | null)[]
type Answer = (
  text: string,
  values: Values,
  timeoutMs: number | null,
) => Values[] | unknown[][] | QueryError | undefined

/** A database that answers by a function: rows, or an error. */
function createQuery(answer: Answer) {
  const asked: [string, Values][] = []
  const query: RunQuery = (text, values = [], timeoutMs = null) => {
    asked.push([text, values])
    const rows = answer(text, values, timeoutMs) ?? []
    if (rows instanceof QueryError) return Promise.reject(rows)
    return Promise.resolve({ fields: [], rows: rows as unknown[][], runMs: 1 })
  }
  return { asked, query }
}

const fileOf = (sql: string, kind: QueryKind = 'panel', path = 'a.sql') =>
  parseQueryFile(path, sql, kind).file
const errorOf = (more: Partial<DatabaseError> = {}, phase: 'run' | 'bind' = 'run') =>
  new QueryError(
    Object.assign(new DatabaseError('wrong type', 1, 'error'), { code: '42883', ...more }),
    phase,
  )
/** A value that the column cannot hold. */
const BAD_VALUE = errorOf({ code: '22P02', where: 'unnamed portal parameter $1' }, 'bind')
const LATE = new QueryError(new NoAnswerError())

describe('an error of the database', () => {
  test('is a result; any other error is an internal one', () => {
    expect(orQueryError(LATE)).toBe(LATE)
    expect(() => orQueryError(new TypeError('x'))).toThrow(TypeError)
  })
})

describe('customer.sql is tried', () => {
  const file = fileOf('select id from t\nwhere :lang is null and id = :visitorImId', 'customer')
  test('with an unused id of each channel', async () => {
    const { query, asked } = createQuery(() => [])
    expect(await probeIds(query, file)).toEqual([])
    expect(asked.map(([, values]) => values)).toEqual([
      [null, 'webim-visitor-00000000000000000000'],
      [null, 'o000000000000000000000000000'],
      [null, '99999999999999999999'],
      [null, '0'],
      [null, '00000000-0000-0000-0000-000000000000'],
      [null, "O'0, 小 %_\\{"],
    ])
    expect(new Set(asked.map(([text]) => text))).toEqual(new Set([file.text]))
  })

  test('and may find nobody by an id that is out of range', async () => {
    const { query, asked } = createQuery(() => BAD_VALUE)
    expect([await probeIds(query, file), asked.length]).toEqual([[], 6])
  })

  test.each([
    ['0', 'the id 0'],
    ['99999999999999999999', 'the id 99999999999999999999'],
    ['webim-visitor-00000000000000000000', 'an id that is not a number'],
    ['00000000-0000-0000-0000-000000000000', 'an id that is not a number'],
  ])('and is reported if such ids make it fail: %s', async (id, whose) => {
    const position = file.text.indexOf('id =') + 1
    const { query, asked } = createQuery((_text, [, given]) =>
      given === id ? errorOf({ position: String(position) }) : [],
    )
    expect(await probeIds(query, file)).toEqual([
      {
        line: 2,
        message: `fails for a visitor with ${whose}: wrong type (42883). Compare as text: id::text = :visitorImId`,
      },
    ])
    expect(asked.at(-1)?.[1]).toEqual([null, id])
  })

  test('and is not blamed on a type if the error has another cause', async () => {
    const { query } = createQuery(() => errorOf({ code: '22012', message: 'division by zero' }))
    expect(await probeIds(query, file)).toMatchObject([
      { message: 'fails for a visitor with an id that is not a number: division by zero (22012)' },
    ])
  })

  test('not again after a timeout', async () => {
    const { query, asked } = createQuery(() => LATE)
    expect([await probeIds(query, file), asked.length]).toEqual([[], 1])
  })
})

describe('each file is tried', () => {
  const file = fileOf('select :customerId, :channel, :sent.sku, :lang')
  const knownValues = { channel: ['web', 'app'], lang: ['en'] }
  const base = { customerId: '0', visitorImId: '0' }
  const probe = (query: RunQuery) => probeValues(query, file, { base, knownValues })

  test('with every channel and language, and what visitors may send', async () => {
    const { query, asked } = createQuery(() => [])
    expect(await probe(query)).toEqual({ faults: [], warnings: [] })
    expect(asked.map(([, values]) => values)).toEqual([
      ['0', 'web', null, null],
      ['0', 'app', null, null],
      ['0', null, "O'0, 小 %_\\{", null],
      ['0', null, '99999999999999999999', null],
      ['0', null, '-1', null],
      ['0', null, null, 'en'],
    ])
  })

  test('with a warning for a rejected channel, and a fault for rejected visitor input', async () => {
    const { query, asked } = createQuery((_text, [, channel, sku]) =>
      channel === 'app' || sku !== null ? BAD_VALUE : [],
    )
    expect(await probe(query)).toEqual({
      faults: [
        {
          line: null,
          message: `fails if :sent.sku is O'0, 小 %_\\{: wrong type (22P02). Compare as text: column::text = :sent.sku`,
        },
      ],
      warnings: [
        'a.sql: fails if :channel is app: wrong type (22P02). Compare as text: column::text = :channel',
      ],
    })
    // One failure of a parameter is enough.
    expect(asked).toHaveLength(4)
  })

  test('with a fault for any other error', async () => {
    const { query } = createQuery((_text, [, channel]) => (channel === 'web' ? errorOf() : []))
    expect(await probe(query)).toMatchObject({
      faults: [{ message: expect.stringContaining(':channel is web') }],
      warnings: [],
    })
  })

  test('no longer if it is late', async () => {
    const { query, asked } = createQuery((_text, [, channel]) => (channel === 'app' ? LATE : []))
    expect([await probe(query), asked.length]).toEqual([{ faults: [], warnings: [] }, 2])
  })

  test('with an id that it accepts: a number, or else a UUID', async () => {
    const number = createQuery(() => [])
    expect(await findAcceptedIds(number.query, file)).toEqual({ customerId: '0', visitorImId: '0' })
    expect(number.asked).toEqual([[file.text.replace(/\d+$/, '0'), ['0', null, null, null]]])
    const uuid = '00000000-0000-0000-0000-000000000000'
    const other = createQuery((_text, [id]) => (id === '0' ? BAD_VALUE : []))
    expect(await findAcceptedIds(other.query, file)).toEqual({ customerId: uuid, visitorImId: uuid })
    expect(await findAcceptedIds(createQuery(() => BAD_VALUE).query, file)).toBeUndefined()
  })

  test('with null for absent values', () => {
    expect(pickValues(file, { lang: 'en' })).toEqual([null, null, null, 'en'])
  })
})

describe('a panel is tried', () => {
  const file = fileOf('-- timeout: 900ms\nselect 1 / :customerId::int')
  test('for a customer without rows, within its own limit', async () => {
    const limits: (number | null)[] = []
    const { query, asked } = createQuery((text, _values, limit) => {
      if (text === file.text) limits.push(limit)
      return []
    })
    expect(await probePanel(query, file)).toEqual([])
    expect([asked.at(-1), limits]).toEqual([[file.text, ['0']], [900]])
  })
  test('with a warning for an error', async () => {
    const { query } = createQuery((text) =>
      text === file.text ? errorOf({ position: String(file.text.indexOf('1 /')) }) : [],
    )
    expect(await probePanel(query, file)).toEqual([
      'a.sql:2: fails for a customer without rows: wrong type (42883)',
    ])
  })
  test('with a warning for a timeout', async () => {
    const { query } = createQuery((text) => (text === file.text ? LATE : []))
    expect(await probePanel(query, file)).toEqual([
      'a.sql: takes longer than its time limit, even for a customer without rows',
    ])
  })
  test('not at all if it accepts no id', async () => {
    const { query, asked } = createQuery(() => BAD_VALUE)
    expect([await probePanel(query, file), asked.length]).toEqual([[], 2])
  })
})

describe('search.sql is tried', () => {
  const file = fileOf(
    'select id from t where a = :email or b = :number or c = :phoneTail or d = :name',
    'search',
    'search.sql',
  )
  const isProbe = (text: string) => text === file.text
  const TERMS = [
    ['nobody@example.invalid', null, null, null],
    [null, null, '8600000000000', null],
    [null, '0000', '0000', null],
    [null, '99999999999999999999', null, null],
    [null, null, null, "Nobody O'Nobody %_\\"],
    [null, null, null, '无名氏'],
    [null, 'ZZ-0000/0', null, null],
  ]

  test('with a term of each kind, and its plan is read for each', async () => {
    const { query, asked } = createQuery((text) => (text.startsWith('explain') ? [[[]]] : []))
    expect(await probeSearch(query, file)).toEqual({ faults: [], warnings: [] })
    expect(asked.filter(([text]) => isProbe(text)).map(([, values]) => values)).toEqual(TERMS)
    expect(asked.filter(([text]) => text.startsWith('explain')).map(([, values]) => values)).toEqual(TERMS)
  })

  test('with a fault that names the term', async () => {
    const { query } = createQuery((text, [email]) => (isProbe(text) && email !== null ? errorOf() : [[[]]]))
    expect(await probeSearch(query, file)).toEqual({
      faults: [
        {
          line: null,
          message:
            'fails if nobody@example.invalid is searched for: wrong type (42883). Compare as text: column::text = :number',
        },
      ],
      warnings: [],
    })
  })

  test('with a warning for a value that is out of range, as another column may match', async () => {
    const { query } = createQuery((text, [, number]) =>
      isProbe(text) && number === '0000' ? BAD_VALUE : [[[]]],
    )
    expect(await probeSearch(query, file)).toEqual({
      faults: [],
      warnings: [
        'search.sql: finds nobody, because it fails if 0000 is searched for: wrong type (22P02). Compare as text: column::text = :number',
      ],
    })
  })

  test('no longer if it is late', async () => {
    const { query, asked } = createQuery((text) => (isProbe(text) ? LATE : [[[]]]))
    expect([await probeSearch(query, file), asked.length]).toEqual([{ faults: [], warnings: [] }, 1])
  })

  test('with one warning for repeated full scans', async () => {
    const plan = { 'Node Type': 'Seq Scan', Schema: 'public', 'Relation Name': 't' }
    const { query } = createQuery((text) =>
      text.startsWith('explain') ? [[[{ Plan: plan }]]] : isProbe(text) ? [] : [['50000']],
    )
    expect((await probeSearch(query, file)).warnings).toEqual([
      expect.stringContaining('reads all of the table t'),
    ])
  })
})

describe('a full scan', () => {
  const file = fileOf('select * from orders where c = :customerId')
  const scan = (more: object = {}) => ({
    'Node Type': 'Seq Scan',
    Schema: 'shop',
    'Relation Name': 'orders',
    ...more,
  })
  const find = async (plan: unknown, count: string | null = '10000') => {
    const created = createQuery((text) => (text.startsWith('explain') ? [[[{ Plan: plan }]]] : [[count]]))
    return { ...created, warnings: await findFullScans(created.query, file, { customerId: '0' }) }
  }
  const WARNING =
    'a.sql: reads all of the table orders (about 10,000 rows) for each page: an index is missing, or a cast or a function on the column keeps Postgres from using it'

  test('of a large table is reported from its plan, without running it', async () => {
    const { warnings, asked } = await find(scan())
    expect(warnings).toEqual([WARNING])
    expect(asked).toEqual([
      [`explain (verbose, format json) ${file.text}`, ['0']],
      [expect.stringContaining('reltuples'), ['shop', 'orders']],
    ])
  })

  test('of a small table is accepted', async () => {
    expect((await find(scan(), '9999')).warnings).toEqual([])
    expect((await find(scan(), null)).warnings).toEqual([])
  })

  test('is found inside other plans, once for each table', async () => {
    const inner = { 'Node Type': 'Limit', Plans: [{ 'Node Type': 'Hash Join', Plans: [scan(), scan()] }] }
    expect((await find(inner)).warnings).toEqual([WARNING])
  })

  test.each<[string, object, number]>([
    ['reads a whole index and filters it', { 'Node Type': 'Index Scan', Filter: 'f' }, 1],
    ['reads a whole index alone and filters it', { 'Node Type': 'Index Only Scan', Filter: 'f' }, 1],
    ['reads a whole index in order', { 'Node Type': 'Index Scan' }, 0],
    ['looks up in an index', { 'Node Type': 'Index Scan', 'Index Cond': 'c', Filter: 'f' }, 0],
    ['looks up in a bitmap', { 'Node Type': 'Bitmap Index Scan', Filter: 'f' }, 0],
    ['reads a function', { 'Node Type': 'Function Scan', Filter: 'f' }, 0],
  ])('is recognized: %s (%o)', async (_what, more, count) => {
    expect((await find(scan(more))).warnings).toHaveLength(count)
  })

  test('of an unknown table, or without a plan, is ignored', async () => {
    const { asked, warnings } = await find({ 'Node Type': 'Seq Scan' }, null)
    expect([warnings, asked.at(-1)?.[1]]).toEqual([[], ['', '']])
    expect((await find(undefined)).warnings).toEqual([])
  })

  test('is not searched for in statements that cannot be explained', async () => {
    expect(await findFullScans(createQuery(() => errorOf()).query, file, {})).toEqual([])
    const failing: RunQuery = () => Promise.reject(new TypeError('x'))
    await expect(findFullScans(failing, file, {})).rejects.toThrow(TypeError)
  })
})

describe('missing privileges', () => {
  interface Known {
    schemas?: Record<string, string>
    /** The privileges that are missing, by table. */
    missing?: Record<string, string[]>
    sequences?: Record<string, string>
  }
  async function find(sql: string, { schemas = {}, missing = {}, sequences = {} }: Known = {}) {
    const tables: [string, string][] = []
    const { query } = createQuery((text, [table = '', needed]) => {
      const name = String(table)
      if (text.includes('pg_namespace')) return schemas[name] === undefined ? [] : [[schemas[name], 'crm']]
      if (text.includes('pg_proc')) return []
      if (text.includes('pg_depend')) return sequences[name] === undefined ? [] : [[sequences[name], 'crm']]
      tables.push([name, String(needed).replaceAll('"', '')])
      const lacking = missing[name]
      return lacking ? [[name, 'crm', lacking]] : []
    })
    return { tables, lines: await findMissingGrants(query, findUsedObjects(sql)) }
  }

  test.each<[string, string, [string, string][]]>([
    ['select 1 from a', 'selects from', [['a', '{select}']]],
    [
      'select 1 from a join b using (x)',
      'joins',
      [
        ['a', '{select}'],
        ['b', '{select}'],
      ],
    ],
    [
      'delete from only a using b',
      'deletes from',
      [
        ['a', '{select,delete}'],
        ['b', '{select}'],
      ],
    ],
    ['UPDATE a set x = 1', 'updates', [['a', '{select,update}']]],
    ['insert into a select 1', 'inserts into', [['a', '{select,insert}']]],
    [
      'merge into a using b on true when matched then delete',
      'merges into',
      [
        ['a', '{select,insert,update,delete}'],
        ['b', '{select}'],
      ],
    ],
    [
      'with x as (delete from a returning 1) insert into a select 1',
      'deletes from and inserts into',
      [['a', '{select,insert,delete}']],
    ],
    ['select 1 from shop . "My ""own"""', 'names in quotes', [['shop . "My ""own"""', '{select}']]],
    ['select 1 from 订单', 'names in Chinese', [['订单', '{select}']]],
    ['select 1 -- from b\nfrom/* c */a', 'selects from, whatever its comments say,', [['a', '{select}']]],
  ])('are asked for every table: %s', async (sql, _what, tables) => {
    expect((await find(sql)).tables).toEqual(tables)
  })

  test('include update if a row may exist already', async () => {
    const { tables } = await find('insert into a values (1) on conflict (x) do update set x = 1')
    expect(tables).toContainEqual(['a', '{select,insert,update}'])
  })

  test('are reported as grants to run, for each table', async () => {
    const { lines } = await find('insert into a select 1 from b', {
      missing: { a: ['select', 'insert'], b: ['select'] },
    })
    expect(lines).toEqual(['grant select, insert on a to crm;', 'grant select on b to crm;'])
  })

  test('are one line for tables that lack the same', async () => {
    const missing = { a: ['select'], b: ['select'], c: ['select (x)'] }
    const { lines } = await find('select 1 from a, lateral (select 1 from b) b join c using (x)', { missing })
    expect(lines).toEqual(['grant select on a, b to crm;', 'grant select (x) on c to crm;'])
  })

  test('on a schema come first, as its tables cannot be examined without them', async () => {
    const { lines, tables } = await find('insert into s.a select 1', {
      schemas: { 's.a': 's' },
      sequences: { 's.a': 'q' },
    })
    expect([lines, tables]).toEqual([['grant usage on schema s to crm;'], []])
  })

  test('on the sequence of a table are needed only to insert', async () => {
    const sequences = { a: 'a_id_seq' }
    expect((await find('insert into a select 1', { sequences })).lines).toEqual([
      'grant usage on sequence a_id_seq to crm;',
    ])
    expect((await find('update a set x = 1', { sequences })).lines).toEqual([])
  })

  test('are reported for the file that needs them, else with the database’s message', async () => {
    const file = fileOf('insert into a select 1', 'link', 'link.sql')
    const { query } = createQuery((text) =>
      text.includes('has_table_privilege') ? [['a', 'crm', ['insert']]] : [],
    )
    const none = createQuery(() => []).query
    const refused = errorOf({ code: '42501' })
    expect(await toFaults(refused, file, query, 'DATABASE_URL')).toEqual([
      {
        line: null,
        message:
          "DATABASE_URL's role lacks privileges. As the owner of the tables, run: grant insert on a to crm;",
      },
    ])
    expect(await toFaults(refused, file, none, 'DATABASE_URL')).toEqual([
      { line: null, message: 'wrong type (42501)' },
    ])
    expect(await toFaults(errorOf(), file, query, 'DATABASE_URL')).toEqual([
      { line: null, message: 'wrong type (42883)' },
    ])
    await expect(toFaults(new TypeError('x'), file, query, 'DATABASE_URL')).rejects.toThrow(TypeError)
  })
})
