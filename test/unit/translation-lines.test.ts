import { describe, expect, test } from 'vitest'
import { toPair } from '../../src/customer/query-file/localized.ts'
import { createDraft, readLine } from '../../src/customer/query-file/annotation-draft.ts'
import type { KeyedComment } from '../../src/customer/query-file/annotation-key.ts'
import { parseQueryFile, type QueryKind } from '../../src/customer/query-file/query-file.ts'

type Line = Pick<KeyedComment, 'key' | 'value'> & Partial<KeyedComment>

/** What is read of lines, of which those in Chinese stand for any further language: `column.xx NAME: Label`. */
function read(...lines: Line[]) {
  const draft = createDraft()
  const faults: [number, string][] = []
  for (const [at, line] of lines.entries()) {
    const fail = (message: string) => void faults.push([at + 1, message])
    readLine({ language: null, name: undefined, ...line }, draft, { line: at + 1, kind: 'panel', fail })
  }
  for (const translate of draft.translations) translate()
  return { ...draft, faults }
}

const zh = 'zh' as const
const ALONE = 'a translation is only a label: formats belong to the column'

describe('a translation on a line of its own', () => {
  const column: Line = { key: 'column', name: 'a', value: 'Phone | | phone mask' }
  const reply: Line = { key: 'reply', name: 'a', value: 'Order {no}' }
  const label: Line = { key: 'sent', name: 'a', value: 'Page' }
  const names: Line = { key: 'sent', value: 'a' }

  test('translates a column, keeping its formats, before or after it', () => {
    const chinese: Line = { ...column, language: zh, value: ' 电话 ' }
    for (const lines of [
      [column, chinese],
      [chinese, column],
    ]) {
      const { columns, faults } = read(...lines)
      expect([columns.get('a')?.label, faults]).toEqual([toPair('Phone', '电话'), []])
      expect(columns.get('a')?.format).toMatchObject({ display: 'phone', mask: true })
    }
  })

  test('translates a reply, before or after it', () => {
    const chinese: Line = { ...reply, language: zh, value: '订单 {no}' }
    for (const lines of [
      [reply, chinese],
      [chinese, reply],
    ]) {
      const { replies, faults } = read(...lines)
      expect([replies.get('a')?.texts.zh, faults]).toEqual([{ literals: ['订单 ', ''], columns: ['no'] }, []])
      expect(replies.get('a')).toMatchObject({
        label: { en: 'A' },
        texts: { en: { literals: ['Order ', ''] } },
      })
    }
  })

  test('translates a custom parameter, before or after it', () => {
    const chinese: Line = { ...label, language: zh, value: '页面' }
    for (const lines of [
      [names, label, chinese],
      [chinese, label, names],
    ]) {
      const { sentLabels, sentNames, faults } = read(...lines)
      expect([sentLabels.get('a'), sentNames, faults]).toEqual([toPair('Page', '页面'), ['a'], []])
    }
  })

  test('translates the action above it', () => {
    const action = (name: string): Line => ({
      key: 'action',
      value: `${name} | | link(https://x.example/${name})`,
    })
    const { actions, faults } = read(action('Refund'), action('Ship'), {
      key: 'action',
      language: zh,
      value: '发货',
    })
    expect(faults).toEqual([])
    expect(actions.map(({ label: { en, zh: chinese }, line }) => [en, chinese, line])).toEqual([
      ['Refund', 'Refund', 1],
      ['Ship', '发货', 2],
    ])
    expect(actions[1]?.template.literals).toEqual(['https://x.example/Ship'])
  })

  test.each<[string, Line[], [number, string]]>([
    [
      'of no column',
      [{ ...column, language: zh, value: '电话' }],
      [1, 'column a has no annotation that this would translate'],
    ],
    [
      'of no reply, though a column has its name',
      [column, { ...reply, language: zh, value: '订单' }],
      [2, 'reply a has no annotation that this would translate'],
    ],
    [
      'of no custom parameter',
      [names, { ...label, language: zh, value: '页面' }],
      [2, 'sent a has no annotation that this would translate'],
    ],
    [
      'of no action',
      [{ key: 'action', language: zh, value: '发货' }],
      [1, 'action.zh must follow the action that it translates'],
    ],
    ['with a bar', [column, { ...column, language: zh, value: '电话 | mask' }], [2, ALONE]],
    ['with a full-width bar', [column, { ...column, language: zh, value: '电话 ｜ x' }], [2, ALONE]],
    ['that is a format', [column, { ...column, language: zh, value: 'Mask' }], [2, ALONE]],
    ['with formats', [column, { ...column, language: zh, value: '电话 mask' }], [2, ALONE]],
    [
      'of a custom parameter, with formats',
      [names, label, { ...label, language: zh, value: '页面 mask' }],
      [3, ALONE],
    ],
    [
      'of an action, with a link',
      [
        { key: 'action', value: 'Ship | | link(https://x.example/)' },
        { key: 'action', language: zh, value: '发货 | | link(https://y.example/)' },
      ],
      [2, ALONE],
    ],
    [
      'of a reply, with half a brace',
      [reply, { ...reply, language: zh, value: '订单 {no' }],
      [2, 'reply a: write columns in braces, as in {order_no}; braces have no other use'],
    ],
    [
      'of a column without its name',
      [column, { key: 'column', language: zh, value: '电话' }],
      [2, 'column needs a name: -- column NAME: Label | 标签 | formats'],
    ],
    [
      'of a custom parameter without its name',
      [{ key: 'sent', language: zh, value: '页面' }],
      [1, 'sent needs a name: -- sent NAME: Label | 标签'],
    ],
  ])('is rejected %s', (_what, lines, fault) => {
    expect(read(...lines).faults).toEqual([fault])
  })

  test('translates the annotation of its own kind if others have the same name', () => {
    const { columns, replies, sentLabels, faults } = read(column, reply, names, label, {
      ...column,
      language: zh,
      value: '电话',
    })
    expect(faults).toEqual([])
    expect([columns.get('a')?.label.zh, replies.get('a')?.texts.zh, sentLabels.get('a')?.zh]).toEqual([
      '电话',
      undefined,
      'Page',
    ])
  })

  test('may be empty for a reply, whose English text is then used', () => {
    const { replies, faults } = read(reply, { ...reply, language: zh, value: '' })
    expect([Object.keys(replies.get('a')?.texts ?? {}), faults]).toEqual([['en'], []])
  })
})

describe('annotations are limited to some kinds of files', () => {
  const KINDS: readonly QueryKind[] = ['customer', 'panel', 'search', 'link']
  test.each<[string, QueryKind[], string]>([
    ['title: A', ['customer', 'panel', 'search', 'link'], ''],
    ['hide: a', ['customer', 'panel', 'search', 'link'], ''],
    ['for: all', ['panel'], 'for is an annotation of a panel'],
    ['public: yes', ['panel'], 'public is an annotation of a panel'],
    [
      'action: A | 甲 | link(https://x.example/)',
      ['customer', 'panel'],
      'action is an annotation of customer.sql and a panel',
    ],
    ['reply a: Hello', ['panel'], 'reply is an annotation of a panel'],
    ['sent: a', ['customer'], 'sent is an annotation of customer.sql'],
    [
      'roles: a',
      ['panel', 'search', 'link'],
      'roles is an annotation of a panel and search.sql and link.sql and unlink.sql',
    ],
    [
      'column a: A | 甲 | candidate',
      ['customer', 'search'],
      'candidate belongs in customer.sql and search.sql',
    ],
    [
      'column a: A | 甲 | mask reveal(x)',
      ['customer', 'panel'],
      'reveal belongs in customer.sql and in panels',
    ],
    ['column a: A | 甲 | language', ['customer'], 'language belongs in customer.sql'],
  ])('%s', (line, kinds, message) => {
    const faultsOf = (kind: QueryKind) =>
      parseQueryFile('a.sql', `-- ${line}\nselect 1 as a`, kind).faults.map((fault) => fault.message)
    for (const kind of KINDS)
      expect([kind, faultsOf(kind)]).toEqual([kind, kinds.includes(kind) ? [] : [message]])
  })
})

describe('unreadable annotations are dropped after the fault is reported', () => {
  const readFile = (line: string, kind: QueryKind = 'panel') =>
    parseQueryFile('a.sql', `-- ${line}\nselect 1 as a`, kind)
  test.each([
    ['action: A', 'actions'],
    ['reply a: {', 'replies'],
    ['hide: "a', 'hidden'],
  ] as const)('%s', (line, key) => {
    const { file, faults } = readFile(line)
    expect([[...file[key]], faults.length]).toEqual([[], 1])
  })
  test('sent a: A | 甲 | B', () => {
    const { file, faults } = readFile('sent: a\n-- sent a: A | 甲 | B', 'customer')
    expect([[...file.sent.labels], faults.length]).toEqual([[], 1])
  })
  test.each(['rows: 1|2|3', 'layout: a|b|c'])('without consequential faults: %s', (line) => {
    expect(readFile(line).faults).toHaveLength(1)
  })
})
