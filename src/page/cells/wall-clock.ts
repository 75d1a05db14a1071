/** Creates a function that returns a zone's offset from UTC at an instant; both in milliseconds. */
function createOffsetReader(timeZone: string): (ms: number) => number {
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
  return (ms) => {
    const wholeMs = Math.floor(ms / 1000) * 1000
    const parts = new Map(format.formatToParts(wholeMs).map(({ type, value }) => [type, Number(value)]))
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0
    const day = [part('year'), part('month') - 1, part('day')] as const
    return Date.UTC(...day, part('hour'), part('minute'), part('second')) - wholeMs
  }
}

/** Creates a function that returns whether a zone's clocks are changed on the UTC day of an instant, or close to it. */
export function createChangeTest(timeZone: string): (ms: number) => boolean {
  const offsetAt = createOffsetReader(timeZone)
  /** By day, as reading an offset is slow. */
  const changes = new Map<number, boolean>()
  return (ms) => {
    const day = Math.floor(ms / DAY_MS)
    const known = changes.get(day)
    if (known !== undefined) return known
    const isChanged = offsetAt(day * DAY_MS - CLOSE_MS) !== offsetAt((day + 1) * DAY_MS + CLOSE_MS)
    if (changes.size >= MAX_DAYS) changes.clear()
    changes.set(day, isChanged)
    return isChanged
  }
}

/** No change of clocks repeats more than that. */
const CLOSE_MS = 3 * 3_600_000
/** Orders of some ten years and more. */
const MAX_DAYS = 10_000

/**
 * Creates a function that converts a local time in a zone to an instant. When clocks are set back, a repeated time
 * yields one of its two instants; when they are set forward, a skipped time yields a neighboring one.
 *
 * @returns takes the local time as if it were UTC; both are in milliseconds since 1970
 */
export function createInstantReader(timeZone: string): (wallMs: number) => number {
  const offsetAt = createOffsetReader(timeZone)
  return (wallMs) => wallMs - offsetAt(wallMs - offsetAt(wallMs))
}

const DAY_MS = 86_400_000
/** Within this range, a weekday identifies the day. */
const DAYS_AHEAD = 6

export type Nearness = 'next days' | 'this year' | 'other years'

/**
 * Creates a function that classifies a day in a zone: one of the next six, of this year, or of another.
 *
 * @returns takes an instant or, with `isWall`, a local date as if it were UTC
 */
export function createNearness(timeZone: string): (time: Date, isWall: boolean) => Nearness {
  const toInstant = createInstantReader(timeZone)
  const days = new Intl.DateTimeFormat('en', { timeZone, year: 'numeric', month: 'numeric', day: 'numeric' })
  /** The starts of this year, tomorrow, the seventh day from today, and next year. */
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
    return ms >= tomorrow && ms < later ? 'next days' : 'this year'
  }
}
