import { types } from 'pg'
import { expect, test } from 'vitest'
import { toDate } from '../../src/database/timestamp.ts'

const parseAny = types.getTypeParser(types.builtins.TIMESTAMPTZ) as (text: string) => unknown

test.each([
  '2026-03-01 09:05:07+00',
  '2026-12-31 23:59:59.999999+00',
  '2026-03-01 09:05:07.5+00',
  '2026-03-01 09:05:07.12+00',
  '1969-07-20 20:17:40.001+00',
  '1000-01-01 00:00:00+00',
  '0099-01-01 00:00:00+00',
  '2026-03-01 09:05:07+08',
  '2026-03-01 09:05:07.5-03:30',
  '2026-03-01 09:05:07+05:53:28',
])('parses %s as the driver does', (text) => {
  expect(toDate(text)).toEqual(parseAny(text))
})

test.each([
  '0044-03-15 12:00:00+00 BC',
  '0001-12-31 23:59:59+00 BC',
  '12026-03-01 09:05:07+00',
  '275761-01-01 00:00:00+00',
  '294276-12-31 23:59:59+00',
  'infinity',
  '-infinity',
])('keeps %s as text, as a Date would change it', (text) => {
  expect(toDate(text)).toBe(text)
})

test.each([
  ['2026-03-01 09:05:07.569+00', '2026-03-01T09:05:07.569Z'],
  ['2026-12-31 23:59:59.999999+00', '2026-12-31T23:59:59.999Z'],
  ['2026-03-01 09:05:07.569+08', '2026-03-01T01:05:07.569Z'],
  ['2026-03-01 09:05:07.569-03:30', '2026-03-01T12:35:07.569Z'],
])('does not round the milliseconds of %s', (text, instant) => {
  expect(toDate(text)).toEqual(new Date(instant))
})

test('keeps every millisecond of a second', () => {
  const fractions = Array.from({ length: 1000 }, (_, ms) => `.${String(ms).padStart(3, '0')}`)
  const instants = fractions.map((fraction) => toDate(`2026-03-01 09:05:07${fraction}+00`))
  expect(instants).toEqual(fractions.map((fraction) => new Date(`2026-03-01T09:05:07${fraction}Z`)))
})
