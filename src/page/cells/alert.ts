import type { ColumnFormat } from '../../customer/query-file/column-format.ts'
import { readBoolean } from './read-boolean.ts'
import { readInstant, readWall } from './time-cells.ts'
import { toText } from './to-text.ts'
import { isVisible } from './visible-text.ts'
import { createInstantReader } from './wall-clock.ts'

/** Whether, or why, a value needs attention. False mutes its color; undefined leaves it as it is. */
export type AlertTest = (value: unknown) => boolean | 'overdue' | undefined

type Comparison = Exclude<NonNullable<ColumnFormat['condition']>, string>

const COMPARE: Readonly<Record<Comparison['operator'], (number: number, limit: number) => boolean>> = {
  '<': (number, limit) => number < limit,
  '<=': (number, limit) => number <= limit,
  '>': (number, limit) => number > limit,
  '>=': (number, limit) => number >= limit,
  '=': (number, limit) => number === limit,
  '!=': (number, limit) => number !== limit,
}

/** Also of an interval, and of an amount of the type `money`. */
const ZERO = /^-?\p{Sc}?\s?(?=[.,:]*0)[0.,:]+\s?\p{Sc}?$/u
const DATE_LENGTH = '2026-03-01'.length
const DAY_MS = 86_400_000

/** False for any notation of zero, for `false` and for a text without a visible character. */
function isNonzero(value: unknown): boolean {
  const text = toText(value)
  return isVisible(text) && text !== 'false' && !ZERO.test(text)
}

/** False for any notation of `false`, too. */
const isTrue = (value: unknown) => isNonzero(value) && readBoolean(toText(value)) !== false

/**
 * Creates the test of a column with `alert`; null for other columns.
 *
 * @param timeZone in which days end; also applies to times that have no zone of their own
 */
export function createAlertTest(
  { display, alert, condition, zone }: ColumnFormat,
  timeZone: string,
): AlertTest | null {
  if (!alert) return null
  if (condition === null) return display === 'boolean' ? isTrue : isNonzero
  if (condition === 'overdue') return createOverdueTest(zone ?? timeZone)
  const { operator, limit } = condition
  return (value) => {
    const text = toText(value)
    const number = text === '' ? NaN : Number(text)
    return !Number.isNaN(number) && COMPARE[operator](number, limit) ? true : undefined
  }
}

/** A time is overdue once it has passed, a date once its day has ended. */
function createOverdueTest(timeZone: string): AlertTest {
  const toMs = createReader(timeZone)
  return (value) => ((toMs(value, DAY_MS) ?? Infinity) < Date.now() ? 'overdue' : undefined)
}

/**
 * Creates the test whether a time has yet to come, or a day to begin.
 *
 * @param timeZone in which days begin, and of times that have no zone of their own
 */
export function createFutureTest(timeZone: string): (datetime: string) => boolean {
  const toMs = createReader(timeZone)
  // Cells have instants in UTC.
  const read = (datetime: string) => (datetime.endsWith('Z') ? Date.parse(datetime) : toMs(datetime, 0))
  return (datetime) => (read(datetime) ?? 0) > Date.now()
}

/** The function returns milliseconds since 1970, of a date so many after its day began; null for other values. */
function createReader(timeZone: string): (value: unknown, dayMs: number) => number | null {
  const toInstant = createInstantReader(timeZone)
  return (value, dayMs) => {
    const text = toText(value)
    const instant = value instanceof Date ? value : readInstant(text)
    if (instant) return instant.getTime()
    const wall = readWall(text)?.getTime()
    if (wall === undefined) return null
    const time = text.length === DATE_LENGTH ? wall + dayMs : wall
    // No zone's offset reaches a day, so that the time zone matters only within a day of now.
    return Math.abs(time - Date.now()) > DAY_MS ? time : toInstant(time)
  }
}
