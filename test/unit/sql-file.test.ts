import { describe, expect, test } from 'vitest'
import { bindNames } from '../../src/customer/named-parameters.ts'
import { parseSqlFile, SqlFileError } from '../../src/customer/sql-file.ts'

describe('named parameters', () => {
  const cases: [string, string, string, string[]][] = [
    ['become numbers', 'select :a, :b', 'select $1, $2', ['a', 'b']],
    ['the same name has the same number', 'select :a, :b, :a', 'select $1, $2, $1', ['a', 'b']],
    ['casts stay', 'select :a::text, now()::date', 'select $1::text, now()::date', ['a']],
    ['strings stay', "select ':a', 'it''s :b', :c", "select ':a', 'it''s :b', $1", ['c']],
    ['strings with backslashes stay', String.raw`select E'\':a', :b`, String.raw`select E'\':a', $1`, ['b']],
    [
      'a plain string ends at a backslash and quote',
      String.raw`select '\', :b`,
      String.raw`select '\', $1`,
      ['b'],
    ],
    ['quoted names stay', 'select ":a", :b', 'select ":a", $1', ['b']],
    [
      'dollar quotes stay',
      'select $$ :a $$, $x$ :b $$ :c $x$, :d',
      'select $$ :a $$, $x$ :b $$ :c $x$, $1',
      ['d'],
    ],
    ['comments stay', 'select 1 -- :a\n/* :b */, :c', 'select 1 -- :a\n/* :b */, $1', ['c']],
    ['assignments and array slices stay', 'f(x := 1), a[1:2]', 'f(x := 1), a[1:2]', []],
    ['two next to each other', ':a:b', '$1$2', ['a', 'b']],
  ]
  test.each(cases)('%s', (_name, sql, text, names) => {
    expect(bindNames(sql)).toEqual({ text, names })
  })
})

describe('annotations', () => {
  test('say how the rows are shown', () => {
    const file = parseSqlFile(
      'queries/panels/20-my_orders.sql',
      `-- title: Orders
-- title.zh: 订单
-- layout: summary
-- rows: 7
-- timeout: 800ms
-- column order_no: Order | 订单号
-- column total: Total | 金额 | money(currency)
-- column placed_at: | | date
-- hide: secret
select * from orders where id = :customerId`,
    )
    expect(file).toMatchObject({
      name: 'my_orders',
      parameters: ['customerId'],
      title: { en: 'Orders', zh: '订单' },
      layout: 'summary',
      rows: 7,
      timeoutMs: 800,
    })
    expect([...file.columns]).toEqual([
      ['order_no', { label: { en: 'Order', zh: '订单号' }, format: null }],
      ['total', { label: { en: 'Total', zh: '金额' }, format: { name: 'money', argument: 'currency' } }],
      [
        'placed_at',
        { label: { en: 'Placed at', zh: 'Placed at' }, format: { name: 'date', argument: null } },
      ],
    ])
    expect([...file.hidden]).toEqual(['secret'])
  })

  test('are all optional', () => {
    expect(parseSqlFile('panels/10-past_visits.sql', 'select 1')).toMatchObject({
      name: 'past_visits',
      title: { en: 'Past visits', zh: 'Past visits' },
      layout: 'table',
      rows: 5,
      timeoutMs: null,
    })
  })

  test('a comment that is none is a comment', () => {
    expect(() => parseSqlFile('a.sql', '-- Note: this is: a comment\nselect 1')).not.toThrow()
  })
})

describe('faults name file and line', () => {
  const cases: [string, string, string][] = [
    ['an unknown parameter', 'select :visitorId', 'a.sql: unknown parameter :visitorId'],
    ['an unknown layout', '\n-- layout: cards', 'a.sql:2: layout must be one of table, fields, summary'],
    ['no number of rows', '-- rows: many', 'a.sql:1: rows must be a number from 1 to 9999'],
    [
      'a timeout without unit',
      '-- timeout: 800',
      'a.sql:1: timeout must be a number of milliseconds, such as 800ms',
    ],
    ['an unknown format', '-- column a: A | 甲 | sparkline', 'a.sql:1: "sparkline" is not a format'],
    ['money without a currency', '-- column a: A | 甲 | money', 'a.sql:1: money needs a currency'],
    ['a column without a name', '-- column: A', 'a.sql:1: column needs a name'],
    ['too many parts', '-- column a: A | 甲 | text | more', 'a.sql:1: a column has at most three parts'],
  ]
  test.each(cases)('%s', (_name, source, message) => {
    expect(() => parseSqlFile('a.sql', source)).toThrow(SqlFileError)
    expect(() => parseSqlFile('a.sql', source)).toThrow(message)
  })
})
