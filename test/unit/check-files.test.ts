import { DatabaseError, types, type FieldDef } from 'pg'
import { describe, expect, test } from 'vitest'
import { checkColumns, findOtherName, findUnnamed } from '../../src/customer/check/check-columns.ts'
import { checkRoles } from '../../src/customer/check/check-roles.ts'
import { checkTemplates } from '../../src/customer/check/check-templates.ts'
import { toFault } from '../../src/customer/check/database-fault.ts'
import { findUnfitFormats } from '../../src/customer/check/format-types.ts'
import {
  findUnfiltered,
  findUnopenable,
  findUnusedProof,
} from '../../src/customer/check/unused-parameters.ts'
import type { Queries } from '../../src/customer/query-file/queries.ts'
import { parseQueryFile, type QueryKind } from '../../src/customer/query-file/query-file.ts'
import { TooLongError } from '../../src/database/decode.ts'
import { NoAnswerError, QueryError } from '../../src/database/query-error.ts'

const read = (lines: string[], sql = 'select 1 as a', path = 'a.sql', kind: QueryKind = 'panel') =>
  parseQueryFile(path, [...lines, sql].join('\n'), kind).file

describe('a query must return', () => {
  test.each<[string, string, (string | number | null)[]]>([
    ['the columns that have annotations', 'column c: C', [1, 'there is no column c; it returns a, b']],
    ['the columns that are hidden', 'hide: c', [1, 'there is no column c to hide; it returns a, b']],
    [
      'the column that has the currency, if it is no code',
      'column a: A | 甲 | money(currency)',
      [1, 'money(currency) names no column; it returns a, b'],
    ],
    ['no column for a code', 'column a: A | 甲 | money(CNY)', []],
    ['nor for one that is not in Intl', 'column a: A | 甲 | money(RMB)', []],
    [
      'the column that has the address',
      'column a: A | 甲 | link(url)',
      [1, 'link(url) names no column; it returns a, b'],
    ],
    [
      'the column that has the colour',
      'column a: A | 甲 | badge(tone: colour)',
      [1, 'badge(colour) names no column; it returns a, b'],
    ],
    ['nothing else for a column without argument', 'column a: A | 甲 | badge(x=good)', []],
  ])('%s', (_rule, line, [at, message]) => {
    const faults = checkColumns(read([`-- ${line}`]), ['a', 'b'])
    expect(faults).toEqual(message === undefined ? [] : [{ line: at, message }])
  })

  test('the currency column whose name is in another case, unless that is a currency', () => {
    const checkMoney = (code: string) =>
      checkColumns(read([`-- column a: A | 甲 | money(${code})`]), ['a', 'cur', 'usd'])
    expect(checkMoney('CUR')).toEqual([
      { line: 1, message: 'money(CUR) names no column; it returns a, cur, usd' },
    ])
    expect(checkMoney('USD')).toEqual([])
  })

  test('a name for each column that is shown', () => {
    const columns = ['a', '?column?']
    expect(findUnnamed(read([]), columns)).toEqual([
      expect.stringMatching(/: a column without a name is shown as \?column\?: name it with as$/),
    ])
    expect(findUnnamed(read(['-- hide: ?column?']), columns)).toEqual([])
    expect(findUnnamed(read(['-- column ?column?: Sum | 和']), columns)).toEqual([])
    expect(findUnnamed(read([]), ['a'])).toEqual([])
  })

  test.each([
    ['customer_name'],
    ['guestName', '"guestName"'],
    ['NAME', '"NAME"'],
    ['姓名'],
    ['客户名称'],
    ['user_nickname'],
  ])('a name for the heading, if there is none but %s', (name, sqlName = name) => {
    const message = `no column is named full_name, name, display_name, nickname, so the heading is the id: rename one with as (${sqlName} as name)`
    expect(findOtherName(read([]), ['id', name])).toEqual([expect.stringContaining(message)])
    expect(findOtherName(read([`-- hide: ${name}`]), ['id', name])).toEqual([])
    expect(findOtherName(read([]), ['id', name, 'nickname'])).toEqual([])
  })

  test('no name for the heading, if no column looks like one', () => {
    expect(findOtherName(read([]), ['id', 'tournament', 'renamed_at', 'phone'])).toEqual([])
  })

  test('each name once, and every duplicate is reported once', () => {
    expect(checkColumns(read([]), ['a', 'b', 'a', 'b', 'a'])).toEqual([
      { line: null, message: 'returns two columns a: rename one of them with as' },
      { line: null, message: 'returns two columns b: rename one of them with as' },
    ])
  })

  test('no hidden column that no other column uses', () => {
    const file = read(['-- hide: b', '-- column a: A | 甲 | money(c)', '-- column c: C'])
    expect(checkColumns(file, ['a', 'b', 'c'])).toEqual([])
  })

  test('the column that another one shows, unmasked', () => {
    const lines = [
      '-- column b: B | 乙 | mask',
      '-- column a: A | 甲 | money(b)',
      '-- column d: D | 丁 | mask',
    ]
    expect(checkColumns(read(lines), ['a', 'b', 'd'])).toEqual([
      { line: 1, message: 'column b is masked, and another shows it as its currency, colour or address' },
    ])
  })

  test('the column that another one shows, not hidden', () => {
    const file = read(['-- hide: b', '-- column a: A | 甲 | money(b)', '-- column c: C'])
    expect(checkColumns(file, ['a', 'b', 'c'])).toEqual([
      { line: 1, message: 'column b is hidden, and another shows it as its currency, colour or address' },
    ])
  })
})

describe('a template uses', () => {
  const customer = {
    file: read(
      ['-- hide: no', '-- column phone: Phone | 电话 | mask'],
      'select 1 as id',
      'customer.sql',
      'customer',
    ),
    columns: ['id', 'no', 'phone'],
  }
  const columns = ['order_no', 'note', 'pin', 'items', 'id']
  const faultsOf = (line: string, of: typeof customer | null = customer) => {
    const file = read([
      `-- ${line}`,
      '-- hide: note',
      '-- column pin: PIN | 密码 | secret',
      '-- column items: Items | 商品 | rows',
    ])
    return checkTemplates({ file, columns }, of).map((fault) => [fault.line, fault.message])
  }
  const at = (column: string) => `(https://x.example/{${column}})`
  const known = `it returns ${columns.join(', ')}`

  test.each([
    ['column id: A | 甲 | link', 'the address of a link'],
    ['column id: A | 甲 | image', 'the address of a picture'],
    ['action: A | 甲 | link', 'the address of an action'],
  ])('columns of its file, neither masked nor hidden: %s', (line, what) => {
    expect(faultsOf(line + at('order_no'))).toEqual([])
    expect(faultsOf(line + at('ordr_no'))).toEqual([
      [1, `${what} names no column {ordr_no} (did you mean {order_no}?); ${known}`],
    ])
    expect(faultsOf(line + at('it'))).toEqual([[1, `${what} names no column {it}; ${known}`]])
    expect(faultsOf(line + at('total'))).toEqual([[1, `${what} names no column {total}; ${known}`]])
    expect(faultsOf(line + at('pin'))).toEqual([[1, `column pin is masked, but used in ${what}`]])
    expect(faultsOf(line + at('note'))).toEqual([[1, `column note is hidden, but used in ${what}`]])
  })

  test('in a reply, only columns with a text, reported once for all languages', () => {
    expect(faultsOf('reply a: No. {order_no} | 单号 {order_no}')).toEqual([])
    expect(faultsOf('reply a: {pin} | {pin}')).toEqual([[1, 'column pin is masked, but used in reply a']])
    expect(faultsOf('reply a: {items}')).toEqual([
      [1, 'reply a names the column items, and rows has no text'],
    ])
  })

  test.each(['json', 'rows', 'image'])('in a reply, no column of the format %s', (display) => {
    const file = read([
      `-- column a: A | 甲 | ${display}`,
      '-- column b: B | 乙 | date',
      '-- reply x: {a} {b} {c}',
    ])
    expect(checkTemplates({ file, columns: ['a', 'b', 'c'] }, null)).toEqual([
      { line: 3, message: `reply x names the column a, and ${display} has no text` },
    ])
  })

  test('in a panel’s title, the customer’s columns', () => {
    const title = `title: A | 甲 | link`
    const what = 'the address of the title'
    expect(faultsOf(title + at('id'))).toEqual([])
    expect(faultsOf(title + at('order_no'))).toEqual([
      [1, `${what} names no column {order_no} of customer.sql; it returns id, no, phone`],
    ])
    expect(faultsOf(title + at('phone'))).toEqual([
      [1, `column phone of customer.sql is masked, but used in ${what}`],
    ])
    expect(faultsOf(title + at('no'))).toEqual([
      [1, `column no of customer.sql is hidden, but used in ${what}`],
    ])
    expect(faultsOf(title + at('order_no'), null)).toEqual([])
  })
})

describe('a format has no effect on', () => {
  const { BOOL, BYTEA, DATE, FLOAT8, INT4, INT8, JSON, JSONB, NUMERIC, TEXT, TIMESTAMPTZ, TIME, VARCHAR } =
    types.builtins
  const TYPES = {
    boolean: [BOOL],
    bytes: [BYTEA],
    number: [INT4, INT8, FLOAT8, NUMERIC],
    time: [DATE, TIME, TIMESTAMPTZ],
    json: [JSON, JSONB],
    text: [TEXT, VARCHAR],
  }
  const COUNTED = ['boolean', 'time', 'json']
  test.each([
    ['number', COUNTED],
    ['money(CNY)', COUNTED],
    ['percent', COUNTED],
    ['unit(kg)', COUNTED],
    ['filesize', COUNTED],
    ['duration', COUNTED],
    ['boolean', ['time', 'json']],
    ['date', ['boolean', 'number']],
    ['datetime', ['boolean', 'number']],
    ['time', ['boolean', 'number']],
    ['ago', ['boolean', 'number']],
    ['rows', ['boolean', 'bytes', 'number', 'time', 'text']],
    ['image', ['boolean', 'number', 'time', 'json']],
    ['html', ['boolean', 'bytes', 'number', 'time', 'json']],
    ['tags', []],
    ['link(https://x.example/{a})', []],
    ['image(https://x.example/{a})', []],
    ['copy', []],
  ])('%s: %j', (format, unfit) => {
    const file = read([`-- column a: A | 甲 | ${format}`])
    const isUnfit = (type: number) => {
      const fields = [
        { name: 'a', dataTypeID: type } as FieldDef,
        { name: 'b', dataTypeID: type } as FieldDef,
      ]
      return findUnfitFormats(file, fields).length === 1
    }
    for (const [kind, numbers] of Object.entries(TYPES))
      expect([kind, ...numbers.map(isUnfit)]).toEqual([kind, ...numbers.map(() => unfit.includes(kind))])
  })

  test('a column, with its file and line', () => {
    const fields = [{ name: 'a', dataTypeID: BOOL } as FieldDef]
    expect(findUnfitFormats(read(['-- rows: 3', '-- column a: A | 甲 | date']), fields)).toEqual([
      'a.sql:2: the type of the column a does not fit the format date; it is shown as it is',
    ])
  })
})

test('files without roles need no configured roles', () => {
  const customer = read([], 'select 1 as id', 'customer.sql', 'customer')
  const panel = read(['-- roles: a, b'], 'select 1', 'p.sql')
  const queries = { customer, panels: [panel], windows: [], search: null, linking: null }
  expect(checkRoles({ ...queries, panels: [] }, null)).toEqual({ faults: [], warnings: [] })
  expect(checkRoles(queries, ['c']).warnings).toEqual([
    'p.sql:1: OIDC_ROLES does not have a, b, so no agent can use what it restricts',
    'OIDC_ROLES: no file names c',
  ])
})

describe('queries that show every visitor the same', () => {
  const queriesOf = (customer: string, ...panels: [string[], string][]): Queries => ({
    customer: read([], `select ${customer} as id`, 'customer.sql', 'customer'),
    panels: panels.slice(0, 1).map(([lines, sql]) => read(lines, `select ${sql}`, 'p.sql')),
    windows: [
      { name: 'w', panels: panels.slice(1).map(([lines, sql]) => read(lines, `select ${sql}`, 'w.sql')) },
    ],
    search: null,
    linking: null,
  })

  test.each([
    ['1', ['customer.sql: does not use :visitorImId']],
    [':channel', ['customer.sql: does not use :visitorImId']],
    [':visitorImId', []],
    [':verifiedUserId', []],
  ])('customer.sql finds the customer by %s', (id, warnings) => {
    expect(findUnfiltered(queriesOf(id))).toEqual(warnings)
  })

  const SAME = 'does not use :customerId, so it shows the same for every customer'
  const CHOSEN =
    'uses :sent.a without :customerId, so any visitor can choose its rows: it must not show customer data. If its rows belong to nobody, add -- public: yes'
  const GUESSED = 'masks m beside :sent.a, so a visitor who guesses learns whether the guess is right'
  const ALIKE =
    'is for unknown visitors, and uses neither :sent.NAME nor another parameter of the visit: every one of them sees the same'
  const NULL = 'is for unknown visitors only, to whom :customerId is null'
  test.each<[string, string[], string, string[]]>([
    ['nothing', [], '1', [SAME]],
    ['the language', [], ':lang', [SAME]],
    ['the channel', [], ':channel', [SAME]],
    ['the customer', [], ':customerId', []],
    ['the visitor', [], ':visitorImId', []],
    ['the proof', [], ':verifiedUserId', []],
    ['what is sent', [], ':sent.a', [CHOSEN]],
    ['what is sent, and the channel', [], ':sent.a, :channel', [CHOSEN]],
    ['what is sent, and the visitor', [], ':sent.a, :visitorImId', []],
    ['what is sent, and the proof', [], ':sent.a, :verifiedUserId', []],
    ['what is sent, for rows of nobody', ['-- public: yes'], ':sent.a', []],
    ['what is sent, and the customer', [], ':sent.a, :customerId', []],
    ['what is sent beside a mask', ['-- column m: M | 码 | mask'], ':sent.a', [CHOSEN, GUESSED]],
    [
      'what is sent by a customer beside a mask',
      ['-- column m: M | 码 | mask'],
      ':sent.a, :customerId',
      [GUESSED],
    ],
    ['a mask', ['-- column m: M | 码 | mask'], ':customerId', []],
    [
      'what is sent by a customer beside two masks',
      ['-- column m: M | 码 | mask', '-- column n: N | 号 | secret'],
      ':sent.a, :customerId',
      [GUESSED.replace('masks m', 'masks m, n')],
    ],
    ['nothing, for unknown visitors', ['-- for: unknown'], '1', [ALIKE]],
    ['the language, for unknown visitors', ['-- for: unknown'], ':lang', [ALIKE]],
    ['the customer, for unknown visitors', ['-- for: unknown'], ':customerId', [ALIKE, NULL]],
    ['the channel, for unknown visitors', ['-- for: unknown'], ':channel', []],
    ['what is sent, for unknown visitors', ['-- for: unknown'], ':sent.a', [CHOSEN]],
    ['what is sent, for all, for rows of nobody', ['-- for: all', '-- public: yes'], ':sent.a', []],
    ['nothing, for rows of nobody', ['-- public: yes'], '1', [SAME]],
    ['the customer, for all', ['-- for: all'], ':customerId, :channel', []],
    ['the customer alone, for all', ['-- for: all'], ':customerId', [ALIKE]],
  ])('a panel uses %s', (_what, lines, sql, warnings) => {
    const expected = warnings.map((warning) => `p.sql: ${warning}`)
    expect(findUnfiltered(queriesOf(':visitorImId', [lines, sql]))).toEqual(expected)
  })

  test('are found beside files that cannot run', () => {
    const queries = queriesOf('1', [[], '1'], [[], '1'])
    const [panel] = queries.panels
    expect(findUnfiltered(queries, panel ? [panel] : [])).toEqual([`p.sql: ${SAME}`])
  })

  test('are found in every window', () => {
    expect(findUnfiltered(queriesOf(':visitorImId', [[], ':customerId'], [[], '1']))).toEqual([
      `w.sql: ${SAME}`,
    ])
  })

  test('customer.sql must use the proof if proofs are configured', () => {
    const warning = 'customer.sql: does not use :verifiedUserId, so a proof of identity finds nobody'
    expect(findUnusedProof(queriesOf(':visitorImId'), true)).toEqual([warning])
    expect(findUnusedProof(queriesOf(':visitorImId'), false)).toEqual([])
    expect(findUnusedProof(queriesOf(':verifiedUserId'), true)).toEqual([])
  })

  test('customer.sql must use :customerId to open search results', () => {
    const search = read([], 'select 1 as id', 'search.sql', 'search')
    const warning = 'customer.sql: does not use :customerId, so no customer found by search.sql can be opened'
    expect(findUnopenable({ ...queriesOf(':visitorImId'), search })).toEqual([warning])
    expect(findUnopenable(queriesOf(':visitorImId'))).toEqual([])
    expect(findUnopenable({ ...queriesOf(':customerId'), search })).toEqual([])
  })
})

describe('an error of the database is a fault of the file', () => {
  const file = { text: '\nselect $1,\n $2', parameters: ['lang', 'to'] }
  const errorOf = (fields: Partial<DatabaseError>, phase?: 'bind' | 'connect') =>
    new QueryError(Object.assign(new DatabaseError(fields.message ?? 'no', 1, 'error'), fields), phase)

  test('with its line in the file, Postgres’s message and code', () => {
    expect(toFault(file, errorOf({ message: 'no such column', code: '42703', position: '15' }))).toEqual({
      line: 2,
      message: 'no such column (42703)',
    })
  })
  test('with Postgres’s hint, if there is one', () => {
    expect(toFault(file, errorOf({ hint: 'Perhaps you meant b', code: '42703' }))).toEqual({
      line: null,
      message: 'no. Perhaps you meant b (42703)',
    })
  })
  test.each(['42P18', '42P08'])('with advice for a parameter without a type: %s', (code) => {
    const message = 'could not determine data type of parameter $2'
    expect(toFault(file, errorOf({ message, code, hint: 'none' })).message).toBe(
      `${message}. Write :to::text (${code})`,
    )
    expect(toFault(file, errorOf({ message: 'another', code, hint: 'A hint' })).message).toBe(
      `another. A hint (${code})`,
    )
  })
  test('with the name of the tenth parameter, only if the message ends in its number', () => {
    const many = { text: '', parameters: 'a b c d e f g h i j'.split(' ') }
    const messageOf = (message: string) =>
      toFault(many, errorOf({ message, code: '42P18', hint: 'A hint' })).message
    expect(messageOf('no type of $10')).toBe('no type of $10. Write :j::text (42P18)')
    expect(messageOf('$1 has no type')).toBe('$1 has no type. A hint (42P18)')
  })
  test('without advice for other errors that end in a parameter', () => {
    expect(toFault(file, errorOf({ message: 'no $2', code: '42883' })).message).toBe('no $2 (42883)')
  })
  test('without a code, if there is none', () => {
    expect(() => toFault(file, errorOf({ message: 'odd' }))).toThrow('The query is unavailable')
  })
  test('with the kind of error, but not the value, if the driver cannot read it', () => {
    expect(toFault(file, new QueryError(new RangeError('13800138000')))).toEqual({
      line: null,
      message: 'gives a value that cannot be read (RangeError)',
    })
  })
  test('with the limit, if a value or the result is too long', () => {
    const error = new TooLongError('has a value of more than 1000000 characters')
    expect(toFault(file, new QueryError(error))).toEqual({
      line: null,
      message: 'has a value of more than 1000000 characters',
    })
  })
  test.each<[string, unknown]>([
    ['the database is unavailable', errorOf({ code: '57P01' })],
    ['no answer came in time', new QueryError(new NoAnswerError())],
    ['it is no error of a query', new TypeError('a bug')],
  ])('unless %s', (_why, error) => {
    expect(() => toFault(file, error)).toThrow(error)
  })
})
