import { toLabel } from '../../customer/query-file/label.ts'
import type { ColumnFormat, Tone } from '../../customer/query-file/column-format.ts'
import { BOOL, DATE, JSON_TYPES, NUMBER_TYPES, TIMESTAMP, TIMESTAMPTZ } from '../../database/type-numbers.ts'
import type { Language } from '../../visit/language.ts'
import { TEXTS } from '../texts/translations.ts'
import type { Cell } from './cell.ts'
import { toEmailCell, toPhoneCell, toWebCell } from './link-cells.ts'
import { createNumberCells } from './number-cells.ts'
import { createTimeCells } from './time-cells.ts'
import { isNested, toText } from './to-text.ts'

/**
 * Makes the cell of a value; null for a value that is not there.
 *
 * @param argument the value of the column that the format has in parentheses; undefined when there is none
 */
export type CellMaker = (value: unknown, argument: unknown) => Cell | null

/** Chooses how the values of a column are shown, by its annotation or else by Postgres's number of its type. */
export type CellMakers = (type: number, format: ColumnFormat | null) => CellMaker

/** Types whose values have a format of their own. */
export const FORMAT_BY_TYPE: ReadonlyMap<number, ColumnFormat['display']> = new Map([
  [BOOL, 'boolean'],
  [DATE, 'date'],
  [TIMESTAMP, 'datetime'],
  [TIMESTAMPTZ, 'datetime'],
  ...NUMBER_TYPES.map((type) => [type, 'number'] as const),
  ...JSON_TYPES.map((type) => [type, 'json'] as const),
])

/** Words that mean the same in most companies' tables. */
const TONES: ReadonlyMap<string, Tone> = new Map([
  ['pending', 'busy'],
  ['processing', 'info'],
  ['shipped', 'info'],
  ['delivered', 'good'],
  ['paid', 'good'],
  ['cancelled', 'bad'],
  ['refunded', 'bad'],
  ['unpaid', 'bad'],
  ['failed', 'bad'],
])

/** What Postgres itself reads as a boolean; tables have these in columns of numbers, bits and text, too. */
const TRUE = /^(t|true|y|yes|on|1)$/i
const FALSE = /^(f|false|n|no|off|0)$/i

/** @param timeZone in which times are shown; calendar dates have none */
export function createCellMakers(language: Language, timeZone: string): CellMakers {
  const texts = TEXTS[language]
  const badges = new Map(Object.entries(texts.badges))
  const number = createNumberCells(language)
  const time = createTimeCells(language, timeZone)

  function toBooleanCell(value: unknown): Cell {
    const text = toText(value)
    return { kind: 'text', text: TRUE.test(text) ? texts.yes : FALSE.test(text) ? texts.no : text }
  }

  /** A time in an array, in the words in which it would stand alone. */
  const toElement = (value: unknown) => (value instanceof Date ? time.toDateTimeCell(value).text : value)

  function choose(display: ColumnFormat['display'], format: ColumnFormat | null): CellMaker {
    switch (display) {
      case 'number':
        return number.toNumberCell
      case 'money': {
        const code = format?.argument ?? ''
        return (value, currency) =>
          number.toMoneyCell(value, currency === undefined ? code : toText(currency))
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
        return toWebCell
      case 'json':
        return toEntriesCell
      case 'boolean':
        return toBooleanCell
      case 'badge':
        return (value) => {
          const text = toText(value)
          const tone = format?.tones.get(text) ?? TONES.get(text) ?? 'plain'
          return { kind: 'badge', text: badges.get(text) ?? text, tone }
        }
      case 'tags':
        return toTagsCell
      case 'phone':
        return toPhoneCell
      case 'email':
        return toEmailCell
      default:
        return (value) => ({ kind: 'text', text: toText(value) })
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

function toTagsCell(value: unknown): Cell | null {
  const tags = (Array.isArray(value) ? value : [value]).map(toText).filter((tag) => tag !== '')
  return tags.length === 0 ? null : { kind: 'tags', text: tags.join(', '), tags }
}

/** An object's own values, one by one; anything else as JSON. */
function toEntriesCell(value: unknown): Cell | null {
  if (!isNested(value) || Array.isArray(value)) return { kind: 'text', text: toText(value) }
  const entries = Object.entries(value).map(([name, part]) => [toLabel(name), toText(part)] as const)
  return entries.length === 0 ? null : { kind: 'entries', text: '', entries }
}
