import {
  ARRAY_TYPES,
  DATE,
  NUMERIC,
  RANGE_TYPES,
  TIMESTAMP,
  TIMESTAMPTZ,
} from '../../database/type-numbers.ts'
import type { Cell, CellMaker } from './cell.ts'
import { readInstant, readWall } from './time-cells.ts'
import { toText } from './to-text.ts'

const BOUND = String.raw`("(?:[^"\\]|\\.|"")*"|[^",]*)`
const RANGE = new RegExp(String.raw`^([[(])${BOUND},${BOUND}([\])])$`)

/** How the bounds of a range are formatted. */
interface Bounds {
  /** Stands for a missing upper bound; for a lower one with a minus sign. */
  infinity: string
  make: (bound: string) => Cell | null
  /** Returns a shorter text of the upper bound behind the lower one; null for none. */
  shorten: (upper: string, lower: string) => string | null
  /** Returns the last value before an exclusive upper bound; null if there is none, as for fractions, or none is known. */
  before: (bound: string) => string | null
  /** Whether exclusive bounds are marked; for times they are not. */
  isStrict: boolean
}

interface TimeFormat {
  day: CellMaker
  /** Null if times are shown as days. */
  clock: CellMaker | null
}

/**
 * Creates the maker of a range's cells.
 *
 * @param bound type number of the bounds
 * @param make makes the cell of a bound
 * @param times of bounds that are shown with their day; null for others
 */
export function createRangeMaker(bound: number, make: CellMaker, times: TimeFormat | null = null): CellMaker {
  const isTime = bound === TIMESTAMP || bound === TIMESTAMPTZ
  const isDay = times !== null && times.clock === null
  const dayOf = (text: string) => times?.day(text, undefined)?.text
  const shorten = (upper: string, lower: string) =>
    times?.clock && dayOf(upper) === dayOf(lower) ? (times.clock(upper, undefined)?.text ?? null) : null
  return (value, argument) =>
    toRangeCell(value, {
      infinity: isTime || bound === DATE ? 'infinity' : 'Infinity',
      make: (text) => make(text, argument),
      shorten,
      before: isTime && !isDay ? () => null : beforeOf(bound),
      isStrict: !isTime,
    })
}

/** Returns the function from an exclusive upper bound to the last value before it; null for fractions. */
function beforeOf(bound: number): Bounds['before'] {
  if (bound === TIMESTAMP || bound === TIMESTAMPTZ) return instantBefore
  return bound === DATE ? dayBefore : bound === NUMERIC ? () => null : wholeBefore
}

/**
 * Creates the function that returns the last values of ranges, which may be shown although their text contains only
 * what follows them; null for other types.
 */
export function createLastReader(type: number): ((value: unknown) => string[]) | null {
  const bound = RANGE_TYPES.get(ARRAY_TYPES.get(type) ?? type)
  if (bound === undefined) return null
  const before = beforeOf(bound)
  return (value) =>
    [value].flat().flatMap((range) => {
      const [, , , to = '', close] = RANGE.exec(toText(range)) ?? []
      const upper = to.replaceAll('"', '')
      return close === ')' && !isUnbounded(upper) ? (before(upper) ?? []) : []
    })
}

const NUMBER_BOUND = /^(?:-?\d+(?:\.\d+)?|-?Infinity|)$/
const TIME_BOUND = /^(?:\d{4}-\d{2}-\d{2}.*|\d{2}:\d{2}:\d{2}.*|-?infinity|)$/

/**
 * Creates the maker for values of a user-defined type, whose ranges are recognized by their text. A range without a
 * square bracket cannot be distinguished from a composite value.
 */
export function createUserRangeMaker(
  ofNumbers: CellMaker,
  ofTimes: CellMaker,
  ofOthers: CellMaker,
): CellMaker {
  return (value, argument) => {
    const [, open, from = '', to = '', close] = RANGE.exec(toText(value)) ?? []
    const isRange = (open === '[' || close === ']') && from + to !== ''
    const bounds = [from, to].map((bound) => bound.replaceAll('"', ''))
    const is = (pattern: RegExp) => isRange && bounds.every((bound) => pattern.test(bound))
    return (is(NUMBER_BOUND) ? ofNumbers : is(TIME_BOUND) ? ofTimes : ofOthers)(value, argument)
  }
}

/** `[1,5)` becomes `1 – 4` for integers, and `≥ 1, < 5` for other numbers. Null for an empty range. */
function toRangeCell(value: unknown, { infinity, make, shorten, before, isStrict }: Bounds): Cell | null {
  const write = (bound: string) => make(bound)?.text ?? bound
  const text = toText(value)
  if (text === 'empty') return null
  const [, open, from = '', to = '', close] = RANGE.exec(text) ?? []
  const lower = from.replaceAll('"', '')
  const upper = to.replaceAll('"', '')
  if (open === undefined) return { kind: 'text', text }
  if (isUnbounded(lower) && isUnbounded(upper))
    return { kind: 'text', text: `${write(lower || `-${infinity}`)} – ${write(upper || infinity)}` }
  const known = close === ']' || isUnbounded(upper) ? upper : before(upper)
  const isIn = {
    lower: open === '[' || !isStrict || isUnbounded(lower),
    upper: !isStrict || known !== null,
  }
  const last = known ?? upper
  if (lower !== '' && last !== '' && isIn.lower && isIn.upper) {
    const [first, final] = [write(lower), write(last)]
    if (first === final) return make(lower)
    return { kind: 'text', text: `${first} – ${shorten(last, lower) ?? final}` }
  }
  const parts = [
    lower === '' ? '' : `${isIn.lower ? '≥' : '>'} ${write(lower)}`,
    last === '' ? '' : `${isIn.upper ? '≤' : '<'} ${write(last)}`,
  ]
  return { kind: 'text', text: parts.filter((part) => part !== '').join(', ') }
}

/** JavaScript has a year 0 before it, unlike Postgres. */
const FIRST_DAY = '0001-01-01'

const isUnbounded = (bound: string) => bound === '' || /^-?infinity$/i.test(bound)

/** Takes and returns `YYYY-MM-DD`, with years of any length. Null for years BC. */
function dayBefore(day: string): string | null {
  // JavaScript requires six digits and a sign for years beyond 9999.
  const time = new Date(`+${day.padStart('275760-09-13'.length, '0')}T00:00:00Z`)
  if (Number.isNaN(time.getTime()) || day === FIRST_DAY) return null
  return new Date(time.getTime() - 86_400_000).toISOString().replaceAll(/^\+0*|T.*/g, '')
}

function wholeBefore(whole: string): string {
  return /^-?\d+$/.test(whole) ? String(BigInt(whole) - 1n) : whole
}

/** The day of an upper bound at midnight is not in the range. */
function instantBefore(text: string): string | null {
  const wall = readWall(text)
  const instant = wall ?? readInstant(text)
  if (instant === null || Number.isNaN(instant.getTime())) return null
  const before = new Date(instant.getTime() - 1).toISOString()
  return wall === null ? before : before.replace('Z', '')
}
