import { expect, test } from 'vitest'
import { kindsOf, toSearchTerms, type SearchTerms } from '../../src/customer/search-terms.ts'

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
  ['a number with brackets', '(020) 7946-0958', { phone: '02079460958', phoneTail: '02079460958' }],
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
])('%s is searched for in that form', (_, typed, terms) => {
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
])('%s is not searched for', (_, typed) => {
  expect(toSearchTerms(typed)).toBeNull()
})

test('no term has a character that Postgres rejects', () => {
  expect(toSearchTerms('Emma\0Johansson\u2028')).toEqual({ ...NOTHING, ...name('Emma Johansson') })
})

test('the kinds are logged, but not the terms', () => {
  const kinds = (typed: string) => kindsOf(toSearchTerms(typed) ?? NOTHING)
  expect(kinds('8000')).toEqual(['phone', 'number'])
  expect(kinds('emma@example.com')).toEqual(['email'])
  expect(kinds('李继鹏')).toEqual(['name'])
})
