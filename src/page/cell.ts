import { toLabel } from '../customer/annotations.ts'
import type { ColumnFormat, Tone } from '../customer/column-format.ts'
import type { Language } from '../visit/language.ts'
import { TEXTS } from './texts.ts'
import { createTimeFormat, type TimeFormat } from './time-format.ts'

/** One value as it is shown: text, and what surrounds it. */
export interface Cell {
  text: string
  /** Exact value, for hover. */
  exact?: string
  /** Machine-readable time. */
  datetime?: string
  href?: string
  badge?: Tone
  tags?: readonly string[]
  /** Of a JSON object, by name. */
  entries?: readonly (readonly [string, string])[]
  /** The value as it is copied, where it may be. */
  copy?: string
  /** The text is a mask, and this address shows the value. */
  reveal?: string
  /** What is behind the mask may be copied, once it is shown. */
  copyable?: true
  /** The text is a value that was asked for, and this address masks it again. */
  hide?: string
  /** Numbers stand to the right. */
  number?: true
  /** Whether there is something to see to, where there may be. */
  alert?: boolean
}

export type CellMaker = (value: unknown, type: number, format: ColumnFormat | null, row: Row) => Cell | null
type Row = Readonly<Record<string, unknown>>

/** Postgres's numbers of types (`select oid, typname from pg_type`) whose values have a format of their own. */
export const FORMAT_BY_TYPE: ReadonlyMap<number, ColumnFormat['display']> = new Map([
  [16, 'boolean'],
  ...[20, 21, 23, 700, 701, 1700].map((type) => [type, 'number'] as const),
  [1082, 'date'],
  ...[1114, 1184].map((type) => [type, 'datetime'] as const),
  ...[114, 3802].map((type) => [type, 'json'] as const),
])

/** Words that mean the same in most companies' tables. */
const TONES: Readonly<Record<string, Tone>> = {
  pending: 'busy',
  processing: 'info',
  shipped: 'info',
  delivered: 'good',
  paid: 'good',
  cancelled: 'bad',
  refunded: 'bad',
  unpaid: 'bad',
  failed: 'bad',
}

const SECONDS = ['second', 1] as const
const UNITS = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const

/** They write their values themselves. */
const OWN_WORDS: ReadonlySet<string> = new Set(['date', 'datetime', 'time', 'ago', 'tags', 'json'])

/** So near that its day and month say which year is meant. */
const NEAR_MS = 300 * 86_400_000

const NUMERIC = /^-?\d+(\.\d+)?$/
const PHONE = /^\+?[\d][\d ()./-]{3,30}$/
const EMAIL = /^[^\s@<>"',;:?&]+@[^\s@<>"',;:?&]+$/
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/

/** Makes cells in a language and time zone; null for a value that is not there. */
export function createCellMaker(language: Language, timeZone: string): CellMaker {
  const texts = TEXTS[language]
  const numbers = new Intl.NumberFormat(language, { maximumFractionDigits: 20 })
  const money = new Map<string, Intl.NumberFormat>()
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

  function toMoney(value: string, currency: string): Cell {
    if (!NUMERIC.test(value)) return { text: value }
    let formatter = money.get(currency)
    if (!formatter && /^[A-Z]{3}$/.test(currency)) {
      formatter = new Intl.NumberFormat(language, { style: 'currency', currency })
      money.set(currency, formatter)
    }
    // As text, because a number would round large amounts.
    const text = formatter
      ? formatter.format(value as `${number}`)
      : `${numbers.format(value as `${number}`)} ${currency}`
    return { text: text.trim(), exact: `${value} ${currency}`.trim(), number: true }
  }

  function toAgo(time: Date): string {
    const seconds = (time.getTime() - Date.now()) / 1000
    const [unit, length] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? SECONDS
    return agos.format(Math.round(seconds / length), unit)
  }

  function toTime(value: unknown, shown: TimeFormat): Cell {
    if (value instanceof Date && !Number.isNaN(value.getTime())) {
      return { text: shown(value), exact: exactTimes(value), datetime: value.toISOString() }
    }
    const text = toText(value)
    return DATE.test(text) ? { text: calendarDates(new Date(`${text}T00:00:00Z`)), datetime: text } : { text }
  }

  return (value, type, format, row) => {
    if (value === null || value === undefined || value === '') return null
    const display = format?.display ?? (Array.isArray(value) ? 'tags' : FORMAT_BY_TYPE.get(type))
    const text = display && OWN_WORDS.has(display) ? '' : toText(value)
    switch (display) {
      case 'number':
        return NUMERIC.test(text) ? { text: numbers.format(text as `${number}`), number: true } : { text }
      case 'money': {
        const argument = format?.argument ?? ''
        return toMoney(text, Object.hasOwn(row, argument) ? toText(row[argument]) : argument)
      }
      case 'date':
        return toTime(value, isNear(value) ? nearDates : dates)
      case 'datetime':
        return toTime(value, dateTimes)
      case 'time':
        return toTime(value, times)
      case 'ago': {
        const cell = toTime(value, dateTimes)
        return value instanceof Date && cell.datetime !== undefined ? { ...cell, text: toAgo(value) } : cell
      }
      case 'link': {
        const column = format?.argument ?? ''
        const href = Object.hasOwn(row, column) ? toText(row[column]) : text
        return isWebAddress(href) ? { text, href } : { text }
      }
      case 'json':
        return toEntries(value)
      case 'boolean':
        return typeof value === 'boolean' ? { text: value ? texts.yes : texts.no } : { text }
      case 'badge':
        return {
          text: Object.hasOwn(texts.badges, text) ? (texts.badges[text] ?? text) : text,
          badge: format?.tones.get(text) ?? (Object.hasOwn(TONES, text) ? TONES[text] : undefined) ?? 'plain',
        }
      case 'tags': {
        const tags = (Array.isArray(value) ? value : [value]).map(toText).filter((tag) => tag !== '')
        return tags.length > 0 ? { text: tags.join(', '), tags } : null
      }
      case 'phone':
        return PHONE.test(text) ? { text, href: `tel:${text.replaceAll(/[^\d+]/g, '')}` } : { text }
      case 'email':
        return EMAIL.test(text)
          ? { text, href: `mailto:${encodeURIComponent(text).replace('%40', '@')}` }
          : { text }
      default:
        return { text }
    }
  }
}

function isNear(value: unknown): boolean {
  const age = value instanceof Date ? Date.now() - value.getTime() : Infinity
  return age > 0 && age < NEAR_MS
}

/** An object's own values, one by one; anything else as JSON. */
function toEntries(value: unknown): Cell | null {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return { text: toText(value) }
  const entries = Object.entries(value).map(([name, part]) => [toLabel(name), toText(part)] as const)
  return entries.length > 0 ? { text: toText(value), entries } : null
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text)
}

/** Any value that Postgres and its driver may give, as text. */
export function toText(value: unknown): string {
  if (typeof value === 'string') return value
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString()
  if (Buffer.isBuffer(value)) return `\\x${value.toString('hex', 0, 32)}${value.length > 32 ? '…' : ''}`
  return typeof value === 'number' ? String(value) : JSON.stringify(value)
}
