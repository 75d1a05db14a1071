import type { Language } from '../../visit/language.ts'
import { memoize } from '../memoize.ts'

/** An instant, as the clocks and calendars of a time zone show it. */
export interface LocalTime {
  instant: Date
  /** Days since 1970, in UTC. */
  utcDay: number
  /** Null where the rest is not to be trusted: in far years, and on days on which the zone's offset or name changes. */
  offsetMs: number | null
  year: number
  /** From 0. */
  month: number
  day: number
  /** Sunday is 0. */
  weekday: number
  hour: number
  minute: number
  second: number
  millisecond: number
}

export type Clock = (instant: Date) => LocalTime

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
/** Days of 400 years; and from the first of March of the year 0 to 1970. */
const [ERA_DAYS, MARCH_OF_0] = [146_097, 719_468]
/** Before and after, calendars and zones have their own ways. */
const [FIRST_MS, LAST_MS] = [Date.UTC(1900, 0, 1), Date.UTC(2200, 0, 1)]
/** Eleven years. Whoever has more days in the tables has some of them computed again. */
const MAX_DAYS = 4000

export function createClock(timeZone: string): Clock {
  const offsetOn = createOffsets(timeZone)
  return (instant) => {
    const ms = instant.getTime()
    const utcDay = Math.floor(ms / DAY_MS)
    const offsetMs = ms >= FIRST_MS && ms < LAST_MS ? offsetOn(utcDay) : null
    return toLocalTime(instant, utcDay, offsetMs, ms + (offsetMs ?? 0))
  }
}

/**
 * Years of 365.2425 days that begin in March, so that the odd day is the last: faster than a Date, which computes all of it
 * again for each of its parts (https://howardhinnant.github.io/date_algorithms.html#civil_from_days).
 */
function toLocalTime(instant: Date, utcDay: number, offsetMs: number | null, localMs: number): LocalTime {
  const days = Math.floor(localMs / DAY_MS)
  const inDay = localMs - days * DAY_MS
  const sinceMarch = days + MARCH_OF_0
  const era = Math.floor(sinceMarch / ERA_DAYS)
  const inEra = sinceMarch - era * ERA_DAYS
  const yearOfEra = Math.floor(
    (inEra - Math.floor(inEra / 1460) + Math.floor(inEra / 36_524) - Math.floor(inEra / 146_096)) / 365,
  )
  const inYear = inEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const monthFromMarch = Math.floor((5 * inYear + 2) / 153)
  const isNextYear = monthFromMarch > 9
  return {
    instant,
    utcDay,
    offsetMs,
    year: yearOfEra + era * 400 + (isNextYear ? 1 : 0),
    month: isNextYear ? monthFromMarch - 10 : monthFromMarch + 2,
    day: inYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1,
    // The first of January 1970 was a Thursday.
    weekday: (((days + 4) % 7) + 7) % 7,
    hour: Math.floor(inDay / HOUR_MS),
    minute: Math.floor((inDay % HOUR_MS) / MINUTE_MS),
    second: Math.floor((inDay % MINUTE_MS) / SECOND_MS),
    millisecond: inDay % SECOND_MS,
  }
}

/** Tells a zone's offset on a day of UTC; null when it, or the zone's name, is not the same all day. */
function createOffsets(timeZone: string): (utcDay: number) => number | null {
  const offsets = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
  const names = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'short' })
  return byDay(timeZone, (day) => {
    const [first, last] = [day * DAY_MS, (day + 1) * DAY_MS - 1]
    const offsetMs = readOffset(nameAt(offsets, first))
    const isSteady =
      nameAt(names, first) === nameAt(names, last) && readOffset(nameAt(offsets, last)) === offsetMs
    return isSteady ? offsetMs : null
  })
}

/** Tells a zone's name, as a format writes it, on a day of UTC on which it does not change. */
export function createZoneNames(
  timeZone: string,
  language: Language,
  options: Intl.DateTimeFormatOptions,
): (utcDay: number) => string {
  const format = new Intl.DateTimeFormat(language, { ...options, timeZone })
  return byDay(timeZone, (day) => nameAt(format, day * DAY_MS))
}

/** What a zone has on a day is asked once. UTC has the same every day. */
function byDay<Value>(timeZone: string, make: (utcDay: number) => Value): (utcDay: number) => Value {
  if (timeZone === 'UTC') {
    const always = make(0)
    return () => always
  }
  return memoize(new Map<number, Value>(), make, MAX_DAYS)
}

/** Empty where the format writes no zone. */
function nameAt(format: Intl.DateTimeFormat, ms: number): string {
  return format.formatToParts(ms).find(({ type }) => type === 'timeZoneName')?.value ?? ''
}

/** `GMT+05:30`, in milliseconds. */
function readOffset(name: string): number {
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = /([+-])(\d+):(\d+)(?::(\d+))?/.exec(name) ?? []
  const size = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)
  return (sign === '-' ? -size : size) * 1000
}
