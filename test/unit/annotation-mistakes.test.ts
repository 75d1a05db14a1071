import { describe, expect, test } from 'vitest'
import { parseQueryFile, toReport, type QueryKind } from '../../src/customer/query-file/query-file.ts'

/** What is told of a file with these lines before its statement. */
function readFaults(...lines: string[]): string[] {
  return readFaultsOf('panel', ...lines)
}

function readFaultsOf(kind: QueryKind, ...lines: string[]): string[] {
  const { faults } = parseQueryFile('a.sql', [...lines, 'select 1 as a'].join('\n'), kind)
  return faults.map((fault) => toReport('a.sql', fault))
}

describe('reports a first word one typo away from an annotation', () => {
  test.each([
    ['titel: Orders', 'titel', 'title'],
    ['Title: Orders', 'Title', 'title'],
    ['TITLE: Orders', 'TITLE', 'title'],
    ['tilte.zh: 订单', 'tilte.zh', 'title.zh'],
    ['title-zh: 订单', 'title-zh', 'title.zh'],
    ['title.cn: 订单', 'title.cn', 'title'],
    ['row: 3', 'row', 'rows'],
    ['Rows：3', 'Rows', 'rows'],
    ['emty: none', 'emty', 'empty'],
    ['empy.zh: 暂无', 'empy.zh', 'empty.zh'],
    ['layuot: table', 'layuot', 'layout'],
    ['timeuot: 800ms', 'timeuot', 'timeout'],
    ['colunm mobile: Mobile | 手机 | mask', 'colunm', 'column'],
    ['colum "Mobile No": Mobile | 手机 | mask', 'colum', 'column'],
    ['hidde: a', 'hidde', 'hide'],
    ['hied : a', 'hied', 'hide'],
  ])('-- %s', (comment, word, meant) => {
    expect(readFaults(`-- ${comment}`)).toEqual([
      `a.sql:1: "${word}" is not an annotation: did you mean ${meant}?`,
    ])
  })

  test.each(['hidden: a', 'hidden : a', 'masked：a', 'Hide a', 'columns: a', 'COLUMN a: A'])(
    '-- %s',
    (comment) => {
      expect(readFaults(`-- ${comment}`)).toEqual([
        expect.stringContaining('looks like an annotation but is not one'),
      ])
    },
  )
})

test.each([
  '-- note: this is fine',
  '-- see: https://example.com/',
  '-- https://example.com/title: x',
  '-- TODO: an index',
  '-- time: in UTC',
  '-- The title: is below',
  '-- title',
  '-- row by row: slow',
  '-- row limit: 5',
  '-- untitled: x',
  '-- public holidays: closed',
  '-- for example: x',
  '-- 标题: x',
  '--',
  '/* What this file is for: orders */',
])('ignores the ordinary comment %s', (comment) => {
  expect(readFaults(comment)).toEqual([])
})

describe('reports an annotation in a place where none is read', () => {
  test.each([
    ['in a block', '/* title: Orders */', 1, 'title'],
    ['in a block of several lines', '/*\n * Customers\n * column a: A | 甲 | mask\n */', 3, 'column'],
    ['as a line comment in a block', '/*\n-- hide: a\n*/', 2, 'hide'],
    ['misspelt in a block', '/* titel: Orders */', 1, 'title'],
  ])('%s', (_name, comment, line, key) => {
    expect(readFaults(comment)).toEqual([
      `a.sql:${String(line)}: ${key} is inside /* */, where annotations are not read: write -- ${key}`,
    ])
  })

  test.each([
    ['rows: 3', 'rows is read only on top of the file, before everything else'],
    ['title: Orders', 'title is read only on top of the file, before everything else'],
    ['titel: Orders', '"titel" is not an annotation: did you mean title?'],
    ['hide: a', 'looks like an annotation but is not one'],
    ['column a: A | 甲 | mask', 'looks like an annotation but is not one'],
  ])('below the first line of the statement: %s', (comment, message) => {
    const { faults } = parseQueryFile('a.sql', `select 1\n  as a -- ${comment}`)
    expect(faults).toEqual([{ line: 2, message: expect.stringContaining(message) }])
  })

  test.each([
    '-- title: Orders -- hide: a',
    '-- title: Orders -- title.zh: 订单',
    '-- by hand -- column a: A',
  ])('behind another comment: %s', (comment) => {
    expect(readFaults(comment)).toEqual([expect.stringContaining('an annotation follows another comment')])
  })

  test('the content of a string is not a comment', () => {
    expect(parseQueryFile('a.sql', "select '\n-- hide: a\n/* title: b */' as a").faults).toEqual([])
  })

  test('a line may end with only a carriage return', () => {
    const { file, faults } = parseQueryFile('a.sql', '-- title: A\r-- hide: b\rselect 1 as a, 2 as b')
    expect(faults).toEqual([])
    expect(file).toMatchObject({ title: { en: 'A' }, hidden: new Map([['b', 1]]) })
  })
})

test('reports a format in the place of the Chinese label', () => {
  expect(readFaults('-- column a: Mobile | phone  mask')).toEqual([
    'a.sql:1: "phone  mask" is in the place of the Chinese label; formats are the third part',
  ])
})

describe('reports a label that ends in formats, so that no mask is lost', () => {
  test.each([
    ['Mobile | 手机 phone mask', '手机 phone mask'],
    ['Mobile | 手机phone mask', '手机phone mask'],
    ['Mobile ｜ 手机 mask', '手机 mask'],
    ['Mobile | 手机, mask', '手机, mask'],
    ['Mobile | 手机 MASK', '手机 MASK'],
    ['Mobile | 手机 phone maks', '手机 phone maks'],
    ['Mobile | 手机 phone', '手机 phone'],
    ['Mobile | 手机 phone mask | copy', '手机 phone mask'],
    ['Mobile, phone mask', 'Mobile, phone mask'],
    ['Mobile, phone', 'Mobile, phone'],
    ['Mobile phone mask', 'Mobile phone mask'],
    ['Mobile mask | 手机', 'Mobile mask'],
    ['Mobile mask | 手机 | phone', 'Mobile mask'],
    ['Mobile - copy', 'Mobile - copy'],
    ['Mobile,phone', 'Mobile,phone'],
    ['Mobile phone copy', 'Mobile phone copy'],
    ['Mobile phone maks', 'Mobile phone maks'],
    ['Mobile phone mask | 手机 | phone', 'Mobile phone mask'],
    ['My Secret | 机密 | copy', 'My Secret'],
    ['Secret', 'Secret'],
    ['Mobile ¦ 手机 ¦ phone mask', 'Mobile ¦ 手机 ¦ phone mask'],
    ['Amount money(EUR) | 金额', 'Amount money(EUR)'],
    ['Mobile | link(url) mask', 'link(url) mask'],
    ['Page | link("the url")', 'link("the url")'],
  ])('-- column a: %s', (value, label) => {
    expect(readFaults(`-- column a: ${value}`)).toEqual([
      `a.sql:1: the label "${label}" ends in formats; they are the third part: Label | 标签 | formats`,
    ])
  })

  test.each([
    'Phone number | 电话号码 | phone',
    'Phone number | 电话号码',
    'Order date | 下单日期',
    'Home phone',
    'Phone | Phone',
    'email | 邮箱',
    'Open task | 任务',
    'Face mask | 口罩 | mask',
    'Hard copy | 纸质件 | text',
    'Date, time | 日期和时间 | datetime',
    'VIP | VIP',
    'Unmask | 显示',
    '手机 (phone) | 手机',
    'A | copy | text',
    'A | 手机 home phone',
    'Home, work phone',
    'Secret | 机密 | copy',
    'Amount (net) | 金额 (净) | badge(0=Off|关:bad)',
  ])('accepts a label that only resembles one: %s', (value) => {
    expect(readFaults(`-- column a: ${value}`)).toEqual([])
  })
})

describe('full-width characters of a Chinese input method', () => {
  test.each([
    '-- hide： a',
    '-- column a： A ｜ 甲 ｜ badge(0＝Off｜关：bad，1=On)',
    '-- column a: A | 甲 | alert(＜ 0)',
    '-- column a: A | 甲 | alert(＞＝ 30)',
  ])('are accepted: %s', (line) => {
    expect(readFaults(line)).toEqual([])
  })

  test.each([
    [
      '-- column a: A | 甲 | money（eur）',
      '"money（eur）" is not a format: write its parentheses as ( and )',
    ],
    ['-- column a: A | 甲 | unit（kg)', '"unit（kg)" is not a format: write its parentheses as ( and )'],
    [
      '-- reply late: Order ｛a｝',
      'reply late: write columns in braces, as in {order_no}; braces have no other use',
    ],
    [
      '-- action: Open | 打开 | link(https://x.example/｛a｝)',
      'link(https://x.example/｛a｝) is not a valid address: scheme and host must be literal, with columns only after them, as in link(https://admin.example.com/orders/{order_no})',
    ],
  ])('are reported with a remedy: %s', (line, message) => {
    expect(readFaults(line)).toEqual([`a.sql:1: ${message}`])
  })
})

describe('a line comment of two or three dashes', () => {
  test.each(['--hide: a', '-- hide: a', '---hide: a', '--- hide: a'])('%s hides a column', (line) => {
    const { file, faults } = parseQueryFile('a.sql', `${line}\nselect 1 as a`)
    expect([[...file.hidden.keys()], faults]).toEqual([['a'], []])
  })

  test.each(['---- hide: a', '-- -- hide: a', '-- - hide: a', '----------', '---'])('%s does not', (line) => {
    const { file, faults } = parseQueryFile('a.sql', `${line}\nselect 1 as a`)
    expect([file.hidden.size, faults]).toEqual([0, []])
  })
})

test.each([
  'title: A',
  'title.zh: 甲',
  'layout: fields',
  'rows: 3',
  'timeout: 80ms',
  'empty: hide',
  'for: all',
])('reports a line that is given twice: %s', (line) => {
  expect(readFaults(`-- ${line}`, `-- ${line}`)).toEqual([
    `a.sql:2: ${line.split(':', 1)[0] ?? ''} is given twice`,
  ])
})

test('rejects quotes that do not enclose the whole name', () => {
  const { file, faults } = parseQueryFile('a.sql', '-- column a"b": A\n-- column "a"b: B\nselect 1')
  expect([[...file.columns.keys()], faults]).toEqual([['a"b"', '"a"b'], []])
})

test('names with spaces are written in double quotes, wherever a column is named', () => {
  const { file, faults } = parseQueryFile(
    'a.sql',
    `-- hide: "Order Currency", b，"Say ""x"""、c
-- column "Total (net)": Total | 合计 | money("Order Currency") copy
-- column page: Page | 页面 | link("Url (long)")
select 1`,
  )
  expect(faults).toEqual([])
  expect([...file.hidden.keys()]).toEqual(['Order Currency', 'b', 'Say "x"', 'c'])
  expect(file.columns.get('Total (net)')?.format).toMatchObject({ argument: 'Order Currency', copy: true })
  expect(file.columns.get('page')?.format.argument).toBe('Url (long)')
})

describe('annotations are limited to', () => {
  const LINES: Record<string, string> = {
    for: 'for: all',
    public: 'public: yes',
    action: 'action: Refund | 退款 | link(https://x.example/)',
    reply: 'reply a: Yes',
    sent: 'sent: sku',
    roles: 'roles: lead',
  }
  test.each<[string, QueryKind[], string]>([
    ['for', ['panel'], 'a panel'],
    ['public', ['panel'], 'a panel'],
    ['action', ['customer', 'panel'], 'customer.sql and a panel'],
    ['reply', ['panel'], 'a panel'],
    ['sent', ['customer'], 'customer.sql'],
    ['roles', ['panel', 'search', 'link'], 'a panel and search.sql and link.sql and unlink.sql'],
  ])('some kinds of files: %s', (key, kinds, names) => {
    for (const kind of ['customer', 'panel', 'search', 'link'] as const) {
      const faults = readFaultsOf(kind, `-- ${LINES[key] ?? ''}`)
      expect(faults).toEqual(kinds.includes(kind) ? [] : [`a.sql:1: ${key} is an annotation of ${names}`])
    }
  })
})

test.each([
  ['column: Total', 'column needs a name: -- column NAME: Label | 标签 | formats'],
  ['reply: Yes', 'reply needs a name: -- reply NAME: Text with {column} | 带 {column} 的文本'],
])('says how a missing name is written: %s', (line, fault) => {
  expect(readFaults(`-- ${line}`)).toEqual([`a.sql:1: ${fault}`])
})

test('a protective annotation in the wrong place says where it belongs', () => {
  expect(readFaults('-- masked: a')).toEqual([
    'a.sql:1: looks like an annotation but is not one: on top of the file, one a line, -- column NAME: Label | 标签 | formats, -- hide: NAME, or -- roles: NAME; a NAME with spaces is in double quotes',
  ])
})

test('rejects a separate line for the Chinese label', () => {
  for (const line of ['column.zh a: 甲', 'reply.zh a: 是', 'action.zh: 退款'])
    expect(readFaults('-- column a: A', '-- reply a: Yes', `-- ${line}`)).toHaveLength(1)
})

test.each(['"a', 'a "', 'a, "b', '" a'])('rejects an unclosed quote: %s', (names) => {
  expect(readFaults(`-- hide: ${names}`)).toEqual([expect.stringContaining('hide needs names of columns')])
})

test.each(['Order id | 单号', 'Spoken language | 语言', 'Best candidate | 候选人', 'Id | 号', 'Language'])(
  'accepts a label that ends in a noun which is also a format: %s',
  (label) => expect(readFaults(`-- column a: ${label}`)).toEqual([]),
)

test.each(['xlink(https://x.example/)', 'link(https://x.example/)x', 'link'])(
  'requires a whole link as the address of an action: %s',
  (link) => {
    expect(readFaults(`-- action: Refund | 退款 | ${link}`)).toEqual([
      expect.stringContaining('action needs a label and an address'),
    ])
  },
)

test.each([
  ['link', 'link(https://admin.example.com/orders/{order_no})'],
  ['image', 'image(https://img.example.com/{sku}.jpg)'],
])('says how an invalid address is written: %s', (display, example) => {
  expect(readFaults(`-- column a: A | 甲 | ${display}(https://{a}/)`)).toEqual([
    expect.stringMatching(new RegExp(`as in ${example.replaceAll(/[(){}.?]/g, String.raw`\$&`)}$`)),
  ])
})
