import { toLabel } from '../../customer/label.ts'
import type { ColumnFormat, Tone } from '../../customer/column-format.ts'
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
import { createNumberFormat, type NumberFormat } from './number-format.ts'
import { memoize } from '../memoize.ts'
import { TEXTS } from '../texts/texts.ts'
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

const NUMERIC = /^-?\d+(\.\d+)?$/
const CURRENCY = /^[A-Z]{3}$/

/** @param timeZone in which times are shown; calendar dates have none */
export function createCellMakers(language: Language, timeZone: string): CellMakers {
  const texts = TEXTS[language]
  const badges = new Map(Object.entries(texts.badges))
  const labelOf = memoize(new Map<string, string>(), toLabel, MAX_LABELS)
  const plainNumber = createNumberFormat(language, { maximumFractionDigits: 20 })
  const currencies = new Map<string, NumberFormat>()
  const time = createTimeCells(language, timeZone)

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
      return annotated === null && Array.isArray(value) ? toTagsCell(value) : make(value, argument)
    }
  }
}

const NO_TONES: Tones = new Map()
