import { describe, expect, test } from 'vitest'
import { toPair } from '../../src/customer/query-file/localized.ts'
import { parseQueryFile } from '../../src/customer/query-file/query-file.ts'

const read = (lines: string, kind: 'customer' | 'panel' = 'panel') => {
  const { file, faults } = parseQueryFile(`${kind}.sql`, `${lines}\nselect 1 as a`, kind)
  return { file, faults: faults.map(({ message }) => message) }
}

describe('a panel is shown', () => {
  test.each(['found', 'unknown', 'all'])('to %s visitors', (audience) => {
    expect(read(`-- for: ${audience}`)).toMatchObject({ file: { audience }, faults: [] })
  })
  test('to found customers by default', () => {
    expect(read('').file.audience).toBe('found')
  })
  test.each(['nobody', 'Found', ''])('not to the unknown audience "%s"', (audience) => {
    expect(read(`-- for: ${audience}`).faults).toEqual(['for must be one of found, unknown, all'])
  })
  test.each(['table', 'fields', 'summary'])('as %s', (layout) => {
    expect(read(`-- layout: ${layout}`)).toMatchObject({ file: { layout }, faults: [] })
  })
})

describe('a number of rows', () => {
  test.each([1, 9, 10, 99, 999])('may be %i', (rows) => {
    expect(read(`-- rows: ${String(rows)}`)).toMatchObject({ file: { rows }, faults: [] })
  })
  test.each(['0', '05', '1000', '5x', 'x5', '-5', '5.5', '1e2', '5 5'])('cannot be %s', (rows) => {
    expect(read(`-- rows: ${rows}`).faults).toEqual(['rows must be a number from 1 to 999'])
  })
})

describe('a time limit', () => {
  test.each([1, 10, 9999, 10_000])('may be %i ms', (timeoutMs) => {
    expect(read(`-- timeout: ${String(timeoutMs)}ms`)).toMatchObject({ file: { timeoutMs }, faults: [] })
  })
  test.each(['0ms', '10001ms', '20000ms', '800', '800 ms', '800msx', 'x800ms', '800s', '1.5ms'])(
    'cannot be %s',
    (text) => {
      expect(read(`-- timeout: ${text}`).faults).toEqual([
        'timeout must be a number of milliseconds up to 10000, such as 800ms',
      ])
    },
  )
})

describe('a title', () => {
  const LINK = 'link(https://shop.example/{a})'
  test('keeps bars if its translation has a line of its own', () => {
    const { file, faults } = read('-- title: Orders\n-- title.zh: 订单 | 全部')
    expect([file.title, faults]).toEqual([toPair('Orders', '订单 | 全部'), []])
  })
  test('prefers the translation on its own line to that in the pair, in either order', () => {
    for (const lines of [
      '-- title: Orders | 单\n-- title.zh: 订单',
      '-- title.zh: 订单\n-- title: Orders | 单',
    ])
      expect(read(lines)).toMatchObject({ file: { title: toPair('Orders', '订单') }, faults: [] })
  })
  test.each([
    [`Orders | 订单 | ${LINK}`, toPair('Orders', '订单')],
    [`Orders | | ${LINK}`, toPair('Orders', 'Orders')],
  ])('may be a link: %s', (title, texts) => {
    const { file, faults } = read(`-- title: ${title}`)
    expect([file.title, faults]).toEqual([texts, []])
    expect(file.titleLink?.template).toEqual({ literals: ['https://shop.example/', ''], columns: ['a'] })
  })
  test.each([`${LINK} | 订单`, `Orders | ${LINK}`, LINK])('cannot be a link elsewhere: %s', (title) => {
    expect(read(`-- title: ${title}`).faults).toEqual([
      'the link of a title is its third part: -- title: English | 中文 | link(…)',
    ])
  })
  test('of customer.sql cannot be a link', () => {
    expect(read(`-- title: Orders | 订单 | ${LINK}`, 'customer').faults).toContain(
      'only the title of a panel can be a link',
    )
  })
  test('has at most two languages, as has the text of an empty panel', () => {
    expect(read('-- title: A | B | C | D').faults).toEqual([
      'title has at most two parts: -- title: English | 中文',
    ])
    expect(read('-- empty: A | B | C').faults).toEqual([
      'empty has at most two parts: -- empty: English | 中文',
    ])
    expect(read('-- empty: None | 无').file.empty).toEqual(toPair('None', '无'))
  })
  test('of an empty panel is not a translation of hide', () => {
    for (const empty of ['hide | 隐藏', 'Hide', 'HIDE｜隐藏'])
      expect(read(`-- empty: ${empty}`).faults).toEqual([
        'hide needs no translation and is lower case: -- empty: hide',
      ])
    expect(read('-- empty: Hideaways | 住处').faults).toEqual([])
    expect(read('-- empty: hide').file).toMatchObject({ empty: null, hidesEmpty: true })
  })
  test('needs English', () => {
    for (const title of ['| 订单', '', '|'])
      expect(read(`-- title: ${title}`).faults).toEqual(['title has no English: -- title: English | 中文'])
    expect(read('-- empty:').faults).toEqual(['empty has no English: -- empty: English | 中文'])
  })
})

describe('what can be given only once', () => {
  test('is rejected the second time: custom parameters', () => {
    expect(read('-- sent: a\n-- sent: b', 'customer').faults).toEqual(['sent is given twice'])
  })
  test.each([
    ['-- roles: a\n-- roles: b', 'roles is given twice'],
    ['-- column a: A\n-- column a: B', 'column a is annotated twice'],
  ])('is rejected the second time: %s', (lines, fault) => expect(read(lines).faults).toContain(fault))
})

test.each(['title', 'rows', 'empty', 'layout', 'timeout', 'hide', 'roles'])(
  '%s has no name before its colon',
  (key) => {
    expect(read(`-- ${key} b: 1`).faults).toContain(
      `${key} takes no name before the colon: write -- ${key}: …`,
    )
  },
)

describe('an ordinary comment', () => {
  test.each(['-- for example: a', '-- fort: a'])('is not an annotation: %s', (comment) =>
    expect(read(comment).faults).toEqual([]),
  )
  test.each(['-- a--hide: b', '-- a -- b', '-- see the columns: a', '-- an unmasked: a'])(
    'is an annotation despite its spelling: %s',
    (comment) => expect(read(comment).faults).toEqual([]),
  )
  test.each(['-- a --hide: b', '-- a --   titel: b', '-- a -- b -- masked: c'])(
    'hides no annotation: %s',
    (comment) => {
      expect(read(comment).faults).toEqual([expect.stringContaining('an annotation follows another comment')])
    },
  )
})
