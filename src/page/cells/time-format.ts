import type { Language } from '../../visit/language.ts'
import { createZoneNames, type LocalTime } from './time-zone.ts'

/** Writes a time as text. */
export type TimeFormat = (time: LocalTime) => string

type Part = Intl.DateTimeFormatPartTypes

/** A year that begins with a Monday, for each of what is learned. */
const YEAR = 2024
const TWO_DIGITS = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'))
const HOURS = Array.from({ length: 24 }, (_, hour) => hour)

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
  const names = learnNames(language, options)
  const { before, steps } = toSteps(parts, names, isTwelve)
  const isLearned = parts.every(({ type, value }) => type !== 'year' || value === String(YEAR))

  return (time) => {
    if (!isLearned || time.offsetMs === null) return format.format(time.instant)
    let text = before
    for (const { part, texts, after } of steps) {
      if (part === 'day') text += texts[time.day] ?? ''
      else if (part === 'month') text += texts[time.month] ?? ''
      else if (part === 'year') text += String(time.year) + after
      else if (part === 'weekday') text += texts[time.weekday] ?? ''
      else if (part === 'hour') text += texts[time.hour] ?? ''
      else if (part === 'minute') text += texts[time.minute] ?? ''
      else if (part === 'second') text += texts[time.second] ?? ''
      else if (part === 'dayPeriod') text += texts[time.hour] ?? ''
      else text += zoneOn(time.utcDay) + after
    }
    return text
  }
}

interface Step {
  part: Part
  /** What is written of each number, with what comes after it. */
  texts: readonly string[]
  after: string
}

/** Parts and what stands between them, so that each number is one look-up. */
function toSteps(parts: readonly Intl.DateTimeFormatPart[], names: Names, isTwelve: boolean) {
  const texts: Readonly<Partial<Record<Part, readonly string[]>>> = {
    day: names.days,
    month: names.months,
    weekday: names.weekdays,
    hour: isTwelve ? HOURS.map((hour) => String(hour % 12 || 12)) : TWO_DIGITS,
    minute: TWO_DIGITS,
    second: TWO_DIGITS,
    dayPeriod: HOURS.map((hour) => (hour < 12 ? 'AM' : 'PM')),
  }
  let before = ''
  const steps: Step[] = []
  for (const { type, value } of parts) {
    const last = steps.at(-1)
    if (type !== 'literal') steps.push({ part: type, texts: texts[type] ?? [], after: '' })
    else if (last) last.after += toSpaces(value)
    else before += toSpaces(value)
  }
  const joined = steps.map(({ part, texts: own, after }) => ({
    part,
    texts: own.map((text) => text + after),
    after,
  }))
  return { before, steps: joined }
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
  const { year, month, day, hour, minute, second, millisecond } = time
  const date = `${String(year)}-${BEFORE_DAY[month + 1] ?? ''}${BEFORE_TIME[day] ?? ''}`
  const clock = `${IN_TIME[hour] ?? ''}${IN_TIME[minute] ?? ''}${BEFORE_MS[second] ?? ''}`
  return `${date}${clock}${String(1000 + millisecond).slice(1)}Z`
}

/** Two digits with what stands behind them. */
const [BEFORE_DAY, BEFORE_TIME, IN_TIME, BEFORE_MS] = (['-', 'T', ':', '.'] as const).map((mark) =>
  TWO_DIGITS.map((digits) => digits + mark),
) as [string[], string[], string[], string[]]
