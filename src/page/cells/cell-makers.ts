import { toLabel } from '../../customer/query-file/label.ts'
import type { ColumnFormat, Tone } from '../../customer/query-file/column-format.ts'
import type { Language } from '../../visit/language.ts'
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
import { createMoneyFormat } from './money-format.ts'
import { createNumberFormat, type NumberFormat } from './number-format.ts'
import { memoize } from '../memoize.ts'
import { TEXTS } from '../texts/translations.ts'
import { createTimeCells } from './time-cells.ts'
import { toText } from './to-text.ts'

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

/** Of JSON's names. A company has a few; some data may be a visitor's own. */
const MAX_LABELS = 1000

/** What Intl writes with all its digits; more are infinity to it. */
const MAX_DIGITS = 300

/** What Postgres itself reads as a boolean; tables have these in columns of numbers, bits and text, too. */
const TRUE = /^(t|true|y|yes|on|1)$/i
const FALSE = /^(f|false|n|no|off|0)$/i

const NUMERIC = /^-?\d+(\.\d+)?$/
/** Numbers that Postgres does not write as digits and a point. */
const OTHER_NUMBER = /^(NaN|-?Infinity|-?\d+(\.\d+)?e[-+]?\d+)$/
const CURRENCY = /^[A-Z]{3}$/

/** @param timeZone in which times are shown; calendar dates have none */
export function createCellMakers(language: Language, timeZone: string): CellMakers {
  const texts = TEXTS[language]
  const badges = new Map(Object.entries(texts.badges))
  const labelOf = memoize(new Map<string, string>(), toLabel, MAX_LABELS)
  const wholeNumber = createNumberFormat(language, { maximumFractionDigits: 0 })
  const point = new Intl.NumberFormat(language).formatToParts(0.5).find(({ type }) => type === 'decimal')
  const currencies = new Map<string, NumberFormat>()
  const time = createTimeCells(language, timeZone)

  /** With the digits that the database gives: `12.50` has two decimals. */
  function plainNumber(text: string): string {
    const [whole = '', decimals] = text.split('.')
    if (whole.length > MAX_DIGITS) return text
    return wholeNumber(whole) + (decimals === undefined ? '' : `${point?.value ?? '.'}${decimals}`)
  }

  function toMoneyCell(value: string, currency: string): Cell {
    if (OTHER_NUMBER.test(value)) return toCell('text', `${value} ${currency}`.trim())
    if (!NUMERIC.test(value)) return toCell('text', value)
    let format = currencies.get(currency)
    if (!format && CURRENCY.test(currency)) {
      format = createMoneyFormat(language, currency)
      currencies.set(currency, format)
    }
    const cell = toCell('text', format ? format(value) : `${plainNumber(value)} ${currency}`.trim())
    cell.exact = `${value} ${currency}`.trim()
    return cell
  }

  function toNumberCell(value: unknown): Cell {
    const text = toText(value)
    return toCell('text', NUMERIC.test(text) ? plainNumber(text) : text)
  }

  function toBooleanCell(value: unknown): Cell {
    const text = toText(value)
    return toCell('text', TRUE.test(text) ? texts.yes : FALSE.test(text) ? texts.no : text)
  }

  /** A time in an array, in the words in which it would stand alone. */
  const toElement = (value: unknown) => (value instanceof Date ? time.toDateTimeCell(value).text : value)

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
        return time.toDateCell
      case 'datetime':
        return time.toDateTimeCell
      case 'time':
        return time.toClockCell
      case 'ago':
        return time.toAgoCell
      case 'link':
        return (value, address) => {
          const href = toText(address === undefined ? value : address)
          return toLinkCell(toText(value), isWebAddress(href) ? href : null)
        }
      case 'json':
        return (value) => toEntriesCell(value, labelOf)
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
      return annotated === null && Array.isArray(value)
        ? toTagsCell(value.map(toElement))
        : make(value, argument)
    }
  }
}

const NO_TONES: Tones = new Map()
