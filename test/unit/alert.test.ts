import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { NO_FORMAT } from '../../src/customer/query-file/column-format.ts'
import { readFormats } from '../../src/customer/query-file/read-formats.ts'
import { createAlertTest } from '../../src/page/cells/alert.ts'

const alertOf = (formats: string, timeZone = 'UTC') =>
  createAlertTest(
    readFormats(formats, (message) => expect.fail(message)),
    timeZone,
  )

test('tests nothing without alert', () => {
  expect(createAlertTest(NO_FORMAT, 'UTC')).toBeNull()
})

test.each([
  ['alert', ['1', -2, 'due', true, '...', '00:00:01', '$0.10'], ['0', '0.00', '-0', '', false, null]],
  ['alert', ['infinity'], ['00:00:00', '$0.00', '-0,00 €', ' ', '\u200f']],
  ['boolean alert', ['t', 'Y', 'on', 1, true, 'maybe'], ['f', 'N', 'no', 'off', 0, false, ' ']],
  ['alert(< 0)', ['-1', '-0.01', -5], []],
  ['alert(>= 30)', ['30', 30, '1e3'], []],
  ['alert(!= 1.5)', ['1', '1.51'], []],
])('%s highlights %j and mutes %j', (formats, alerts, pale) => {
  const isAlert = alertOf(formats)
  for (const value of alerts) expect(isAlert?.(value)).toBe(true)
  for (const value of pale) expect(isAlert?.(value)).toBe(false)
})

test.each([
  ['alert(< 0)', ['0', 1, '', null, 'none', 'NaN', true]],
  ['alert(>= 30)', ['29.99', '', null, 'late']],
  ['alert(= 2)', ['2.5', '22', null]],
  ['alert(<= 2)', ['2.01', null, '']],
  ['alert(> 30)', ['30', null]],
])('%s does not apply to %j', (formats, values) => {
  const isAlert = alertOf(formats)
  for (const value of values) expect(isAlert?.(value)).toBeUndefined()
})

describe('alert(overdue) at 03:00 UTC', () => {
  beforeEach(() => void vi.useFakeTimers({ now: new Date('2026-01-02T03:00:00Z'), toFake: ['Date'] }))
  afterEach(() => void vi.useRealTimers())

  test.each([
    ['UTC', '', new Date('2026-01-02T02:59:59Z'), 'overdue'],
    ['UTC', '', new Date('2026-01-02T03:00:01Z'), undefined],
    ['UTC', '', '2026-01-02', undefined],
    ['UTC', '', '2026-01-01', 'overdue'],
    ['America/New_York', '', '2026-01-01', undefined],
    ['America/New_York', '', '2025-12-31', 'overdue'],
    ['UTC', '', '2026-01-02 02:59:59', 'overdue'],
    ['Asia/Shanghai', '', '2026-01-02 10:59:59', 'overdue'],
    ['Asia/Shanghai', '', '2026-01-02 11:00:01', undefined],
    ['UTC', 'datetime(Asia/Shanghai)', '2026-01-02 10:59:59', 'overdue'],
    ['UTC', 'datetime(Asia/Shanghai)', '2026-01-02 11:00:01', undefined],
    ['UTC', '', '2026-01-02T02:59:59Z', 'overdue'],
    ['Asia/Shanghai', '', '2026-01-02T03:00:01+00:00', undefined],
    ['Asia/Shanghai', '', '2026-01-02T10:59:59', 'overdue'],
    ['UTC', '', '2025-02-30T00:00:00Z', undefined],
    ['UTC', '', '-infinity', undefined],
    ['UTC', '', 'yesterday', undefined],
    ['UTC', '', null, undefined],
  ])('in %s, %s, %s: %s', (zone, format, value, expected) => {
    expect(alertOf(`${format} alert(overdue)`, zone)?.(value)).toBe(expected)
  })
})
