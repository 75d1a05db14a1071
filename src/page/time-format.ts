import type { Language } from '../visit/language.ts'
import { createZone, type Zone } from './time-zone.ts'

/** Writes an instant as text. */
export type TimeFormat = (time: Date) => string

type Part = Intl.DateTimeFormatPartTypes

/** What is written here; before and after, calendars and zones have their own ways. */
const [FIRST_MS, LAST_MS] = [Date.UTC(1900, 0, 1), Date.UTC(2200, 0, 1)]
/** A year that begins with a Monday, for each of what is learned. */
const YEAR = 2024
const TWO_DIGITS = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'))

/**
 * Writes what `Intl.DateTimeFormat` writes, several times faster: how it names days, months and weekdays, in which order
 * and with what between them, is learned from it once. What is not a matter of course is left to Intl: far years, and
 * days on which the zone's offset or name changes, years of two digits.
 */
export function createTimeFormat(
  language: Language,
  timeZone: string,
  options: Intl.DateTimeFormatOptions,
): TimeFormat {
  const format = new Intl.DateTimeFormat(language, { ...options, timeZone })
  const isTwelve = format.resolvedOptions().hour12 === true
  const zoneAt = createZone(timeZone, language, options)
  const parts = format.formatToParts(Date.UTC(YEAR, 0, 1))
  const layout = parts.map(({ type, value }): Part | { text: string } =>
    type === 'literal' ? { text: toSpaces(value) } : type,
  )
  const names = learnNames(language, options)
  const isLearned = parts.every(({ type, value }) => type !== 'year' || value === String(YEAR))

  return (time) => {
    const ms = time.getTime()
    const zone = isLearned && ms >= FIRST_MS && ms < LAST_MS ? zoneAt(ms) : null
    return zone === null
      ? format.format(time)
      : write(layout, new Date(ms + zone.offsetMs), zone, names, isTwelve)
  }
}

/** @param local whose UTC is the zone's own clock */
function write(
  layout: readonly (Part | { text: string })[],
  local: Date,
  zone: Zone,
  names: Names,
  isTwelve: boolean,
): string {
  let text = ''
  for (const part of layout) {
    if (typeof part === 'object') text += part.text
    else if (part === 'day') text += names.days[local.getUTCDate()] ?? ''
    else if (part === 'month') text += names.months[local.getUTCMonth()] ?? ''
    else if (part === 'year') text += String(local.getUTCFullYear())
    else if (part === 'weekday') text += names.weekdays[local.getUTCDay()] ?? ''
    else if (part === 'hour') text += toHour(local.getUTCHours(), isTwelve)
    else if (part === 'minute') text += TWO_DIGITS[local.getUTCMinutes()] ?? ''
    else if (part === 'second') text += TWO_DIGITS[local.getUTCSeconds()] ?? ''
    else if (part === 'dayPeriod') text += local.getUTCHours() < 12 ? 'AM' : 'PM'
    else text += zone.name
  }
  return text
}

function toHour(hour: number, isTwelve: boolean): string {
  return isTwelve ? String(hour % 12 || 12) : (TWO_DIGITS[hour] ?? '')
}

/** As the format writes them, by their numbers. */
interface Names {
  days: readonly string[]
  months: readonly string[]
  weekdays: readonly string[]
}

function learnNames(language: Language, options: Intl.DateTimeFormatOptions): Names {
  const format = new Intl.DateTimeFormat(language, { ...options, timeZone: 'UTC' })
  const learn = (type: Part, count: number, toTime: (number: number) => number) =>
    Array.from(
      { length: count },
      (_, number) => format.formatToParts(toTime(number)).find((part) => part.type === type)?.value ?? '',
    )
  return {
    days: learn('day', 32, (day) => Date.UTC(YEAR, 0, day)),
    months: learn('month', 12, (month) => Date.UTC(YEAR, month, 1)),
    // The first of January is a Monday, so the seventh is day 0.
    weekdays: learn('weekday', 7, (weekday) => Date.UTC(YEAR, 0, 7 + weekday)),
  }
}

/** V8 writes plain spaces where it gives narrow ones as parts. */
function toSpaces(text: string): string {
  return text.replaceAll('\u202f', ' ')
}

/** What `toISOString` writes, for a machine, in the same way. */
export const toIsoTime: TimeFormat = (time) => {
  const ms = time.getTime()
  if (!(ms >= FIRST_MS && ms < LAST_MS)) return time.toISOString()
  const day = `${String(time.getUTCFullYear())}-${toTwo(time.getUTCMonth() + 1)}-${toTwo(time.getUTCDate())}`
  const clock = `${toTwo(time.getUTCHours())}:${toTwo(time.getUTCMinutes())}:${toTwo(time.getUTCSeconds())}`
  return `${day}T${clock}.${String(1000 + time.getUTCMilliseconds()).slice(1)}Z`
}

function toTwo(number: number): string {
  return TWO_DIGITS[number] ?? ''
}
