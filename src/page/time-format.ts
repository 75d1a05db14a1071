import type { Language } from '../visit/language.ts'
import { createZoneNames, type LocalTime } from './time-zone.ts'

/** Writes a time as text. */
export type TimeFormat = (time: LocalTime) => string

type Part = Intl.DateTimeFormatPartTypes

/** A year that begins with a Monday, for each of what is learned. */
const YEAR = 2024
const TWO_DIGITS = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'))

/**
 * Writes what `Intl.DateTimeFormat` writes, several times faster: how it names days, months and weekdays, in which order
 * and with what between them, is learned from it once. What is not a matter of course is left to Intl: times that the
 * clock does not vouch for, and years of two digits.
 *
 * @param timeZone that of the clock which the times are read from
 */
export function createTimeFormat(
  language: Language,
  timeZone: string,
  options: Intl.DateTimeFormatOptions,
): TimeFormat {
  const format = new Intl.DateTimeFormat(language, { ...options, timeZone })
  const isTwelve = format.resolvedOptions().hour12 === true
  const zoneOn = createZoneNames(timeZone, language, options)
  const parts = format.formatToParts(Date.UTC(YEAR, 0, 1))
  const layout = parts.map(({ type, value }): Part | { text: string } =>
    type === 'literal' ? { text: toSpaces(value) } : type,
  )
  const names = learnNames(language, options)
  const isLearned = parts.every(({ type, value }) => type !== 'year' || value === String(YEAR))

  return (time) => {
    if (!isLearned || time.offsetMs === null) return format.format(time.instant)
    let text = ''
    for (const part of layout) {
      if (typeof part === 'object') text += part.text
      else if (part === 'day') text += names.days[time.day] ?? ''
      else if (part === 'month') text += names.months[time.month] ?? ''
      else if (part === 'year') text += String(time.year)
      else if (part === 'weekday') text += names.weekdays[time.weekday] ?? ''
      else if (part === 'hour') text += isTwelve ? String(time.hour % 12 || 12) : toTwo(time.hour)
      else if (part === 'minute') text += toTwo(time.minute)
      else if (part === 'second') text += toTwo(time.second)
      else if (part === 'dayPeriod') text += time.hour < 12 ? 'AM' : 'PM'
      else text += zoneOn(time.utcDay)
    }
    return text
  }
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

/**
 * What `toISOString` writes, for a machine, in the same way.
 *
 * @param time by the clock of UTC
 */
export const toIsoTime: TimeFormat = (time) => {
  if (time.offsetMs === null) return time.instant.toISOString()
  const day = `${String(time.year)}-${toTwo(time.month + 1)}-${toTwo(time.day)}`
  const ms = String(1000 + time.millisecond).slice(1)
  return `${day}T${toTwo(time.hour)}:${toTwo(time.minute)}:${toTwo(time.second)}.${ms}Z`
}

function toTwo(number: number): string {
  return TWO_DIGITS[number] ?? ''
}
