import { expect, test } from 'vitest'
import { findAmounts, toWindows, toAmount } from '../../src/page/redaction/numbers.ts'

test.each([
  ['4711', '4711'],
  [' 4711 ', '4711'],
  ['-4711', '4711'],
  ['+4711.00', '4711'],
  ['1234.50', '1234.5'],
  ['1,234.50', '1234.5'],
  ['1.234,50', '1234.5'],
  ["1'234.5", '1234.5'],
  ['1’234.5', '1234.5'],
  ['1\u202f234.5', '1234.5'],
  ['1\u00a0234.5', '1234.5'],
  ['12 345', '12345'],
  ['1.234', '1234'],
  ['1.2345', '1.2345'],
  ['12.34', '12.34'],
  ['12.0506', '12.0506'],
  ['1,234,567.89', '1234567.89'],
])('reads %j as the amount %s', (text, amount) => {
  expect(toAmount(text)).toBe(amount)
})

test.each(['123', '1.5', '12.3', 'x4711', '4711x', '4711 4712', '--4711', '47-11', '47+11', ''])(
  'reads no amount of four digits from %j',
  (text) => {
    expect(toAmount(text)).toBeNull()
  },
)

test.each([
  ['pin 4711.', ['4711']],
  ['(4711)', ['4711']],
  ['a-4711', ['4711']],
  ['4711-x', ['4711']],
  ['1,234', ['1234']],
  ['12.34', ['12.34']],
  ['123.4', ['123.4']],
  ['12 345,60 of 1,234', ['12345.6', '1234']],
  ['4711 and 12 and 4712', ['4711', '4712']],
])('finds the amounts in %j', (text, amounts) => {
  expect(findAmounts(text)).toEqual(amounts)
})

test.each(['2026-4711-1', '10:4711', '1_4711', '1.4711/2', '4711/2', '4711:30', '999', '12 and 3', ''])(
  'ignores parts of dates, times and longer numbers in %j',
  (text) => {
    expect(findAmounts(text)).toEqual([])
  },
)

test('returns every seven consecutive digits', () => {
  expect(toWindows('a123456789b123456c7654321')).toEqual(['1234567', '2345678', '3456789', '7654321'])
  expect(toWindows('123456')).toEqual([])
})
