import { describe, expect, test } from 'vitest'
import { createFinder } from '../../src/page/redaction/needles.ts'
import { squeeze, toPlain, toReadings } from '../../src/page/redaction/plain-text.ts'
import { addSecretWords, createSecretWords, type SecretWords } from '../../src/page/redaction/secret-words.ts'

function wordsOf(plain: string) {
  const found = createSecretWords()
  addSecretWords(plain, found, new Set())
  const lists = Object.entries(found) as [keyof SecretWords, Set<string>][]
  return Object.fromEntries(lists.filter(([, { size }]) => size > 0).map(([kind, set]) => [kind, [...set]]))
}

describe('search terms of a masked value', () => {
  test.each([
    ['names of three or four letters as words', 'bob lee', { words: ['bob', 'lee'] }],
    ['names of two letters as surnames', 'li na', { surnames: ['li', 'na'] }],
    ['longer names anywhere', 'emma johansson', { words: ['emma'], parts: ['johansson'] }],
    ['a code with and without its marks', 'emj7-k2qx', { parts: ['emj7-k2qx'], codes: ['emj7k2qx'] }],
    ['a code of five characters', 'a1b2c', { parts: ['a1b2c'], codes: ['a1b2c'] }],
    ['a code of one word', 'abc12', { parts: ['abc12'], codes: ['abc12'] }],
    ['a double name', 'bob-li', { words: ['bob'], surnames: ['li'], parts: ['bob-li'] }],
    ['nothing of a single letter', 'j smith', { parts: ['smith'] }],
    ['nothing of a shorter code', 'a1b2', {}],
    ['nothing of digits, which are windows', '1234567', {}],
    [
      'of an address what stands before the last @',
      'emma.johansson@example.com',
      { parts: ['emma.johansson'] },
    ],
    ['a short local part as a word', 'john@example.com', { words: ['john'] }],
    ['a local part of three letters as a word', 'bob@x.org', { words: ['bob'] }],
    ['nothing of a short local part with a mark', 'a.b@x.org', {}],
    ['an address with a common local part whole', 'info@example.com', { parts: ['info@example.com'] }],
    [
      'of a name with its address the short ones, too',
      'bob smith <bob.smith@x.org>',
      { words: ['bob'], parts: ['smith', 'bob.smith'] },
    ],
    ['a local part with a mark, and its pieces', 'ou/li@x.org', { surnames: ['ou'], parts: ['ou/li'] }],
    [
      'five names whole',
      'anna maria von der leyen',
      { words: ['anna', 'von', 'der'], parts: ['maria', 'leyen'] },
    ],
    ['of six words the long ones', 'anna maria von der leyen too', { parts: ['maria', 'leyen'] }],
    [
      'of a sentence no common word',
      'please call before the delivery, not after six',
      { parts: ['delivery'] },
    ],
    [
      'of a sentence two words with a mark whole',
      'kindly ring the front-desk of this hotel',
      { parts: ['kindly', 'front-desk', 'front', 'hotel'] },
    ],
    ['of markup no short name', '{"name":"bob"}', {}],
  ])('%s', (_rule, plain, words) => {
    expect(wordsOf(plain)).toEqual(words)
  })

  test.each([
    'with',
    'please',
    'there',
    'only',
    'miss',
    'info',
    'company',
    'street',
    'south',
    'unknown',
    'null',
  ])('nothing of the common word %s', (word) => {
    expect(wordsOf(word)).toEqual({})
  })

  test.each(['王红', '李 继 鹏'])('the Chinese name %s in one list alone, without its spaces', (name) => {
    const found = wordsOf(name)
    expect(Object.keys(found)).toEqual(['eastAsian'])
    expect(found['eastAsian']).toContain(name.replaceAll(' ', ''))
  })

  test('a surname of one character before a given name that looks like a compound surname', () => {
    expect(wordsOf('李东方')['eastAsian']).toContain('李先生')
  })

  test('match a Chinese name in full, by given name, and by surname with title', () => {
    const { eastAsian = [] } = wordsOf('李继鹏')
    for (const form of ['李继鹏', '继鹏', '李先生', '李总', '小李', '阿李']) expect(eastAsian).toContain(form)
    for (const form of ['李', '鹏', '李继']) expect(eastAsian).not.toContain(form)
  })

  test('do not split a compound surname, or prefix it with 小', () => {
    const { eastAsian = [] } = wordsOf('欧阳小明')
    for (const form of ['欧阳小明', '小明', '欧阳先生']) expect(eastAsian).toContain(form)
    for (const form of ['欧先生', '小欧', '小欧阳', '阳小明']) expect(eastAsian).not.toContain(form)
  })

  test('omit a title, and forms of a single character', () => {
    const { eastAsian = [] } = wordsOf('王红女士')
    for (const form of ['王红', '王先生', '老王']) expect(eastAsian).toContain(form)
    expect(eastAsian).not.toContain('红')
    expect(wordsOf('李')).toEqual({})
  })

  test('include no forms of a text that is not a name', () => {
    for (const text of ['请在六点以后打电话', '田中さくら'])
      expect(wordsOf(text)['eastAsian']).toEqual([text])
  })
})

describe('few and many needles are found alike', () => {
  test.each([1, 16, 17, 40])('%d', (count) => {
    const needles = Array.from({ length: count }, (_, at) => `needle${String(at)}${'z'.repeat(at % 9)}`)
    const has = createFinder(needles, 5)
    for (const needle of needles)
      expect([needle, has(`in ${needle}`), has(needle)]).toEqual([needle, true, true])
    for (const text of ['', 'need', 'a needle', 'needlework'])
      expect([text, has(text)]).toEqual([text, false])
  })

  test('the first twelve characters identify a long text', () => {
    for (const more of [[], Array.from({ length: 20 }, (_, at) => `other${String(at)}`)]) {
      const has = createFinder(['abcdefghijklmnop', ...more], 5)
      expect(has('x abcdefghijkl')).toBe(true)
      expect(has('x abcdefghijk')).toBe(false)
    }
  })
})

describe('normalization', () => {
  test.each([
    ['EMMA', 'emma'],
    ['José', 'jose'],
    ['ØŁĐÐĦŦßÆŒÞı', 'olddhtssaeoethi'],
    ['１３８', '138'],
    ['a\u00adb\u200bc', 'abc'],
    ['1‐2–3—4−5', '1-2-3-4-5'],
    ['김철수', '김철수'],
  ])('writes %j as %j', (text, plain) => {
    expect(toPlain(text)).toBe(plain)
  })

  test('removes separators between letters and digits', () => {
    expect(squeeze('+86 (138)-李/x_9')).toBe('86138李x9')
  })

  test.each([
    ['plain', ['plain']],
    ['100%', ['100%']],
    ['%zz', ['%zz']],
    ['%41b', ['%41b', 'ab']],
    ['%e6%9d%8e', ['%e6%9d%8e', '李']],
    ['%2541', ['%2541', '%41', 'a']],
    ['%25252541', ['%25252541', '%252541', '%2541', '%41']],
  ])('decodes %j as %j, up to three times', (text, readings) => {
    expect(toReadings(text)).toEqual(readings)
  })
})
