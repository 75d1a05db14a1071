import type { ColumnFormat } from '../../customer/query-file/column-format.ts'
import { readWall } from './time-cells.ts'
import { toText } from './to-text.ts'
import { createInstantReader } from './wall-clock.ts'

/** Whether a value is to be seen to; undefined where that is no question, as of a date that is no date. */
export type AlertTest = (value: unknown) => boolean | undefined

type Condition = NonNullable<ColumnFormat['condition']>

const ZERO = /^-?[0.]+$/
const DATE_LENGTH = '2026-03-01'.length
const DAY_MS = 86_400_000

/** Zero in any way to write it, false, or no text. */
function isSomething(value: unknown): boolean {
  const text = toText(value)
  return text !== '' && text !== 'false' && !ZERO.test(text)
}

/**
 * Makes the test of a column with `alert`; null without it.
 *
 * @param timeZone in which days end, and times that have no other zone are meant
 */
export function createAlertTest(
  { alert, condition, zone }: ColumnFormat,
  timeZone: string,
): AlertTest | null {
  if (!alert) return null
  if (condition === null) return isSomething
  if (condition === 'overdue') return createOverdueTest(zone ?? timeZone)
  return (value) => {
    const text = toText(value)
    const number = text === '' ? NaN : Number(text)
    // Else all that is no alert would be pale.
    return !Number.isNaN(number) && compare(number, condition) ? true : undefined
  }
}

function compare(number: number, { operator, limit }: Exclude<Condition, string>): boolean {
  switch (operator) {
    case '<':
      return number < limit
    case '<=':
      return number <= limit
    case '>':
      return number > limit
    case '>=':
      return number >= limit
    case '=':
      return number === limit
    case '!=':
      return number !== limit
  }
}

/** A time is overdue when it is past, a day when it is over. */
function createOverdueTest(timeZone: string): AlertTest {
  const toInstant = createInstantReader(timeZone)
  const isPast = (value: unknown): boolean => {
    const now = Date.now()
    if (value instanceof Date) return value.getTime() < now
    const text = toText(value)
    const wall = readWall(text)?.getTime()
    if (wall === undefined) return false
    const end = text.length === DATE_LENGTH ? wall + DAY_MS : wall
    // No zone is a day from UTC.
    return (Math.abs(end - now) > DAY_MS ? end : toInstant(end)) < now
  }
  return (value) => (isPast(value) ? true : undefined)
}
