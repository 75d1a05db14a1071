import { expect, test } from 'vitest'
import { toPair } from '../../src/customer/query-file/localized.ts'
import { parseQueryFile, toReport } from '../../src/customer/query-file/query-file.ts'

type Kind = Parameters<typeof parseQueryFile>[2]

/** What is told of a file with these lines before its statement. */
function readFaults(lines: string, kind: Kind = 'panel'): string[] {
  const { faults } = parseQueryFile('a.sql', `${lines}\nselect 1 as a`, kind)
  return faults.map((fault) => toReport('a.sql', fault))
}

test('accepts a link as a title, in both languages', () => {
  const { file, faults } = parseQueryFile(
    'a.sql',
    '-- title: Orders | 订单 | link(https://x.example/{no}/{no}?b={Full Name})\nselect 1',
  )
  expect(faults).toEqual([])
  expect(file.title).toEqual(toPair('Orders', '订单'))
  expect(file.titleLink).toEqual({
    template: { literals: ['https://x.example/', '/', '?b=', ''], columns: ['no', 'no', 'Full Name'] },
    line: 1,
  })
  const { file: english } = parseQueryFile(
    'a.sql',
    '-- title: Orders | | link(https://x.example/{no})\nselect 1',
  )
  expect(english.title).toEqual(toPair('Orders', 'Orders'))
})

test('keeps the order of actions, and uses English without a translation', () => {
  const { file, faults } = parseQueryFile(
    'a.sql',
    '-- action: Refund | 退款 | link(https://x.example/{a}?b=1|2)\n-- action: Ship||link( https://x.example/s )\nselect 1',
  )
  expect(faults).toEqual([])
  expect(
    file.actions.map(({ label, template }) => [label, template.columns, template.literals.at(-1)]),
  ).toEqual([
    [toPair('Refund', '退款'), ['a'], '?b=1|2'],
    [toPair('Ship', 'Ship'), [], 'https://x.example/s'],
  ])
})

test('reads a reply’s text in each language, and its labels from its name', () => {
  const { file, faults } = parseQueryFile(
    'a.sql',
    `-- reply shipped_today: Order {a} left on {Placed On} | 订单 {a}
-- reply "Say hello": Hello
-- reply "Payment failed | 付款失败": Pay again
select 1`,
  )
  expect(faults).toEqual([])
  expect([...file.replies.values()].map(({ label, texts }) => [label, texts])).toEqual([
    [
      toPair('Shipped today', 'Shipped today'),
      {
        en: { literals: ['Order ', ' left on ', ''], columns: ['a', 'Placed On'] },
        zh: { literals: ['订单 ', ''], columns: ['a'] },
      },
    ],
    [toPair('Say hello', 'Say hello'), { en: { literals: ['Hello'], columns: [] } }],
    [toPair('Payment failed', '付款失败'), { en: { literals: ['Pay again'], columns: [] } }],
  ])
})

test('accepts any characters in names of custom parameters on top, and labels in any order', () => {
  const source =
    '-- sent page: Page | 页面\n-- sent: page, "cart ""no"""，价格\n-- sent "cart ""no""": Cart\nselect 1'
  const { file, faults } = parseQueryFile('customer.sql', source, 'customer')
  expect(faults).toEqual([])
  expect(file.sent.names).toEqual(['page', 'cart "no"', '价格'])
  expect([...file.sent.labels]).toEqual([
    ['page', toPair('Page', '页面')],
    ['cart "no"', toPair('Cart', 'Cart')],
  ])
})

test('shows a panel for found customers by default', () => {
  const audienceOf = (lines: string) => parseQueryFile('a.sql', `${lines}select 1`).file.audience
  expect(audienceOf('')).toBe('found')
  for (const audience of ['found', 'unknown', 'all'])
    expect(audienceOf(`-- for: ${audience}\n`)).toBe(audience)
})

test('accepts four custom parameters on top', () => {
  const { file, faults } = parseQueryFile('customer.sql', '-- sent: a, b, c, d\nselect 1', 'customer')
  expect([file.sent.names, faults]).toEqual([['a', 'b', 'c', 'd'], []])
})

test('the names of custom parameters may hold marks of an input method in straight quotes', () => {
  const names = '"“a”", "b ""；"" c"'
  const { file, faults } = parseQueryFile('customer.sql', `-- sent: ${names}\nselect 1`, 'customer')
  expect([file.sent.names, faults]).toEqual([['“a”', 'b "；" c'], []])
})

const SENT = 'sent needs names of custom parameters, separated by commas: -- sent: page, "cart total"'
const ACTION = 'action needs a label and an address: -- action: Label | 标签 | link(https://…/{column})'
const noAddress = (text: string) =>
  `link(${text}) is not a valid address: scheme and host must be literal, with columns only after them, as in link(https://admin.example.com/orders/{order_no})`

const FAULTS: [string, string, Kind?][] = [
  [
    'title: Orders | link(https://x.example/)',
    'the link of a title is its third part: -- title: English | 中文 | link(…)',
  ],
  ['title: A | 甲 | orders', '"orders" is not a link: write link(https://…/{column})'],
  ['title: A | 甲 | link(//x.example/{a})', noAddress('//x.example/{a}')],
  ['title: A | 甲 | link(https://x.example/) | b', 'title has at most two parts: -- title: English | 中文'],
  ['title: A | 甲 | link(https://x.example/{a})', 'only the title of a panel can be a link', 'customer'],
  ['action: link(https://x.example/)', ACTION],
  ['action: A | link(https://x.example/)', ACTION],
  ['action: A | 甲', ACTION],
  ['action: A | 甲 | xlink(https://x.example/)', ACTION],
  ['action: | 甲 | link(https://x.example/)', ACTION],
  ['action: A | 甲 | link(https://x.example/) copy', ACTION],
  ['action: A | 甲 | link(https://x.example/) | b', ACTION],
  ['action: A | 甲 | link(https://{a}.example/)', noAddress('https://{a}.example/')],
  ['action: A | 甲 | link(javascript:alert(1))', noAddress('javascript:alert(1)')],
  ['action: A | 甲 | link(javascript:{a})', noAddress('javascript:{a}')],
  ['action: A | 甲 | link(https://x.example/{})', noAddress('https://x.example/{}')],
  [
    'action a: A | 甲 | link(https://x.example/)',
    'action takes no name before the colon: write -- action: …',
  ],
  [
    'action: A | 甲 | link(https://x.example/)',
    'action is an annotation of customer.sql and a panel',
    'search',
  ],
  ['reply: Hello', 'reply needs a name: -- reply NAME: Text with {column} | 带 {column} 的文本'],
  ['reply a: ', 'reply a has no English: -- reply a: English | 中文'],
  ['reply a: | 你好', 'reply a has no English: -- reply a: English | 中文'],
  ['reply a: A | 甲 | B', 'reply has at most two parts: -- reply a: English | 中文'],
  [
    'reply "A | 甲 | B": A',
    'reply A | 甲 | B has at most two parts in its name: -- reply "English | 中文": …',
  ],
  ['reply "| 甲": A', 'reply | 甲 has at most two parts in its name: -- reply "English | 中文": …'],
  ...['{', 'a}', '{a', '{{a}}', '{}', '{ }'].map((text): [string, string] => [
    `reply a: Order ${text}`,
    'reply a: write columns in braces, as in {order_no}; braces have no other use',
  ]),
  ['reply a: A | {', 'reply a: write columns in braces, as in {order_no}; braces have no other use'],
  ['reply a: A } | {', 'reply a: write columns in braces, as in {order_no}; braces have no other use'],
  ['reply a: A\n-- reply a: B', 'reply a is annotated twice'],
  ['reply a: Hello', 'reply is an annotation of a panel', 'customer'],
  ['for: everybody', 'for must be one of found, unknown, all'],
  ['for: several', 'for must be one of found, unknown, all'],
  ['For: all', '"For" is not an annotation: did you mean for?'],
  ['for: all', 'for is an annotation of a panel', 'customer'],
  ['public: no', 'public must be yes'],
  ['public:', 'public must be yes'],
  ['public: yes', 'public is an annotation of a panel', 'customer'],
  ['public: yes\n-- column a: A | 甲 | mask', 'the column a is masked, but the panel is public'],
  [
    'public: yes\n-- column a: A | 甲 | secret reveal(lead)',
    'the column a is masked, but the panel is public',
  ],
  ['sent: page', 'sent is an annotation of customer.sql', 'panel'],
  ['sent:', SENT, 'customer'],
  ['sent: "page', SENT, 'customer'],
  ['sent: a, b, c, d, e', 'sent has at most 4 names', 'customer'],
  ['sent: a, b, a', 'sent has the name a twice', 'customer'],
  ...['“a”', '「a」', 'a；b', 'a; b'].map((names): [string, string, 'customer'] => [
    `sent: ${names}`,
    `sent has the name ${names.split(' ')[0] ?? ''}: separate names by commas, and write a name with other marks in straight quotes`,
    'customer',
  ]),
  ['sent: a, email', 'email is a built-in parameter of the console, not a custom one', 'customer'],
  ['sent: a\n-- sent: b', 'sent is given twice', 'customer'],
  [
    'sent: a\n-- sent a: | 甲',
    'sent a needs a label of one or two parts: -- sent a: Label | 标签',
    'customer',
  ],
  [
    'sent: a\n-- sent a: A | 甲 | mask',
    'sent a needs a label of one or two parts: -- sent a: Label | 标签',
    'customer',
  ],
  ['sent b: B', 'sent b is not among the names of -- sent: NAME, NAME', 'customer'],
  ['column a: A | 甲 | candidate', 'candidate belongs in customer.sql and search.sql'],
  ['column a: A | 甲 | alert(overdue) alert(> 1)', 'alert is given twice'],
  ['column a: A | 甲 | mask copy mask', 'mask is given twice'],
  ['column a: A | 甲 | mask reveal(a) reveal(b)', 'reveal is given twice'],
  ['column a: A | 甲 | language', 'language belongs in customer.sql'],
  [
    'column a: A | 甲 | language mask',
    'a column with language cannot be masked: replies would reveal it',
    'customer',
  ],
  [
    'column a: A | 甲 | language\n-- column b: B | 乙 | language',
    'only one column can have language',
    'customer',
  ],
  ['replay a: Hello', '"replay" is not an annotation: did you mean reply?'],
  ['actions: A | 甲 | link(https://x.example/)', '"actions" is not an annotation: did you mean action?'],
]

test.each(FAULTS)('rejects an invalid text or address: %s', (line, message, kind) => {
  const lines = line.split('\n').length
  expect(readFaults(`-- ${line}`, kind)).toContain(`a.sql:${lines}: ${message}`)
})

test.each([
  'for example: A',
  'public holidays: A',
  'publish: A',
  'or: another',
  'four: 4',
  'send: it',
  'set: of what',
  'Reply to nobody',
])('ignores another comment: %s', (comment) => {
  expect(readFaults(`-- ${comment}`)).toEqual([])
})
