import type { Language } from '../../visit/language.ts'
import { toCell, type Cell } from './cell.ts'
import { createTimeFormat, toIsoTime, type TimeFormat } from './time-format.ts'
import { createClock } from './time-zone.ts'
import { toText } from './to-text.ts'

const SECONDS = ['second', 1] as const
const UNITS = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const

/** So near that its day and month say which year is meant. */
const NEAR_MS = 300 * 86_400_000

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/
const NO_DAY = new Date(NaN)

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
  const toFormat = (options: Intl.DateTimeFormatOptions, zone = timeZone) =>
    createTimeFormat(language, zone, options)
  const dates = toFormat({ dateStyle })
  const nearDates = toFormat({ month: 'short', day: 'numeric' })
  const dateTimes = toFormat({ dateStyle: 'medium', timeStyle: 'short' })
  const times = toFormat({ timeStyle: 'short' })
  const exactTimes = toFormat({ dateStyle: 'full', timeStyle: 'long' })
  const agos = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  /** A calendar date is the same day everywhere. */
  const calendarDates = toFormat({ dateStyle }, 'UTC')
  const utcClock = createClock('UTC')
  const clock = timeZone === 'UTC' ? utcClock : createClock(timeZone)

  const toDate: TimeFormat = (time) => (isNear(time.instant) ? nearDates(time) : dates(time))

  const toAgo: TimeFormat = ({ instant }) => {
    const seconds = (instant.getTime() - Date.now()) / 1000
    const [unit, length] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? SECONDS
    return agos.format(Math.round(seconds / length), unit)
  }

  function toTimeCell(value: unknown, shown: TimeFormat): Cell {
    if (value instanceof Date && !Number.isNaN(value.getTime())) {
      const utc = utcClock(value)
      const local = clock === utcClock ? utc : clock(value)
      const cell = toCell('time', shown(local))
      cell.exact = exactTimes(local)
      cell.datetime = toIsoTime(utc)
      return cell
    }
    const text = toText(value)
    const day = DATE.test(text) ? new Date(`${text}T00:00:00Z`) : NO_DAY
    if (Number.isNaN(day.getTime())) return toCell('text', text)
    const cell = toCell('time', calendarDates(utcClock(day)))
    cell.exact = text
    cell.datetime = text
    return cell
  }

  return {
    toDateCell: (value: unknown) => toTimeCell(value, toDate),
    toDateTimeCell: (value: unknown) => toTimeCell(value, dateTimes),
    toClockCell: (value: unknown) => toTimeCell(value, times),
    toAgoCell: (value: unknown) => toTimeCell(value, toAgo),
  }
}
