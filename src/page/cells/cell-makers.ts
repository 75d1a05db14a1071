import { NO_FORMAT, type ColumnFormat } from '../../customer/query-file/column-format.ts'
import {
  ARRAY_TYPES,
  BOOL,
  BYTEA,
  DATE,
  FIRST_USER_TYPE,
  FLOAT_TYPES,
  INTERVAL,
  JSON_TYPES,
  JSONB,
  NUMBER_TYPES,
  NUMERIC,
  RANGE_TYPES,
  RECORD,
  TIME,
  TIMESTAMP,
  TIMESTAMPTZ,
} from '../../database/type-numbers.ts'
import type { Language } from '../../languages.ts'
import { TEXTS } from '../texts/texts.ts'
import { createBadgeCells } from './badge-cells.ts'
import { toColumnKind } from './column-kind.ts'
import { createLanguageCells } from './language-cells.ts'
import type { Cell, CellMaker } from './cell.ts'
import { createImageMaker, NO_PICTURES, type PictureSources } from './image-cells.ts'
import { toEmailCell, toPhoneCell, toWebCell } from './link-cells.ts'
import { createNestedCells, splitTags } from './nested-cells.ts'
import { createMoneyCells } from './money-cells.ts'
import { createNumberCells } from './number-cells.ts'
import { readUserType, toCompositeCell } from './user-types.ts'
import { createQuantityCells } from './quantity-cells.ts'
import { createRangeMaker, createUserRangeMaker } from './range-cells.ts'
import { createBooleanMaker } from './read-boolean.ts'
import { createRowsMaker } from './rows-cells.ts'
import { createTimeCells } from './time-cells.ts'
import { isNested, toText } from './to-text.ts'
import { isMissing } from './visible-text.ts'

/**
 * Returns the maker of a column's cells, chosen by its annotation or else by its Postgres type number.
 *
 * @param isIdentifier numbers are identifiers, formatted without digit grouping
 */
export type CellMakers = (type: number, format: ColumnFormat | null, isIdentifier?: boolean) => CellMaker

/** The default formats of types. */
export const FORMAT_BY_TYPE: ReadonlyMap<number, ColumnFormat['display']> = new Map([
  [BOOL, 'boolean'],
  [DATE, 'date'],
  [TIMESTAMP, 'datetime'],
  [TIMESTAMPTZ, 'datetime'],
  [TIME, 'time'],
  [INTERVAL, 'duration'],
  [BYTEA, 'filesize'],
  ...[...RANGE_TYPES]
    .filter(([, bound]) => !NUMBER_TYPES.includes(bound))
    .map(([type, bound]) => [type, bound === DATE ? 'date' : 'datetime'] as const),
  ...NUMBER_TYPES.map((type) => [type, 'number'] as const),
  ...JSON_TYPES.map((type) => [type, 'json'] as const),
])

/** Formats of links and pictures. */
const LISTED: ReadonlySet<ColumnFormat['display']> = new Set(['link', 'phone', 'email', 'image'])

/** @param timeZone in which times are shown; calendar dates are independent of it */
export function createCellMakers(
  language: Language,
  timeZone: string,
  pictures: PictureSources = NO_PICTURES,
): CellMakers {
  const texts = TEXTS[language]
  const createBadgeMaker = createBadgeCells(language)
  const toLanguageCell = createLanguageCells(language)
  const number = createNumberCells(language)
  const toMoneyCell = createMoneyCells(language, number.plainNumber)
  const createTimeMaker = createTimeCells(language, timeZone)
  const quantity = createQuantityCells(language)
  const { toTagsCell, toEntriesCell, toTagsOf, toListOf } = createNestedCells(texts)
  const toUserRangeOrText = createUserRangeMaker(
    createRangeMaker(NUMERIC, number.toNumberCell),
    createRangeMaker(TIMESTAMP, createTimeMaker('datetime'), toTimeFormat('datetime')),
    toTextCell,
  )

  function toTimeFormat(display: ColumnFormat['display'] | undefined, zone: string | null = null) {
    if (display !== 'date' && display !== 'datetime') return null
    const clock = display === 'date' ? null : createTimeMaker('time', zone)
    return { day: createTimeMaker('date', zone), clock }
  }

  function ofFormat(display: ColumnFormat['display'], type: number, format: ColumnFormat): CellMaker {
    switch (display) {
      case 'number':
        return FLOAT_TYPES.includes(type) ? number.toFloatCell : number.toNumberCell
      case 'money':
        return (value, currency) =>
          currency === undefined
            ? toMoneyCell(value, format.argument?.toUpperCase() ?? '')
            : toMoneyCell(value, toText(currency))
      case 'percent':
        return quantity.toPercentCell
      case 'unit':
        return quantity.createUnitMaker(format.unit, ofFormat('number', type, format))
      case 'filesize':
        return quantity.toFileSizeCell
      case 'duration':
        return quantity.createDurationMaker(format.seconds)
      case 'date':
      case 'datetime':
      case 'time':
      case 'ago':
        return createTimeMaker(display, format.zone)
      case 'link':
        return toWebCell
      case 'json':
        return toEntriesCell
      case 'rows': {
        const makerOf = (member: ColumnFormat | null) => toMaker(JSONB, member)
        return createRowsMaker(format.members, { language, makerOf, toOther: toEntriesCell })
      }
      case 'image':
        return createImageMaker(pictures, type === BYTEA ? quantity.toBytesCell : toTextCell)
      case 'boolean':
        return createBooleanMaker(texts)
      case 'badge':
        return createBadgeMaker(format)
      case 'tags':
        return (value) => toTagsCell(splitTags(value))
      case 'phone':
        return toPhoneCell
      case 'email':
        return toEmailCell
      case 'warning':
      case 'note':
        return (value, argument) =>
          isNested(value) ? toTagsCell([value]) : ofType(type, false)(value, argument)
      default:
        return toTextCell
    }
  }

  function ofType(type: number, isIdentifier: boolean): CellMaker {
    if (isIdentifier && NUMBER_TYPES.includes(type) && !FLOAT_TYPES.includes(type)) return toTextCell
    const element = ARRAY_TYPES.get(type)
    if (element !== undefined) return toTagsOf(ofType(element, isIdentifier))
    const bound = RANGE_TYPES.get(type)
    if (bound !== undefined)
      return createRangeMaker(bound, ofType(bound, isIdentifier), toTimeFormat(FORMAT_BY_TYPE.get(bound)))
    if (type === BYTEA) return quantity.toBytesCell
    if (type === RECORD) return toCompositeCell
    if (type >= FIRST_USER_TYPE) return toUserRangeOrText
    return ofFormat(FORMAT_BY_TYPE.get(type) ?? null, type, NO_FORMAT)
  }

  /** Formats of quantities and times apply to the bounds of a range. */
  function ofAnnotation(
    display: NonNullable<ColumnFormat['display']>,
    type: number,
    format: ColumnFormat,
  ): CellMaker {
    const make = ofFormat(display, type, format)
    if (!['number', 'time'].includes(toColumnKind(display))) return make
    const bound = RANGE_TYPES.get(type)
    const times = toTimeFormat(display, format.zone)
    const ofBounds = (of: number) => createRangeMaker(of, ofFormat(display, of, format), times)
    if (bound !== undefined) return ofBounds(bound)
    return type < FIRST_USER_TYPE ? make : createUserRangeMaker(ofBounds(NUMERIC), ofBounds(TIMESTAMP), make)
  }

  function toMaker(type: number, annotation: ColumnFormat | null, isIdentifier = false): CellMaker {
    const format = annotation ?? NO_FORMAT
    const { display } = format
    const isUserDefined = type >= FIRST_USER_TYPE
    const ofOwnType = () => (format.language ? toLanguageCell : ofType(type, isIdentifier))
    const make = display === null ? ofOwnType() : ofAnnotation(display, ARRAY_TYPES.get(type) ?? type, format)
    const isOwn = ARRAY_TYPES.has(type) && display === null
    const makeTags = isOwn ? make : LISTED.has(display) ? toListOf(make) : toTagsOf(make)
    // A currency applies to all elements, but an address only to a single value.
    const hasArgument = display === 'money'
    return (given, argument) => {
      const value = isUserDefined ? readUserType(given) : given
      if (isMissing(value)) return null
      // Arrays of user-defined types have no known type number, and JSON may be an array.
      if (display === 'rows') return make(value, argument)
      if (Array.isArray(value))
        return display === 'json' || display === 'tags'
          ? toEntriesCell(value)
          : makeTags(value, hasArgument ? argument : undefined)
      return isUserDefined && isNested(value) ? toEntriesCell(value) : make(value, argument)
    }
  }

  return toMaker
}

const toTextCell = (value: unknown): Cell => ({ kind: 'text', text: toText(value) })
