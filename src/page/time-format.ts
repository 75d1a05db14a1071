import type { Language } from '../visit/language.ts'

/** Writes an instant as text. */
export type TimeFormat = (time: Date) => string

const DAY_MS = 86_400_000
/** Eleven years. Whoever has more days in the tables has some of them computed again. */
const MAX_DAYS = 4000
/** Of `00:00:00.000Z`. */
const CLOCK_LENGTH = 13

/**
 * Writes what `Intl.DateTimeFormat` writes, several times faster: the text of a day is had from it once, and kept with
 * gaps where the clock stands. On the days on which the zone's offset or name changes everything is left to Intl.
 */
export function createTimeFormat(
  language: Language,
  timeZone: string,
  options: Intl.DateTimeFormatOptions,
): TimeFormat {
  const format = new Intl.DateTimeFormat(language, { ...options, timeZone })
  const isTwelve = format.resolvedOptions().hour12 === true
  const offsetOf = createOffsets(timeZone)
  const days = new Map<number, Day>()

  return (time) => {
    const offset = offsetOf(time.getTime())
    if (offset === null) return format.format(time)
    const local = time.getTime() + offset
    // A day of UTC holds the end of one day of the zone, and the beginning of another.
    const utcDay = Math.floor(time.getTime() / DAY_MS)
    const key = 3 * utcDay + Math.floor(local / DAY_MS) - utcDay
    let day = days.get(key)
    if (!day) {
      if (days.size >= MAX_DAYS) days.clear()
      day = toDay(format.formatToParts(time))
      days.set(key, day)
    }
    return fill(day, Math.floor((local - Math.floor(local / DAY_MS) * DAY_MS) / 1000), isTwelve)
  }
}

/** Texts, and what of the clock stands between them. */
type Day = readonly (string | { type: Intl.DateTimeFormatPartTypes })[]

const CLOCK: ReadonlySet<string> = new Set(['hour', 'minute', 'second', 'dayPeriod'])

function toDay(parts: readonly Intl.DateTimeFormatPart[]): Day {
  const day: (string | { type: Intl.DateTimeFormatPartTypes })[] = []
  for (const { type, value } of parts) {
    const before = day.at(-1)
    if (CLOCK.has(type)) day.push({ type })
    else if (typeof before === 'string') day[day.length - 1] = before + toSpaces(value)
    else day.push(toSpaces(value))
  }
  return day
}

/** @param second of the day, on the zone's own clock */
function fill(day: Day, second: number, isTwelve: boolean): string {
  if (day.length === 1 && typeof day[0] === 'string') return day[0]
  const hour = Math.floor(second / 3600)
  let text = ''
  for (const part of day) {
    if (typeof part === 'string') text += part
    else if (part.type === 'hour') text += isTwelve ? String(hour % 12 || 12) : toTwoDigits(hour)
    else if (part.type === 'minute') text += toTwoDigits(Math.floor(second / 60) % 60)
    else if (part.type === 'second') text += toTwoDigits(second % 60)
    else text += hour < 12 ? 'AM' : 'PM'
  }
  return text
}

/** V8 writes plain spaces where it gives narrow ones as parts. */
function toSpaces(text: string): string {
  return text.replaceAll('\u202f', ' ')
}

const TWO_DIGITS = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'))

function toTwoDigits(number: number): string {
  return TWO_DIGITS[number] ?? String(number)
}

/** Writes what `toISOString` writes, in the same way. */
export function createIsoFormat(): TimeFormat {
  const days = new Map<number, string>()
  return (time) => {
    const ms = time.getTime()
    const utcDay = Math.floor(ms / DAY_MS)
    let day = days.get(utcDay)
    if (day === undefined) {
      if (days.size >= MAX_DAYS) days.clear()
      day = time.toISOString().slice(0, -CLOCK_LENGTH)
      days.set(utcDay, day)
    }
    const ofDay = ms - utcDay * DAY_MS
    const seconds = Math.floor(ofDay / 1000)
    const hour = toTwoDigits(Math.floor(seconds / 3600))
    const minute = toTwoDigits(Math.floor(seconds / 60) % 60)
    const fraction = String(1000 + (ofDay % 1000)).slice(1)
    return `${day}${hour}:${minute}:${toTwoDigits(seconds % 60)}.${fraction}Z`
  }
}

/** Makes the function that tells a zone's offset in milliseconds; null on a day of UTC in which it or its name changes. */
function createOffsets(timeZone: string): (time: number) => number | null {
  const [offsets, names] = (['longOffset', 'short'] as const).map(
    (timeZoneName) => new Intl.DateTimeFormat('en', { timeZone, timeZoneName }),
  )
  const known = new Map<number, number | null>()

  function nameAt(time: number, format: Intl.DateTimeFormat | undefined): string | undefined {
    return format?.formatToParts(time).find(({ type }) => type === 'timeZoneName')?.value
  }

  function offsetAt(time: number): number {
    const [, sign, hours = '0', minutes = '0', seconds = '0'] =
      /([+-])(\d+):(\d+)(?::(\d+))?/.exec(nameAt(time, offsets) ?? '') ?? []
    const size = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)
    return (sign === '-' ? -size : size) * 1000
  }

  return (time) => {
    const day = Math.floor(time / DAY_MS)
    let offset = known.get(day)
    if (offset === undefined) {
      if (known.size >= MAX_DAYS) known.clear()
      const [first, last] = [day * DAY_MS, (day + 1) * DAY_MS - 1]
      const isSteady = nameAt(first, names) === nameAt(last, names) && offsetAt(first) === offsetAt(last)
      offset = isSteady ? offsetAt(first) : null
      known.set(day, offset)
    }
    return offset
  }
}
