import type { Language } from '../../visit/language.ts'
import type { Cell } from './cell.ts'
import { toText } from './to-text.ts'

const UNITS = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const

/** So near that its day and month say which year is meant. */
const NEAR_MS = 300 * 86_400_000

const DATE = /^\d{4}-\d{2}-\d{2}$/
/** HTML knows no year before the first, and Intl would not say that it is one. The years behind are written with a sign. */
const [FIRST_MS, LAST_MS] = [Date.parse('0001-01-01T00:00:00Z'), Date.parse('9999-12-31T23:59:59.999Z')]
/** Zones are at most so far from UTC. */
const MAX_OFFSET_MS = 86_400_000

function isUsual(value: unknown): value is Date {
  if (!(value instanceof Date)) return false
  const ms = value.getTime()
  return ms >= FIRST_MS + MAX_OFFSET_MS && ms <= LAST_MS - MAX_OFFSET_MS
}

/** The day that a text is; null for a day that no calendar has. */
function toDay(text: string): Date | null {
  const day = new Date(DATE.test(text) ? `${text}T00:00:00Z` : NaN)
  const isDay =
    !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text) && day.getTime() >= FIRST_MS
  return isDay ? day : null
}

function isNear(time: Date): boolean {
  const age = Date.now() - time.getTime()
  return age > 0 && age < NEAR_MS
}

/**
 * Makes the cells of times: a few words, with the exact time for hover and for machines. What is no time is shown as the
 * text that it is.
 *
 * @param timeZone in which times are shown; calendar dates have none
 */
export function createTimeCells(language: Language, timeZone: string) {
  const dateStyle = language === 'zh' ? 'short' : 'medium'
  const toFormat = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language, { timeZone, ...options })
  const dates = toFormat({ dateStyle })
  const nearDates = toFormat({ month: 'short', day: 'numeric' })
  const dateTimes = toFormat({ dateStyle: 'medium', timeStyle: 'short' })
  const times = toFormat({ timeStyle: 'short' })
  const exactTimes = toFormat({ dateStyle: 'full', timeStyle: 'long' })
  const agos = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  /** A calendar date is the same day everywhere. */
  const calendarDates = toFormat({ dateStyle, timeZone: 'UTC' })

  function toAgo(time: Date): string {
    const seconds = (time.getTime() - Date.now()) / 1000
    const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? (['second', 1] as const)
    return agos.format(Math.round(seconds / size), unit)
  }

  const createMaker =
    (write: (time: Date) => string) =>
    (value: unknown): Cell => {
      if (isUsual(value)) {
        return {
          kind: 'time',
          text: write(value),
          exact: exactTimes.format(value),
          datetime: value.toISOString(),
        }
      }
      const text = toText(value)
      const day = toDay(text)
      if (day === null) return { kind: 'text', text }
      return { kind: 'time', text: calendarDates.format(day), exact: text, datetime: text }
    }

  return {
    toDateCell: createMaker((time) => (isNear(time) ? nearDates : dates).format(time)),
    toDateTimeCell: createMaker((time) => dateTimes.format(time)),
    toClockCell: createMaker((time) => times.format(time)),
    toAgoCell: createMaker(toAgo),
  }
}
