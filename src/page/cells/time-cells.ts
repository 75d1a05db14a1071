import type { Language } from '../../languages.ts'
import { TEXTS } from '../texts/texts.ts'
import type { Cell } from './cell.ts'
import { toText } from './to-text.ts'
import { createChangeTest, createInstantReader, createNearness } from './wall-clock.ts'

const UNITS = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const

const DATE = /^\d{4}-\d{2}-\d{2}$/
/** Postgres's format of `timestamp`, and the one in its JSON; texts may lack the seconds. */
const WALL = /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?$/
/** Postgres's format of `timestamptz` in ranges, and ISO 8601 as in JSON. */
const INSTANT = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(?:Z|([+-]\d{2}):?(\d{2})?)$/
const CLOCK = /^\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?$/
/** HTML times have at most millisecond precision. */
const [WALL_LENGTH, CLOCK_LENGTH] = ['2026-03-01 09:05:07.123'.length, '09:05:07.123'.length]
/** HTML has no years before 1, and Intl would not mark these as BC. Years after 9999 are written with a sign. */
const [FIRST_MS, LAST_MS] = [Date.parse('0001-01-01T00:00:00Z'), Date.parse('9999-12-31T23:59:59.999Z')]
/** No zone's offset reaches a day. */
const MAX_OFFSET_MS = 86_400_000

function isSupported(value: unknown): value is Date {
  if (!(value instanceof Date)) return false
  const ms = value.getTime()
  return ms >= FIRST_MS + MAX_OFFSET_MS && ms <= LAST_MS - MAX_OFFSET_MS
}

/** Parses a local date or time as if it were UTC; null for dates that do not exist. */
export function readWall(text: string): Date | null {
  if (!DATE.test(text) && !WALL.test(text)) return null
  const time = new Date(`${text.slice(0, 10)}T${text.slice(11) || '00:00:00'}Z`)
  const isDay = !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text.slice(0, 10))
  return isDay && time.getTime() >= FIRST_MS ? time : null
}

/** Parses a time with an offset from UTC; null for dates that do not exist, which `Date` would move. */
export function readInstant(text: string): Date | null {
  const [, day, clock, hours = '+00', minutes = '00'] = INSTANT.exec(text) ?? []
  return day === undefined || !readWall(day) ? null : new Date(`${day}T${clock ?? ''}${hours}:${minutes}`)
}

/** Describes an infinite time or interval; null for other values. */
export function toEndless(text: string, language: Language): string | null {
  const { noEnd, noStart } = TEXTS[language]
  return text === 'infinity' ? noEnd : text === '-infinity' ? noStart : null
}

/** Formats a time. `isWall`: the time has no zone, and is given as if it were UTC. */
type Write = (time: Date, isWall: boolean) => string

/**
 * Creates the makers of time cells: a short text, and the exact time for the title and for machines. Other text is
 * shown unchanged.
 *
 * @param timeZone in which times are shown; calendar dates and times without a zone are independent of it
 */
export function createTimeCells(language: Language, timeZone: string) {
  const toFormat = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language, { timeZone, ...options })
  /** One format in the page's zone, and one for times without a zone. */
  const toWriter = (options: Intl.DateTimeFormatOptions): Write => {
    const formats = [toFormat(options), toFormat({ ...options, timeZone: 'UTC' })] as const
    return (time, isWall) => formats[isWall ? 1 : 0].format(time)
  }
  const nearnessOf = createNearness(timeZone)
  /** Shows the year only if it is not the current one, and the weekday only for the next few days. */
  const toDayWriter = (clock: Intl.DateTimeFormatOptions): Write => {
    const day = { month: 'short', day: 'numeric', ...clock } as const
    const writers = {
      'next days': toWriter({ weekday: 'short', ...day }),
      'this year': toWriter(day),
      'other years': toWriter({ year: 'numeric', ...day }),
    }
    return (time, isWall) => writers[nearnessOf(time, isWall)](time, isWall)
  }
  const writeDate = toDayWriter({})
  const clock = { hour: language === 'zh' ? '2-digit' : 'numeric', minute: '2-digit' } as const
  const writeDateTime = toDayWriter(clock)
  const writeClock = toWriter({ timeStyle: 'short' })
  const day = { weekday: 'short', year: 'numeric', month: 'short', day: 'numeric' } as const
  const exact = { ...day, ...clock, second: '2-digit' } as const
  const exactTimes = toFormat(exact)
  /**
   * Names the time zone. The one in the page's footer stands for all others, but for times of day, and where clocks
   * that are set back show an hour twice.
   */
  const exactClocks = toFormat({ ...exact, timeZoneName: 'short' })
  const changesClocks = createChangeTest(timeZone)
  const agos = new Intl.RelativeTimeFormat(language, { style: 'narrow' })
  // Words such as “yesterday” and “last year” are of the calendar, and wrong for many times that are one unit ago.
  const words = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })

  function toAgo(time: Date): string {
    const seconds = (time.getTime() - Date.now()) / 1000
    const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? []
    return unit === undefined ? words.format(0, 'second') : agos.format(Math.trunc(seconds / size), unit)
  }

  const WRITERS = {
    date: writeDate,
    datetime: writeDateTime,
    time: writeClock,
    // Without a zone, the elapsed time is unknown.
    ago: (time, isWall) => (isWall ? writeDateTime(time, isWall) : toAgo(time)),
  } satisfies Record<string, Write>

  /** @param zone that times without a zone belong to; null if unknown */
  return function createMaker(display: keyof typeof WRITERS, zone: string | null = null) {
    const write: Write = WRITERS[display]
    const toInstant = zone === null ? null : createInstantReader(zone)
    return (value: unknown): Cell => {
      if (value instanceof Date) return isSupported(value) ? toInstantCell(value) : textOf(toText(value))
      const text = toText(value)
      const given = readInstant(text)
      if (isSupported(given)) return toInstantCell(given)
      if (CLOCK.test(text)) return toClockCell(text)
      const wall = readWall(text)
      if (wall === null) return textOf(toEndless(text, language) ?? text)
      // Calendar dates do not depend on the zone.
      if (DATE.test(text)) return timeOf(WRITERS.date(wall, true), null, text)
      const instant = new Date(toInstant?.(wall.getTime()) ?? NaN)
      return isSupported(instant)
        ? toInstantCell(instant)
        : timeOf(write(wall, true), text.replace('T', ' '), text.slice(0, WALL_LENGTH))
    }

    function toInstantCell(time: Date): Cell {
      const exactly = display === 'time' || changesClocks(time.getTime()) ? exactClocks : exactTimes
      return timeOf(write(time, false), exactly.format(time), time.toISOString().replace('.000Z', 'Z'))
    }
  }

  function toClockCell(text: string): Cell {
    const time = new Date(`1970-01-01T${text}Z`)
    // Intl cannot format 24:00, the end of a day.
    const isClock = !Number.isNaN(time.getTime()) && !text.startsWith('24')
    return isClock ? timeOf(writeClock(time, true), text, text.slice(0, CLOCK_LENGTH)) : textOf(text)
  }
}

const textOf = (text: string): Cell => ({ kind: 'text', text })
const timeOf = (text: string, exact: string | null, datetime: string): Cell => ({
  kind: 'time',
  text,
  exact,
  datetime,
})
