import { afterEach, describe, expect, test } from 'vitest'
import { checkLinking } from '../../src/customer/check/check-linking.ts'
import { checkQueries } from '../../src/customer/check/check.ts'
import { runForVisitor } from '../../src/customer/check/visitor-run.ts'
import type { LinkLock } from '../../src/customer/link.ts'
import { readQueries } from '../../src/customer/query-file/queries.ts'
import { startPostgres, type Answer, type Table } from '../support/postgres-stand-in.ts'
import { NOBODY, writeQueries } from '../support/queries.ts'

/* The check of a folder of files, on a server whose answers the test chooses. */

const [BOOL, INT4] = [16, 23]

const ends: (() => Promise<void>)[] = []
afterEach(() => Promise.all(ends.splice(0).map((end) => end())))

type Sent = [string, readonly (string | null)[]]

/** Reads the files, and starts a server that answers by a function. */
async function start(files: Record<string, string>, answer: Answer) {
  const sent: Sent[] = []
  const { pool, close } = await startPostgres((text, values) => {
    sent.push([text, values])
    return answer(text, values)
  })
  ends.push(close)
  const directory = writeQueries(files)
  const strip = (lines: readonly string[]) => lines.map((line) => line.replaceAll(`${directory}/`, ''))
  return { pool, sent, strip, read: readQueries(directory) }
}

const CUSTOMER =
  'select id, name from customers where v = :visitorImId and c is not distinct from :customerId'
const ID: Table = { columns: [{ name: 'id', type: INT4 }, 'name'], rows: [] }
const YES: Table = { columns: [{ name: 'fits', type: BOOL }], rows: [['t']] }
const NO: Table = { columns: [{ name: 'fits', type: BOOL }], rows: [['f']] }
/** A plan without tables. */
const PLAN: Table = { columns: [{ name: 'plan', type: 114 }], rows: [['[]']] }
const isIdCheck = (text: string) => text.includes('from pg_type')

describe('a check', () => {
  async function check(files: Record<string, string>, answer: Answer) {
    const { pool, strip, read, sent } = await start(
      { 'customer.sql': CUSTOMER, ...files },
      (text, values) => {
        if (text.startsWith('explain')) return PLAN
        const answered = answer(text, values)
        if (answered) return answered
        return isIdCheck(text) ? YES : text.includes('from customers') ? ID : undefined
      },
    )
    const knownValues = { channel: ['web'], lang: ['en'] }
    const { faults, warnings } = await checkQueries(read, { pool, timeoutMs: 20_000, knownValues })
    return { faults: strip(faults), warnings: strip(warnings), sent }
  }

  test('accepts correct files', async () => {
    const panel = 'select a from orders where c = :customerId'
    const { faults, warnings, sent } = await check({ 'panels/1-a.sql': panel }, (text) =>
      text.includes('from orders') ? { columns: ['a'], rows: [] } : undefined,
    )
    expect([faults, warnings]).toEqual([[], []])
    // First without rows, for the columns.
    const own = sent.filter(([text]) => text.includes('from customers'))
    expect(own[0]).toEqual([expect.stringMatching(/ limit 0$/), [null, null]])
    expect(sent.find(([text]) => isIdCheck(text))?.[1]).toEqual([String(INT4)])
  })

  test('reports parse faults first', async () => {
    const { faults } = await check(
      { 'panels/1-a.sql': '-- rows: x\nselect a from orders where c = :customerId and b = :nothing' },
      () => undefined,
    )
    expect(faults[0]).toBe('panels/1-a.sql:1: rows must be a number from 1 to 999')
    expect(faults[1]).toMatch(/^panels\/1-a\.sql:2: unknown parameter :nothing/)
  })

  test.each<[string, Record<string, string>, string, Table]>([
    [
      'customer.sql without an id',
      { 'customer.sql': CUSTOMER },
      'customer.sql',
      { columns: ['name', 'other'], rows: [] },
    ],
    [
      'search.sql without an id',
      { 'search.sql': 'select name, other from found where n = :name' },
      'search.sql',
      { columns: ['name', 'other'], rows: [] },
    ],
  ])('refuses %s', async (_what, files, path, table) => {
    const { faults } = await check(files, (text) =>
      text.includes(path === 'customer.sql' ? 'from customers' : 'from found') ? table : undefined,
    )
    expect(faults).toContain(
      `${path}: must return a column id, which identifies the customer; it returns name, other`,
    )
  })

  test('rejects an id that is neither number nor text, and a masked one', async () => {
    const { faults } = await check({}, (text) => (isIdCheck(text) ? NO : undefined))
    expect(faults).toEqual(['customer.sql: the column id must be a number or text'])
    const masked = await check(
      { 'customer.sql': `-- hide: name\n-- column id: Id | 号 | mask\n${CUSTOMER}` },
      () => undefined,
    )
    expect(masked.faults).toEqual(['customer.sql:2: the column id cannot be masked'])
    const shown = await check(
      { 'customer.sql': `-- column id: Id | 号 | copy\n${CUSTOMER}` },
      () => undefined,
    )
    expect(shown.faults).toEqual([])
  })

  test('names the line of a statement that the database rejects', async () => {
    const sql = 'select a\nfrom orders where c = :customerId'
    const { faults } = await check({ 'panels/1-a.sql': sql }, (text) =>
      text.includes('from orders')
        ? { code: '42P01', message: 'no such table', position: text.indexOf('from orders') + 1 }
        : undefined,
    )
    expect(faults).toEqual(['panels/1-a.sql:2: no such table (42P01)'])
  })

  test('compares a file’s columns with its annotations and types', async () => {
    const lines = ['-- column b: B', '-- column a: A | 甲 | date', '-- column c: C | 丙 | alert(> 1) phone']
    const sql = `${lines.join('\n')}\nselect a, c from orders where c = :customerId`
    const { faults, warnings } = await check({ 'panels/1-a.sql': sql }, (text) =>
      text.includes('from orders') ? { columns: [{ name: 'a', type: INT4 }, 'c'], rows: [] } : undefined,
    )
    expect(faults).toEqual(['panels/1-a.sql:1: there is no column b; it returns a, c'])
    expect(warnings.slice(0, 2)).toEqual([
      expect.stringContaining('panels/1-a.sql:2: the type of the column a does not fit the format date'),
      expect.stringContaining('panels/1-a.sql:3: alert has no effect on the column c'),
    ])
  })

  test('expects a name of customers only, also of those that a search finds', async () => {
    const panel = 'select * from orders where c = :customerId'
    const { warnings } = await check(
      { 'panels/1-a.sql': panel, 'search.sql': 'select * from found where n = :name' },
      (text) =>
        /from (?:customers|orders|found)/.test(text) ? { columns: ['id', 'user_name'], rows: [] } : undefined,
    )
    const about = warnings.filter((warning) => warning.includes('user_name as name'))
    expect(about.map((warning) => warning.split(':')[0])).toEqual(['customer.sql', 'search.sql'])
  })

  test('compares the title’s address of a panel with the customer’s columns', async () => {
    const title = '-- title: A | 甲 | link(https://x.example/{nick}/{name})'
    const panels = ['a', 'b'].map((name) => [
      `panels/${name}.sql`,
      `${title}\nselect a from orders where c = :customerId`,
    ])
    const { faults } = await check(Object.fromEntries(panels) as Record<string, string>, (text) =>
      text.includes('from orders') ? { columns: ['a'], rows: [] } : undefined,
    )
    const fault = 'the address of the title names no column {nick} of customer.sql; it returns id, name'
    expect(faults).toEqual([`panels/a.sql:1: ${fault}`, `panels/b.sql:1: ${fault}`])
  })

  test('tries ids, values and terms', async () => {
    const files = {
      'search.sql': 'select id from found where n = :number',
      'panels/1-a.sql': 'select a from orders where c = :customerId and l = :channel',
    }
    const { faults, warnings } = await check(files, (text, values) => {
      if (text.includes('from orders'))
        return values[1] === 'web'
          ? { code: '22P02', message: 'no enum', where: 'portal $2' }
          : { columns: ['a'], rows: [] }
      if (text.includes('from found'))
        return values[0] === '0000'
          ? { code: '42883', message: 'no operator' }
          : { columns: ['id'], rows: [] }
      return text.includes('from customers') && values[0] === '0' && !text.endsWith('limit 0')
        ? { code: '42883', message: 'no operator' }
        : undefined
    })
    expect(faults).toEqual([
      'customer.sql: fails for a visitor with the id 0: no operator (42883). Compare as text: id::text = :visitorImId',
      'search.sql: fails if 0000 is searched for: no operator (42883). Compare as text: column::text = :number',
    ])
    expect(warnings).toContain(
      'panels/1-a.sql: fails if :channel is web: no enum (22P02). Compare as text: column::text = :channel',
    )
  })

  test('probes no values of a panel that accepts no id, and ids only in customer.sql', async () => {
    const files = {
      'panels/1-a.sql': 'select a from orders where c = :customerId and l = :channel',
      'panels/2-b.sql': 'select a from notes where v = :visitorImId',
    }
    const { faults, warnings } = await check(files, (text, values) => {
      if (text.includes('from orders'))
        return values[0] === null ? { columns: ['a'], rows: [] } : { code: '22P02', where: 'portal $1' }
      if (!text.includes('from notes')) return undefined
      return values[0] === null || values[0] === '0' ? { columns: ['a'], rows: [] } : { code: '42883' }
    })
    expect([faults, warnings]).toEqual([[], []])
  })

  test('keeps the faults of search.sql found before probing terms', async () => {
    const search = '-- column n: N | 数 | date\nselect id, n from found where n = :number'
    const { warnings } = await check({ 'search.sql': search }, (text) =>
      text.includes('from found') ? { columns: ['id', { name: 'n', type: INT4 }], rows: [] } : undefined,
    )
    expect(warnings).toEqual([expect.stringMatching(/^search\.sql:1: the type of the column n does not fit/)])
  })

  test('prints what the role of DATABASE_URL must be granted', async () => {
    const { faults } = await check({}, (text) => {
      if (text.includes('has_table_privilege'))
        return {
          columns: ['name', 'role', { name: 'missing', type: 1009 }],
          rows: [['customers', 'crm', '{select}']],
        }
      return text.includes('from customers') ? { code: '42501' } : undefined
    })
    expect(faults).toEqual([
      "customer.sql: DATABASE_URL's role lacks privileges. As the owner of the tables, run: grant select on customers to crm;",
    ])
  })

  test('stops without a database', async () => {
    await expect(check({}, () => ({ code: '53300' }))).rejects.toMatchObject({ failure: 'unavailable' })
  })
})

describe('a run for one visitor', () => {
  const PANELS = {
    'panels/1-a.sql': 'select a from orders where c = :customerId',
    'panels/2-b.sql': '-- for: unknown\nselect a from hints where v = :visitorImId',
    'panels/3-c.sql': '-- for: all\n-- roles: lead\nselect a from notes where v = :visitorImId',
  }
  async function run(
    customer: ReturnType<Answer>,
    tables: Record<string, ReturnType<Answer>> = {},
    files = {},
  ) {
    const { pool, strip, read } = await start({ 'customer.sql': CUSTOMER, ...PANELS, ...files }, (text) => {
      const [, table = ''] = /from (\w+) where/.exec(text) ?? []
      return table === 'customers'
        ? customer
        : (tables[table] ?? (text.includes('from (') ? { columns: ['a'], rows: [] } : undefined))
    })
    const parameters = { ...NOBODY, visitorImId: 'v-1' }
    const { results, faults, warnings } = await runForVisitor(read, parameters, { pool, timeoutMs: 20_000 })
    const [shown, ...rest] = [results, faults, warnings].map((lines) =>
      strip(lines).map((line) => line.replaceAll(/\d+ ms/g, 'N ms')),
    )
    return { results: shown ?? [], faults: rest[0], warnings: rest[1] }
  }
  const rowsOf = (...rows: (string | null)[][]): Table => ({
    columns: [{ name: 'id', type: INT4 }, 'name'],
    rows,
  })

  test('with one customer shows the panels for customers, regardless of roles', async () => {
    const orders: Table = {
      columns: ['a', 'b'],
      rows: [
        ['1', '2'],
        ['3', '4'],
      ],
    }
    expect(await run(rowsOf(['7', 'Emma']), { orders })).toEqual({
      results: [
        'customer.sql: found, 1 row, N ms; columns id, name',
        'panels/1-a.sql: ok, 2 rows, N ms; columns a, b',
        'panels/2-b.sql: not run',
        'panels/3-c.sql: empty, 0 rows, N ms; columns a',
      ],
      faults: [],
      warnings: [],
    })
  })

  test.each<[string, ReturnType<Answer>, string]>([
    ['nobody', rowsOf(), 'customer.sql: unknown, 0 rows, N ms; columns id, name'],
    ['a row of nulls', rowsOf([null, null]), 'customer.sql: unknown, 0 rows, N ms; columns id, name'],
    [
      'an id that the column cannot hold',
      { code: '22P02', where: 'portal $1' },
      'customer.sql: unknown: the column cannot hold such an id',
    ],
  ])('with %s shows the panels for unknown visitors', async (_whom, customer, result) => {
    const { results, faults } = await run(customer)
    expect([results, faults]).toEqual([
      [
        result,
        'panels/1-a.sql: not run',
        'panels/2-b.sql: empty, 0 rows, N ms; columns a',
        'panels/3-c.sql: empty, 0 rows, N ms; columns a',
      ],
      [],
    ])
  })

  test.each<[string, ReturnType<Answer>, string, string[]]>([
    [
      'several customers',
      rowsOf(['7', 'a'], ['8', 'b']),
      'customer.sql: several, 2 rows, N ms; columns id, name',
      [],
    ],
    [
      'a failure',
      { code: '22012', message: 'division by zero' },
      'customer.sql: failed, N ms',
      ['customer.sql: division by zero (22012)'],
    ],
    [
      'a look-up that is late',
      { code: '57014' },
      'customer.sql: late, N ms',
      ['customer.sql: took longer than its time limit, N ms'],
    ],
  ])('with %s shows no panel', async (_what, customer, result, expected) => {
    const { results, faults } = await run(customer)
    expect(results).toEqual([
      result,
      ...[1, 2, 3].map((n) => `panels/${String(n)}-${' abc'.charAt(n)}.sql: not run`),
    ])
    expect(faults).toEqual(expected)
  })

  test('omits hidden columns', async () => {
    const { results } = await run(rowsOf(['7', 'Emma']), {}, { 'customer.sql': `-- hide: name\n${CUSTOMER}` })
    expect(results[0]).toBe('customer.sql: found, 1 row, N ms; columns id')
  })

  test('reports differences between the rows of one customer, as the first one is shown', async () => {
    const { warnings } = await run(rowsOf(['7', 'Emma'], ['7', 'Ann'], ['8', 'Tom'], ['8', 'Tom']))
    expect(warnings).toEqual(['customer.sql: rows with the same id differ in name; the first row is shown'])
    expect((await run(rowsOf(['7', 'Emma'], ['7', 'Emma']))).warnings).toEqual([])
  })

  test('knows no customer if there are more rows than are read, like the page', async () => {
    const { results, warnings } = await run(rowsOf(...Array.from({ length: 1001 }, () => ['7', 'Emma'])))
    expect(results[0]).toBe('customer.sql: several, 1000 rows, N ms; columns id, name')
    expect(warnings).toEqual(['customer.sql: has more than 1000 rows; the rest is not read'])
  })

  test('reports a panel that fails, times out, or has too many rows', async () => {
    const many: Table = { columns: ['a'], rows: Array.from({ length: 1001 }, () => ['x']) }
    expect(
      await run(rowsOf(['7', 'Emma']), {
        orders: { code: '22012', message: 'division by zero' },
        notes: many,
      }),
    ).toMatchObject({
      results: [
        expect.any(String),
        'panels/1-a.sql: failed, N ms',
        'panels/2-b.sql: not run',
        'panels/3-c.sql: ok, 1000 rows, N ms; columns a',
      ],
      faults: ['panels/1-a.sql: division by zero (22012)'],
      warnings: ['panels/3-c.sql: has more than 1000 rows; the rest is not read'],
    })
    expect(await run(rowsOf(['7', 'Emma']), { orders: { code: '57014' } })).toMatchObject({
      faults: ['panels/1-a.sql: took longer than its time limit, N ms'],
    })
  })

  test('runs no faulty file', async () => {
    const panel = { 'panels/1-a.sql': 'select a from orders where c = :nothing' }
    expect((await run(rowsOf(['7', 'Emma']), {}, panel)).results[1]).toBe('panels/1-a.sql: not run')
    const customer = { 'customer.sql': 'select id from customers where v = :nothing' }
    expect((await run(rowsOf(['7', 'Emma']), {}, customer)).results).toEqual(['customer.sql: not run'])
  })
})

describe('the check of links', () => {
  const LINKING = {
    'link.sql': 'insert into links select :visitorImId, :customerId returning customer_id',
    'unlink.sql': 'delete from links where v = :visitorImId and c = :customerId returning v',
  }
  const SOURCE = 'select id, link_source from customers where v = :visitorImId'

  interface Given {
    files?: Record<string, string>
    lock?: LinkLock
    answer?: Answer
    hasUnlink?: boolean
  }
  async function check({
    files = {},
    lock = 'advisory',
    answer = () => undefined,
    hasUnlink = true,
  }: Given = {}) {
    const linking = hasUnlink ? LINKING : { 'link.sql': LINKING['link.sql'] }
    const all = { 'customer.sql': SOURCE, ...linking, ...files }
    const { pool, strip, read, sent } = await start(all, (text, values) => {
      const answered = answer(text, values)
      if (answered) return answered
      if (text.includes('pg_is_in_recovery') || text.includes('pg_try_advisory')) return NO
      if (text.startsWith('explain')) return { columns: ['plan'], rows: [['x']] }
      if (text.includes('insert into')) return { columns: ['customer_id'], rows: [] }
      return text.includes('delete from') ? { columns: ['v'], rows: [] } : undefined
    })
    const { queries } = read
    if (!queries.linking) throw new Error('There is no link.sql')
    const { faults, warnings } = await checkLinking(queries.linking, queries.customer, pool, {
      timeoutMs: 500,
      lock,
    })
    return { faults: strip(faults), warnings: strip(warnings), sent }
  }

  test('accepts correct files, and writes nothing', async () => {
    const { faults, warnings, sent } = await check()
    expect([faults, warnings]).toEqual([[], []])
    const locks = sent.filter(([text]) => /advisory/.test(text))
    expect(locks.map(([text]) => text)).toEqual([
      'select pg_advisory_xact_lock($1::bigint)',
      'select pg_try_advisory_xact_lock($1::bigint)',
    ])
    expect(locks[0]?.[1]).toEqual(locks[1]?.[1])
    expect(locks[0]?.[1][0]).toMatch(/^\d{1,10}$/)
    expect(sent.filter(([text]) => text === 'commit')).toEqual([])
  })

  test('rejects a read-only server', async () => {
    const { faults, warnings } = await check({
      answer: (text) => (text.includes('pg_is_in_recovery') ? YES : undefined),
    })
    expect([faults, warnings]).toEqual([
      ['DATABASE_WRITE_URL names a server that accepts no writes: a replica, or one that is being restored'],
      [],
    ])
  })

  const NO_LOCKS = [
    'DATABASE_WRITE_URL names a server whose advisory locks have no effect: set LINK_LOCK=serializable',
  ]
  test.each<[string, Answer]>([
    ['lock nothing', (text) => (text.includes('pg_try_advisory') ? YES : undefined)],
    ['do not exist', (text) => (text.includes('pg_advisory') ? { code: '42883' } : undefined)],
    ['cannot be tried', (text) => (text.includes('pg_try_advisory') ? { code: '0A000' } : undefined)],
  ])('rejects a server whose locks %s, unless locks are turned off', async (_what, answer) => {
    expect((await check({ answer })).faults).toEqual(NO_LOCKS)
    const without = await check({ answer, lock: 'serializable' })
    expect([without.faults, without.warnings]).toEqual([[], []])
    expect(without.sent.filter(([text]) => text.includes('advisory'))).toEqual([])
  })

  test('warns if there is no second connection to test locks', async () => {
    const { faults, warnings } = await check({
      answer: (text) => (text.includes('pg_try_advisory') ? { code: '53300' } : undefined),
    })
    expect([faults, warnings]).toEqual([
      [],
      ['the advisory locks of DATABASE_WRITE_URL were not tested, which takes two connections'],
    ])
  })

  test('requires that the written or removed row is returned', async () => {
    const other = await check({
      answer: (text) =>
        /insert|delete/.test(text) && !text.startsWith('explain')
          ? { columns: ['a', 'b'], rows: [] }
          : undefined,
    })
    const needs =
      'link.sql: must return one row with a column customer_id, the customer that the visitor is linked to; it returns'
    expect(other.faults).toEqual([`${needs} a, b`])
    const none = await check({
      answer: (text) =>
        /insert|delete/.test(text) && !text.startsWith('explain') ? { columns: [], rows: [] } : undefined,
    })
    expect(none.faults).toEqual([
      `${needs} nothing`,
      'unlink.sql: must return the row that it has removed; it returns nothing',
    ])
  })

  test('warns if links cannot be undone, or only immediately', async () => {
    expect((await check({ hasUnlink: false })).warnings).toEqual([
      'link.sql: there is no unlink.sql beside it, so no link can be undone',
    ])
    const customer = { 'customer.sql': 'select id from customers where v = :visitorImId' }
    expect((await check({ files: customer })).warnings).toEqual([
      'customer.sql: returns no column link_source, so a link can only be undone on the page that made it',
    ])
  })

  test('names the line of a statement that the database refuses', async () => {
    const files = { 'link.sql': LINKING['link.sql'].replace(' select', '\nselect') }
    const { faults } = await check({
      files,
      answer: (text) =>
        text.includes('insert')
          ? { code: '42703', message: 'no such column', position: text.indexOf('select') + 1 }
          : undefined,
    })
    expect(faults).toEqual(['link.sql:2: no such column (42703)'])
  })

  test('prints all grants that the role needs, of which Postgres itself names only those for EXPLAIN', async () => {
    const refused = await check({
      answer: (text) =>
        /^explain\s+insert/.test(text)
          ? { code: '42501', message: 'denied' }
          : text.includes('has_table_privilege')
            ? {
                columns: ['name', 'role', { name: 'missing', type: 1009 }],
                rows: [['links', 'crm', '{insert}']],
              }
            : undefined,
    })
    expect(refused.faults).toEqual([
      "link.sql: DATABASE_WRITE_URL's role lacks privileges. As the owner of the tables, run: grant insert on links to crm;",
    ])
    const sequence = await check({
      answer: (text) =>
        text.includes('pg_depend') ? { columns: ['name', 'role'], rows: [['q', 'crm']] } : undefined,
    })
    expect(sequence.faults).toEqual([
      "link.sql: DATABASE_WRITE_URL's role lacks privileges. As the owner of the tables, run: grant usage on sequence q to crm;",
    ])
  })
})
