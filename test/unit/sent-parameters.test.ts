import { describe, expect, test } from 'vitest'
import { toValues } from '../../src/customer/lookup-parameters.ts'
import { parseQueryFile, toReport } from '../../src/customer/query-file/query-file.ts'
import { readStatement } from '../../src/customer/query-file/statement.ts'

const textOf = (sql: string) => readStatement(sql).statement

describe('custom parameters in a statement', () => {
  test.each<[string, string, string, string[]]>([
    ['are text', 'select :sent.sku, :lang', 'select $1::text, $2', ['sent.sku', 'lang']],
    [
      'have any name in quotes, the same as without',
      'select :sent."a b", :sent."x""y", :sent."sku", :sent.sku',
      'select $1::text, $2::text, $3::text, $3::text',
      ['sent.a b', 'sent.x"y', 'sent.sku'],
    ],
    ['have names beyond ASCII', 'select :sent.价格::int', 'select $1::text::int', ['sent.价格']],
    ['have names of objects', 'select :sent.__proto__', 'select $1::text', ['sent.__proto__']],
    ['end where the name does', 'select (:sent.a).b', 'select ($1::text).b', ['sent.a']],
    [
      'stand in brackets',
      'select b[:sent.a], array[:sent.a]',
      'select b[$1::text], array[$1::text]',
      ['sent.a'],
    ],
    [
      'are none at the end of a slice',
      'select a[1:sent.n], a[f(x):sent.n]',
      'select a[1:sent.n], a[f(x):sent.n]',
      [],
    ],
    [
      'are none in a string, a quote or a comment',
      `select ':sent.a', $$:sent.b$$ -- :sent.c`,
      `select ':sent.a', $$:sent.b$$ -- :sent.c`,
      [],
    ],
  ])('%s', (_name, sql, text, parameters) => {
    expect(textOf(sql)).toEqual({ text, parameters })
  })

  test('are null if not sent', () => {
    const { file } = parseQueryFile(
      'a.sql',
      'select :sent.a, :sent."b c", :sent.__proto__, :sent.constructor, :to',
    )
    const sent = new Map([
      ['b c', 'x'],
      ['to', 'y'],
    ])
    expect(toValues(file, { sent }, null)).toEqual([null, 'x', null, null, null])
    expect(toValues(file, {}, null)).toEqual([null, null, null, null, null])
  })
})

const KNOWN = ':visitorImId :channel :easemobId :to :tenantId :agentId :userId :lang :verifiedUserId'
const faultsOf = (sql: string, kind: Parameters<typeof parseQueryFile>[2] = 'panel') =>
  parseQueryFile('a.sql', sql, kind).faults.map((fault) => toReport('a.sql', fault))

describe('a statement is rejected', () => {
  test.each([
    ['customer', `${KNOWN} :customerId`],
    ['search', `${KNOWN} :email :phone :phoneTail :number :name :nameLike`],
    ['link', ':visitorImId :channel :customerId :agentId :agentName :source :requestId'],
  ] as const)('if %s.sql uses a custom parameter', (kind, known) => {
    expect(faultsOf('select 1,\n:sent.a, :sent.a', kind)).toEqual([
      `a.sql:2: :sent.a is sent by the visitor, and can be used in panels only (known: ${known})`,
    ])
  })

  test('if a name is missing', () => {
    const [fault] = faultsOf('select :sent')
    expect(fault).toBe(`a.sql:1: unknown parameter :sent (known: ${KNOWN} :customerId :sent.NAME)`)
  })

  test('for a parameter of the console', () => {
    expect(faultsOf('select :sent.a,\n:sent.email')).toEqual([
      'a.sql:2: :sent.email: email is a built-in parameter of the console, not a custom one',
    ])
  })

  test('for a name with a dot that is not quoted', () => {
    expect(faultsOf('select :sent."order.no",\n:sent.order.no')).toEqual([
      'a.sql:2: :sent.order ends before the dot: put a name that has dots in double quotes, as in :sent."a.b"',
    ])
  })

  test.each([':sent.“a”', ':sent.a，b', ':sent.a）', ':sent.a\u3000b', ':sent.«a»'])(
    'for %s, whose marks would be part of its name',
    (parameter) => {
      expect(faultsOf(`select 1,\n${parameter}`)).toEqual([
        `a.sql:2: ${parameter}: a name consists of letters, digits and _, or is in straight quotes: :sent."any name"`,
      ])
    },
  )

  test('but not for letters of any script, or marks in straight quotes', () => {
    expect(faultsOf('select :sent.商品, :sent.größe_2, :sent."“a”，b", :sent.ชื่อ')).toEqual([])
  })

  test('for too many of them', () => {
    const names = Array.from({ length: 12 }, (_, n) => `:sent.p${n}`)
    expect(faultsOf(`select ${names.slice(0, 10).join(', ')}, :sent.p1`)).toEqual([])
    expect(faultsOf(`select ${names.join(', ')}`)).toEqual(['a.sql:1: uses more than 10 custom parameters'])
  })
})
