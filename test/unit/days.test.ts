import { expect, test } from 'vitest'
import { findDays } from '../../src/page/redaction/days.ts'

test.each([
  ['2026-03-01', ['26-03-01']],
  ['2026 - 3 - 1', ['26-03-01']],
  ['20260301', ['26-03-01']],
  ['2026年3月1日', ['26-03-01']],
  ['26 年 3 月 1 號', ['26-03-01']],
  ['2026년 3월 1일', ['26-03-01']],
  ['12月31号', ['12-31']],
  ['110101199003010019', ['90-03-01']],
  ['11010119900301001x', ['90-03-01']],
  ['1826-03-01 1926-03-01', ['26-03-01', '26-03-01']],
  ['born 1990年3月1日 in x', ['90-03-01']],
  ['no. 110101199003010019.', ['90-03-01']],
])('finds the only day in %s', (plain, days) => {
  expect(findDays(plain)).toEqual(days)
})

test.each(['-', '/', '.', '_', ':', '·', ','])(
  'reads digits as a day with %s between them, twice the same',
  (mark) => {
    expect(findDays(`2026${mark}3${mark}1`)).toEqual(['26-03-01'])
    expect(findDays(`2026${mark}3;1`)).toEqual([])
  },
)

test.each([
  ['01/03/2026', ['26-03-01', '26-01-03']],
  ['1-3-26', ['26-03-01', '26-01-03']],
  ['1. march 26', ['03-26', '26-03-01']],
])('finds every reading of %s', (plain, days) => {
  expect(findDays(plain)).toEqual(days)
})

const MONTHS = [
  ...['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september'],
  ...['october', 'november', 'december'],
].map((name, at) => [name, String(at + 1).padStart(2, '0')] as const)

test.each(MONTHS)('finds %s by its name and its first letters, before or after the day', (name, month) => {
  for (const text of [name, name.slice(0, 3)]) {
    const forms = [
      `${text} 5, 2026`,
      `${text}. 5th, 2026`,
      `${text}-05-2026`,
      `5 ${text} 2026`,
      `5th of ${text}, 2026`,
    ]
    for (const form of forms) expect([form, findDays(form)]).toEqual([form, [`26-${month}-05`]])
    for (const form of [`${text} 5`, `5 ${text}`])
      expect([form, findDays(form)]).toEqual([form, [`${month}-05`]])
  }
})

test.each([
  ['a month or day that does not exist', ['13月1日', '0月1日', '3月0日', '3月32日', '2026-13-32']],
  ['a year of another time', ['1726-03-01', '2126-03-01', '0026-03-01']],
  [
    'a part of a longer number',
    ['120260301', '202603011', '12026-03-01', '2026-03-01111', '1110101199003010019'],
  ],
  ['three digits at first', ['123-4-5']],
  ['a part of a longer word', ['xmarch 1', '1 marchx', 'march 111', '111 march', 'mars 1']],
  ['no day', ['', 'march', '3月1', '2026', '2026-03']],
])('finds no day in %s', (_kind, texts) => {
  for (const text of texts) expect([text, findDays(text)]).toEqual([text, []])
})
