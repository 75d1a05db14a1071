import { describe, expect, test } from 'vitest'
import { readCommentLines } from '../../src/customer/query-file/comment-lines.ts'
import { readStatement } from '../../src/customer/query-file/statement.ts'
import { readTokens } from '../../src/customer/query-file/statement-tokens.ts'
import { toFileLine } from '../../src/customer/error-source.ts'

const textOf = (sql: string) => readStatement(sql).statement.text
const faultsOf = (sql: string) =>
  readStatement(sql).faults.map(({ line, message }) => `${String(line)}: ${message}`)
const tokensOf = (sql: string) => [...readTokens(sql)].map(({ kind, text }) => [kind, text])

describe('a colon does not begin a parameter', () => {
  test.each([
    ['in a string with a doubled quote', "select 'a'':to', "],
    ['in a string of two lines', "select 'a\n:to', "],
    ['in an empty string', "select '', "],
    ['in a string with backslashes and a doubled quote', String.raw`select e'a'':to\\', `],
    ['in a string with backslashes, of two lines', "select E'\\\n:to', "],
    ['in a quoted name with a doubled quote', 'select "a"":to", '],
    ['in a quote with a tag', 'select $_a1$ $$ $_a $_a1 :to $_a1$, '],
    ['in an empty quote', 'select $$$$, '],
    ['in a comment with a quote', "select 1, -- it's :to\n"],
    ['in a comment with comments in it', 'select /* a /* b */ :to /* c */ :to */ '],
    ['in two comments', 'select /* :to */ 1, /* :to */ '],
    ['as an assignment', 'select f(a := 1), g(b :=to), '],
    ['as a cast', 'select 1::to, 1 :: to, '],
    ['if it is a number', 'select a[1:2], a[1:22], '],
    ['behind a name that ends in e', String.raw`select date'\', `],
    ['behind a name that ends in a dollar', 'select a$$, b$x$, '],
  ])('%s', (_where, sql) => expect(textOf(`${sql}:to`)).toBe(`${sql}$1`))
})

describe('a colon begins a parameter', () => {
  test.each([
    [
      'behind a plain string that ends in a backslash',
      String.raw`select '\', :to, ' '`,
      String.raw`select '\', $1, ' '`,
    ],
    ['behind a name and a string', String.raw`select type'\', :to, ' '`, String.raw`select type'\', $1, ' '`],
    ['behind a quote that is not closed', 'select $a$ :to', 'select $a$ $1'],
    ['behind a string that is not closed', "select ' :to", "select ' $1"],
    ['behind a name with a dollar', 'select a$b$ :to $b$', 'select a$b$ $1 $b$'],
    ['in brackets behind a comment', 'select a[/* x */:lang]', 'select a[/* x */$1]'],
    ['in brackets behind an operator', 'select a[1+:lang]', 'select a[1+$1]'],
    ['in an array in an array', 'select array[[:to],[:lang]]', 'select array[[$1],[$2]]'],
    ['in an array in a subscript', 'select a[array[:to]]', 'select a[array[$1]]'],
    ['in a subscript in an array', 'select array[a[:lang]]', 'select array[a[$1]]'],
    ['in an array, in upper case', 'select ARRAY[:to]', 'select ARRAY[$1]'],
    [
      'behind a keyword and a line',
      'select a[case when\n:to then 1 end]',
      'select a[case when\n$1 then 1 end]',
    ],
    [
      'behind a keyword and a comment',
      'select a[case when/**/:to then 1 end]',
      'select a[case when/**/$1 then 1 end]',
    ],
    ['in parentheses in brackets', 'select a[(1):to], a[(:to)]', 'select a[(1):to], a[($1)]'],
    ['at once behind another', 'select :to:lang', 'select $1$2'],
  ])('%s', (_where, sql, text) => expect([textOf(sql), faultsOf(sql)]).toEqual([text, []]))
})

describe('a colon ends a slice', () => {
  test.each([
    'a[1:to]',
    'a["b":to]',
    "a['b':to]",
    'a[b]:to',
    'a[b$:to]',
    'a[f(1):to]',
    'a[b[1]:to]',
    'a[名:to]',
    'a[1 :to]',
    'a[b :n]',
    'a[b1 :to]',
    'a[_b :to]',
    'a[名 :to]',
    'a[:n]',
    'a[ :n ]',
    'array[1][1:to]',
    'array[a[1:to]]',
    'a[array[1][1]:to]',
  ])('%s', (sql) => {
    const isSlice = !sql.endsWith(']:to')
    expect(textOf(`select ${sql}`)).toBe(`select ${isSlice ? sql : 'a[b]$1'}`)
  })
})

describe('a statement', () => {
  test.each(['select', 'with', 'values', 'table', 'Select', 'VALUES'])('may begin with %s', (word) => {
    expect(readStatement(`-- x\n (${word} 1)`)).toMatchObject({ faults: [], canDescribe: true })
  })
  test.each(['insert', 'update', 'delete', 'merge', 'Drop', 'selects', '选择'])(
    'cannot begin with %s',
    (word) => {
      expect(readStatement(`-- x\n${word} 1`)).toMatchObject({
        faults: [
          {
            line: 2,
            message: `only reading is allowed: a statement begins with select or with, not ${word.toLowerCase()}`,
          },
        ],
        canDescribe: false,
      })
    },
  )

  test('may end with semicolons followed by comments', () => {
    expect(readStatement('select 1 ;; -- a; b\n/* c */ ;\n')).toMatchObject({ faults: [], canDescribe: true })
  })
  test('must be the only one in its file', () => {
    const second = 'a file contains one statement; a second one begins here'
    for (const sql of ['select 1;\n\nselect 2', "select 1;\n\n'x'", 'select 1;\n\n(', 'select 1;\n\n:to'])
      expect(readStatement(sql)).toMatchObject({ faults: [{ line: 3, message: second }], canDescribe: false })
  })
  test.each(['', '-- only\n', '/* a */', ';', "' '", '1'])('is missing in %j', (sql) => {
    expect(readStatement(sql)).toMatchObject({
      faults: [{ line: null, message: 'contains no statement' }],
      canDescribe: false,
    })
  })

  test('reports an unknown parameter once, with its line, and passes null', () => {
    const { statement, faults, canDescribe } = readStatement('select :a,\n:b, :a, $1,\n $1, $23, :to')
    expect(statement).toEqual({
      text: 'select null,\nnull, null, null,\n null, null, $1',
      parameters: ['to'],
    })
    expect(faults.map(({ line, message }) => [line, message.split(' (')[0]])).toEqual([
      [1, 'unknown parameter :a'],
      [2, 'unknown parameter :b'],
      [2, '$1 is a position: use a name, such as :visitorImId'],
      [3, '$23 is a position: use a name, such as :visitorImId'],
    ])
    expect(canDescribe).toBe(true)
  })

  test.each([':email', ':nameLike', ':agentName', ':requestId'])(
    'cannot use a parameter of other files: %s',
    (name) => {
      expect(faultsOf(`select ${name}`)).toEqual([
        expect.stringContaining(`1: ${name} is a parameter of other files`),
      ])
    },
  )
})

describe('tokens', () => {
  test.each<[string, [string, string][]]>([
    [
      'a\t\f\v\r\nb',
      [
        ['word', 'a'],
        ['space', '\t\f\v\r\n'],
        ['word', 'b'],
      ],
    ],
    ['/* a /* b */ c', [['comment', '/* a /* b */ c']]],
    [
      '/* a */*/',
      [
        ['comment', '/* a */'],
        ['other', '*'],
        ['other', '/'],
      ],
    ],
    [
      '-- a\r-- b',
      [
        ['comment', '-- a'],
        ['space', '\r'],
        ['comment', '-- b'],
      ],
    ],
    [
      ':sent.a$1',
      [
        ['parameter', ':sent.a'],
        ['position', '$1'],
      ],
    ],
    [
      ':sent.',
      [
        ['parameter', ':sent'],
        ['other', '.'],
      ],
    ],
    [
      ':sent."a""b"c',
      [
        ['parameter', ':sent."a""b"'],
        ['word', 'c'],
      ],
    ],
    [
      ':sent.1',
      [
        ['parameter', ':sent'],
        ['other', '.'],
        ['other', '1'],
      ],
    ],
    ['a1$é', [['word', 'a1$é']]],
    [
      '$1a',
      [
        ['position', '$1'],
        ['word', 'a'],
      ],
    ],
  ])('of %j', (sql, tokens) => expect(tokensOf(sql)).toEqual(tokens))

  test('concatenate to the file', () => {
    for (const sql of [':', '::', ':=', '$', '$a', "'", '"', "e'", '/*', '--', ' :to;😀', '[]]'])
      expect(
        tokensOf(sql)
          .map(([, text]) => text)
          .join(''),
      ).toBe(sql)
  })
})

test('reads comments above the statement as annotations until other text precedes them', () => {
  const source = '-- a\n\n  --b--\n/* c\n   * d */\n-- e\nselect 1 -- f'
  expect([...readCommentLines(source)]).toEqual([
    { text: 'a', line: 1, place: 'top' },
    { text: 'b--', line: 3, place: 'top' },
    { text: 'c', line: 4, place: 'block' },
    { text: 'd', line: 5, place: 'block' },
    { text: 'e', line: 6, place: 'below' },
    { text: 'f', line: 7, place: 'below' },
  ])
  expect([...readCommentLines('/* a /* b */ c */ /*\ncolumn a: A - b\n*/')].map(({ text }) => text)).toEqual([
    'a /* b */ c',
    '',
    'column a: A - b',
    '',
  ])
  expect([...readCommentLines(';-- a')]).toEqual([{ text: 'a', line: 1, place: 'below' }])
})

test('converts Postgres’s character positions, which start at 1 and count an emoji as one', () => {
  // The line that wraps a query is not the file's.
  const text = '\n😀\n😀a\nb'
  expect([2, 3, 4, 5, 6, 7, 8].map((position) => toFileLine(text, position))).toEqual([1, 1, 2, 2, 2, 3, 3])
  expect(toFileLine(text, null)).toBeNull()
})

test.each(['array[:nothing]', 'ARRAY[1, :nothing]', 'array[[:nothing]]', 'array[[1], [:nothing]]'])(
  'rejects an unknown parameter in an array, which has no slices: %s',
  (sql) => {
    expect(faultsOf(`select ${sql}`)).toEqual([expect.stringContaining('unknown parameter :nothing')])
  },
)

test.each(['a[:nothing]', 'array[a[:nothing]]', 'a[array[1]:nothing]', '(array[1])[:nothing]'])(
  'accepts any column as the end of a slice: %s',
  (sql) => expect([textOf(`select ${sql}`), faultsOf(`select ${sql}`)]).toEqual([`select ${sql}`, []]),
)
