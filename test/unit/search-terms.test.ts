import { describe, expect, test } from 'vitest'
import { kindsOf, toClaimTerms, toSearchTerms, type SearchTerms } from '../../src/customer/search-terms.ts'

const NOTHING: SearchTerms = {
  email: null,
  phone: null,
  phoneTail: null,
  number: null,
  name: null,
  nameLike: null,
}
const name = (text: string) => ({ name: text, nameLike: text })

test.each<[what: string, typed: string, terms: Partial<SearchTerms>]>([
  ['an e-mail address, whatever its case', ' Emma.J@Example.COM ', { email: 'emma.j@example.com' }],
  ['an e-mail address in full-width characters', 'ｅｍｍａ＠example．com', { email: 'emma@example.com' }],
  [
    'a mobile number',
    '138 0013 8000',
    { phone: '13800138000', phoneTail: '13800138000', number: '13800138000' },
  ],
  ['a number with its country', '+86-138-0013-8000', { phone: '8613800138000', phoneTail: '8613800138000' }],
  [
    'a number with a trunk prefix',
    '+44 (0)20 7946-0958',
    { phone: '442079460958', phoneTail: '442079460958' },
  ],
  ['a number with brackets', '(020) 7946-0958', { phone: '02079460958', phoneTail: '02079460958' }],
  [
    'a number with its country in brackets',
    '（+86）138 0013 8000',
    { phone: '8613800138000', phoneTail: '8613800138000' },
  ],
  [
    'a number with typographic dashes',
    '138–0013—8000',
    { phone: '13800138000', phoneTail: '13800138000', number: '138-0013-8000' },
  ],
  [
    'a number copied with marks of direction and zero-width spaces',
    '\u202d138\u200b0013\u200b8000\u202c',
    { phone: '13800138000', phoneTail: '13800138000', number: '13800138000' },
  ],
  ['an order number with a typographic dash', 'SO‑4100', { number: 'SO-4100' }],
  ['an order number copied with a soft hyphen', 'SO-41\u00ad00', { number: 'SO-4100' }],
  ['a name copied with a zero-width space', 'Em\u200bma', name('Emma')],
  ['a name with its own dash', 'Anne‐Marie', name('Anne‐Marie')],
  [
    'full-width digits',
    '１３８００１３８０００',
    { phone: '13800138000', phoneTail: '13800138000', number: '13800138000' },
  ],
  [
    'digits with ideographic spaces',
    '138　0013　8000',
    { phone: '13800138000', phoneTail: '13800138000', number: '13800138000' },
  ],
  ['the last four digits', '8000', { phoneTail: '8000', number: '8000' }],
  ['the last six digits', '138000', { phoneTail: '138000', number: '138000' }],
  ['an order number of many digits', '20261118000000420001', { number: '20261118000000420001' }],
  ['an order number with letters', '#SO-4100', { number: 'SO-4100' }],
  [
    'a customer number',
    'EEP4EVP9CCMTRTCKVJHX',
    { number: 'EEP4EVP9CCMTRTCKVJHX', ...name('EEP4EVP9CCMTRTCKVJHX') },
  ],
  ['a Chinese name', '李继鹏', name('李继鹏')],
  ['two Chinese characters', '继鹏', name('继鹏')],
  ['a Latin name', 'Emma  Johansson', name('Emma Johansson')],
  ['a name with an accent', 'José', name('José')],
  [
    'a name with signs of like',
    '100%_wool\\x',
    { name: '100%_wool\\x', nameLike: String.raw`100\%\_wool\\x` },
  ],
])('searches for %s', (_, typed, terms) => {
  expect(toSearchTerms(typed)).toEqual({ ...NOTHING, ...terms })
})

test.each([
  ['nothing', ''],
  ['spaces', ' \u3000\u200b '],
  ['three digits', '800'],
  ['one Chinese character', '李'],
  ['two Latin letters', 'Li'],
  ['signs', '%%%%___'],
  ['a NUL', '\0\0\0\0'],
  ['more than a hundred characters', 'a'.repeat(101)],
  ['an @ alone', '@'],
])('does not search for %s', (_, typed) => {
  expect(toSearchTerms(typed)).toBeNull()
})

test('removes characters that Postgres rejects', () => {
  expect(toSearchTerms('Emma\0Johansson\u2028')).toEqual({ ...NOTHING, ...name('Emma Johansson') })
})

test('logs the kinds, but not the terms', () => {
  const kinds = (typed: string) => kindsOf(toSearchTerms(typed) ?? NOTHING)
  expect(kinds('8000')).toEqual(['phone', 'number'])
  expect(kinds('emma@example.com')).toEqual(['email'])
  expect(kinds('李继鹏')).toEqual(['name'])
})

describe('the length of a term', () => {
  const digits = (count: number) => toSearchTerms('1'.repeat(count))
  test('is seven to fifteen digits for a phone number', () => {
    expect([6, 7, 15, 16].map((count) => digits(count)?.phone?.length)).toEqual([undefined, 7, 15, undefined])
  })
  test('is four to fifteen digits for the end of one', () => {
    expect([4, 15, 16].map((count) => digits(count)?.phoneTail?.length)).toEqual([4, 15, undefined])
    expect(digits(3)).toBeNull()
  })
  test('is at least four characters for a number, without its #', () => {
    expect(['A-12', '#A-12', '#A-1', 'A-1'].map((typed) => toSearchTerms(typed)?.number)).toEqual([
      'A-12',
      'A-12',
      undefined,
      undefined,
    ])
  })
  test('is three letters, or two Chinese, Japanese or Korean characters, for a name', () => {
    expect(['Lia', 'さく', 'サク', '수지', '李a'].map((typed) => toSearchTerms(typed)?.name)).toEqual([
      'Lia',
      'さく',
      'サク',
      '수지',
      undefined,
    ])
  })
  test('is a hundred characters at most', () => {
    expect(toSearchTerms('a'.repeat(100))?.name).toHaveLength(100)
  })
})

describe('typed text', () => {
  test.each([
    ['a word without a digit is no number', 'ABCD', null],
    ['a number may have dots, slashes and underlines', '2026.11/18_A-1', '2026.11/18_A-1'],
    ['a number in groups is one', '2026 1118 0042', '202611180042'],
    ['words with digits are none', 'order 2026', null],
    ['and neither are digits with words', '2026 Emma', null],
    ['a sign in front is no number', '-2026', null],
    ['a # within is none', '20#26', null],
    ['an e-mail address is none', 'a1234@shop.example', null],
  ])('%s', (_rule, typed, number) => expect(toSearchTerms(typed)?.number ?? null).toBe(number))

  test.each(['a@b', '@b.example', 'a@b@c.example x', 'a b@c.example', 'a@c.example b', 'a@.'])(
    'does not read %s as an email address',
    (typed) => {
      expect(toSearchTerms(typed)?.email ?? null).toBeNull()
    },
  )

  test.each(['+8613800138000', '138.0013.8000', '(138) 0013/8000'])('reads %s as a phone number', (typed) => {
    expect(toSearchTerms(typed)?.phone).toMatch(/^(86)?13800138000$/)
  })
  test.each(['1380013800x', '138+00138000', '#13800138000'])(
    'does not read %s as a phone number',
    (typed) => {
      expect(toSearchTerms(typed)?.phone ?? null).toBeNull()
    },
  )
})

describe('a claimed customer number', () => {
  test('is matched exactly, however short, and as a customer number only', () => {
    expect(toClaimTerms(' ７ ')).toEqual({ ...NOTHING, number: '7' })
    expect(toClaimTerms('138 0013 8000')).toBeNull()
    expect(toClaimTerms('13800138000')).toEqual({ ...NOTHING, number: '13800138000' })
    expect(toClaimTerms('C-7')?.number).toBe('C-7')
  })
  test.each(['', 'my order', '%', 'a@b.example', 'x'.repeat(101), '-7'])('cannot be %s', (sent) => {
    expect(toClaimTerms(sent)).toBeNull()
  })
  test('may have a hundred characters', () => {
    expect(toClaimTerms('x'.repeat(100))?.number).toHaveLength(100)
  })
})
