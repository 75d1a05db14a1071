import type { ColumnFormat, Tone } from '../customer/column-format.ts'
import type { Language } from '../visit/language.ts'
import {
  isWebAddress,
  toCell,
  toEmailCell,
  toEntriesCell,
  toLinkCell,
  toPhoneCell,
  toTagsCell,
  type Cell,
} from './cell.ts'
import { createNumberFormat, type NumberFormat } from './number-format.ts'
import { TEXTS } from './texts.ts'
import { createTimeFormat, toIsoTime, type TimeFormat } from './time-format.ts'
import { createClock } from './time-zone.ts'
import { toText } from './value.ts'

/**
 * Makes the cell of a value; null for a value that is not there.
 *
 * @param argument the value of the column that the format has in parentheses; undefined when there is none
 */
export type CellMaker = (value: unknown, argument: unknown) => Cell | null

/** Chooses how the values of a column are shown, by its annotation or else by Postgres's number of its type. */
export type CellMakers = (type: number, format: ColumnFormat | null) => CellMaker

type Tones = ColumnFormat['tones']

/** Postgres's numbers of types (`select oid, typname from pg_type`) whose values have a format of their own. */
export const FORMAT_BY_TYPE: ReadonlyMap<number, ColumnFormat['display']> = new Map([
  [16, 'boolean'],
  ...[20, 21, 23, 700, 701, 1700].map((type) => [type, 'number'] as const),
  [1082, 'date'],
  ...[1114, 1184].map((type) => [type, 'datetime'] as const),
  ...[114, 3802].map((type) => [type, 'json'] as const),
])

/** Words that mean the same in most companies' tables. */
const TONES: ReadonlyMap<string, Tone> = new Map([
  ...([['pending', 'busy']] as const),
  ...(['processing', 'shipped'] as const).map((word) => [word, 'info'] as const),
  ...(['delivered', 'paid'] as const).map((word) => [word, 'good'] as const),
  ...(['cancelled', 'refunded', 'unpaid', 'failed'] as const).map((word) => [word, 'bad'] as const),
])

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

const NUMERIC = /^-?\d+(\.\d+)?$/
const CURRENCY = /^[A-Z]{3}$/
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/
const NO_DAY = new Date(NaN)

function isNear(time: Date): boolean {
  const age = Date.now() - time.getTime()
  return age > 0 && age < NEAR_MS
}

/** @param timeZone in which times are shown; calendar dates have none */
export function createCellMakers(language: Language, timeZone: string): CellMakers {
  const texts = TEXTS[language]
  const badges = new Map(Object.entries(texts.badges))
  const plainNumber = createNumberFormat(language, { maximumFractionDigits: 20 })
  const currencies = new Map<string, NumberFormat>()
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

  function toMoneyCell(value: string, currency: string): Cell {
    if (!NUMERIC.test(value)) return toCell('text', value)
    let format = currencies.get(currency)
    if (!format && CURRENCY.test(currency)) {
      format = createNumberFormat(language, { style: 'currency', currency })
      currencies.set(currency, format)
    }
    const cell = toCell('text', format ? format(value) : `${plainNumber(value)} ${currency}`.trim())
    cell.exact = `${value} ${currency}`.trim()
    return cell
  }

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

  function toNumberCell(value: unknown): Cell {
    const text = toText(value)
    return toCell('text', NUMERIC.test(text) ? plainNumber(text) : text)
  }

  function toBooleanCell(value: unknown): Cell {
    return toCell('text', typeof value === 'boolean' ? (value ? texts.yes : texts.no) : toText(value))
  }

  function toBadgeCell(text: string, tones: Tones): Cell {
    const cell = toCell('badge', badges.get(text) ?? text)
    cell.tone = tones.get(text) ?? TONES.get(text) ?? 'plain'
    return cell
  }

  function choose(display: ColumnFormat['display'], format: ColumnFormat | null): CellMaker {
    switch (display) {
      case 'number':
        return toNumberCell
      case 'money': {
        const code = format?.argument ?? ''
        return (value, currency) =>
          toMoneyCell(toText(value), currency === undefined ? code : toText(currency))
      }
      case 'date':
        return (value) => toTimeCell(value, toDate)
      case 'datetime':
        return (value) => toTimeCell(value, dateTimes)
      case 'time':
        return (value) => toTimeCell(value, times)
      case 'ago':
        return (value) => toTimeCell(value, toAgo)
      case 'link':
        return (value, address) => {
          const href = toText(address === undefined ? value : address)
          return toLinkCell(toText(value), isWebAddress(href) ? href : null)
        }
      case 'json':
        return toEntriesCell
      case 'boolean':
        return toBooleanCell
      case 'badge': {
        const tones = format?.tones ?? NO_TONES
        return (value) => toBadgeCell(toText(value), tones)
      }
      case 'tags':
        return toTagsCell
      case 'phone':
        return (value) => toPhoneCell(toText(value))
      case 'email':
        return (value) => toEmailCell(toText(value))
      default:
        return (value) => toCell('text', toText(value))
    }
  }

  return (type, format) => {
    const annotated = format?.display ?? null
    const make = choose(annotated ?? FORMAT_BY_TYPE.get(type) ?? null, format)
    return (value, argument) => {
      if (value === null || value === undefined || value === '') return null
      // No number of a type says that it is an array, and JSON may be one.
      return annotated === null && Array.isArray(value) ? toTagsCell(value) : make(value, argument)
    }
  }
}

const NO_TONES: Tones = new Map()
