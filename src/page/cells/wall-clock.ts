/**
 * Makes the function that tells the instant at which clocks in a zone show a time. Of an hour that clocks show twice it is
 * one of the two; of one that they leave out, one beside it.
 *
 * @returns takes what the clock shows as if it were UTC; both in milliseconds since 1970
 */
export function createInstantReader(timeZone: string): (wallMs: number) => number {
  const format = new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  function offsetAt(ms: number): number {
    const wholeMs = Math.floor(ms / 1000) * 1000
    const parts = new Map(format.formatToParts(wholeMs).map(({ type, value }) => [type, Number(value)]))
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0
    const day = [part('year'), part('month') - 1, part('day')] as const
    return Date.UTC(...day, part('hour'), part('minute'), part('second')) - wholeMs
  }
  return (wallMs) => wallMs - offsetAt(wallMs - offsetAt(wallMs))
}

const DAY_MS = 86_400_000
/** A weekday alone says which day it is. */
const DAYS_AHEAD = 6

export type Nearness = 'these days' | 'this year' | 'other years'

/**
 * Makes the function that tells how near a day is in a zone: one of the next six, of this year, or of another.
 *
 * @returns takes an instant, or with `isWall` a calendar date as if it were in UTC
 */
export function createNearness(timeZone: string): (time: Date, isWall: boolean) => Nearness {
  const toInstant = createInstantReader(timeZone)
  const days = new Intl.DateTimeFormat('en', { timeZone, year: 'numeric', month: 'numeric', day: 'numeric' })
  /** Starts of this year, of tomorrow, of the day behind the next six, and of the next year. */
  let walls: readonly number[] = []
  let instants: readonly number[] = []
  let [from, to] = [0, 0]

  function readToday(now: number): void {
    const parts = new Map(days.formatToParts(now).map(({ type, value }) => [type, Number(value)]))
    const year = parts.get('year') ?? 0
    const today = Date.UTC(year, (parts.get('month') ?? 0) - 1, parts.get('day'))
    walls = [Date.UTC(year, 0), today + DAY_MS, today + (DAYS_AHEAD + 1) * DAY_MS, Date.UTC(year + 1, 0)]
    instants = walls.map(toInstant)
    ;[from, to] = [toInstant(today), toInstant(today + DAY_MS)]
  }

  return (time, isWall) => {
    const now = Date.now()
    if (now < from || now >= to) readToday(now)
    const [yearStart = 0, tomorrow = 0, later = 0, yearEnd = 0] = isWall ? walls : instants
    const ms = time.getTime()
    if (ms < yearStart || ms >= yearEnd) return 'other years'
    return ms >= tomorrow && ms < later ? 'these days' : 'this year'
  }
}
