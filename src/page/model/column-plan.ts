import { BOOL, TIME_TYPES } from '../../database/type-numbers.ts'
import { isChosenByVisitor, type QueryFile } from '../../customer/query-file/query-file.ts'
import { toLabel } from '../../customer/query-file/label.ts'
import type { ColumnFormat } from '../../customer/query-file/column-format.ts'
import type { Roles } from '../../customer/query-file/roles.ts'
import type { Column, RowSet } from '../../customer/profile.ts'
import type { Language } from '../../languages.ts'
import { planTemplate, type PlannedTemplate } from './planned-template.ts'
import type { CellMaker } from '../cells/cell.ts'
import { createAlertTest, createFutureTest, type AlertTest } from '../cells/alert.ts'
import { createCellMakers, FORMAT_BY_TYPE, type CellMakers } from '../cells/cell-makers.ts'
import { createNoticeMaker } from '../cells/notice-cells.ts'
import { toColumnKind, type ColumnKind } from '../cells/column-kind.ts'
import { readMarkup } from '../cells/markup-text.ts'
import { createLastReader } from '../cells/range-cells.ts'
import { createRowLimiter } from '../cells/rows-cells.ts'
import { NO_PICTURES, type PictureSources } from '../cells/image-cells.ts'
import { toRowSlots, type RowSlots } from './row-slots.ts'

/** Their values cannot contain a masked text. Times can only equal a masked date, which `Redactor.hasDays` covers. */
const NEVER_LEAKS: ReadonlySet<number> = new Set([BOOL, ...TIME_TYPES])
/**
 * Formats whose masks may keep characters; null is text. The values of all others are one of a few, or informative in
 * every digit: their masks consist of dots only.
 */
const PARTLY_MASKED: ReadonlySet<ColumnFormat['display']> = new Set([
  null,
  'text',
  'link',
  'phone',
  'email',
  'html',
  'warning',
  'note',
])

/** Names of columns whose integers are identifiers or years. */
const IDENTIFIER = /(?:(?<!pa)id|no|number|year|code)s?$/i

/** Derived from a column's annotation and type, in one language. */
export interface PlannedColumn {
  name: string
  at: number
  label: string
  display: ColumnFormat['display']
  /** As annotated, falling back to its type; null for text. */
  shownAs: ColumnFormat['display']
  kind: ColumnKind
  makeCell: CellMaker
  /** Converts markup to text; null if values need no conversion. */
  toValue: ((value: unknown) => unknown) | null
  /** Returns what ranges show in addition to their text; null for other types. */
  toLast: ((value: unknown) => string[]) | null
  /** Limits `rows` to what is displayed; null for other formats. */
  limit: ((value: unknown) => unknown) | null
  /** A picture's alternative text; empty if the row contains other columns that describe it. */
  alt: string
  /** The planned position of the column in the format's parentheses; -1 if it has none. */
  argumentAt: number
  /** Displayed as part of another column, as a currency or an address is. */
  isArgument: boolean
  isMasked: boolean
  isFullyMasked: boolean
  isCopied: boolean
  /** Null for all. */
  revealRoles: Roles | null
  distinguishes: boolean
  /** Null without `alert`. */
  testAlert: AlertTest | null
  /** The address that the format builds from other columns; null if it builds none. */
  template: PlannedTemplate | null
  /** Its values may contain another column's masked value. */
  mayLeak: boolean
  /** Its values may contain the visitor's input. */
  reflectsInput: boolean
  /** The visitor's input selects the rows, which are not the customer's: they are treated like input. */
  isChosen: boolean
  isNumber: boolean
}

export interface RowPlan {
  columns: readonly PlannedColumn[]
  masked: readonly Pick<PlannedColumn, 'at' | 'toValue' | 'toLast'>[]
  positions: ReadonlyMap<string, number>
  /** Positions of the currencies that distinguish several rows of fields. */
  currencies: readonly number[]
  actions: readonly { label: string; template: PlannedTemplate }[]
  shown: readonly { position: number; label: string }[]
  slots: RowSlots
  isFuture: (datetime: string) => boolean
}

/** Returns the plan of a row set's columns; it is cached until the query returns other columns. */
export type Planner = (rowSet: RowSet) => RowPlan

export function createPlanner(
  language: Language,
  timeZone: string,
  pictures: PictureSources = NO_PICTURES,
): Planner {
  const makers = createCellMakers(language, timeZone, pictures)
  const cache = new WeakMap<QueryFile, { columns: readonly Column[]; plan: RowPlan }>()
  return ({ file, columns }) => {
    const cached = cache.get(file)
    if (cached && areSame(cached.columns, columns)) return cached.plan
    const plan = toPlan(file, columns, { language, timeZone, makers })
    cache.set(file, { columns, plan })
    return plan
  }
}

function areSame(a: readonly Column[], b: readonly Column[]): boolean {
  const isSame = (column: Column, index: number) => {
    const other = b[index]
    return (
      column.name === other?.name &&
      column.type === other.type &&
      column.at === other.at &&
      column.reflectsInput === other.reflectsInput
    )
  }
  return a === b || (a.length === b.length && a.every(isSame))
}

function toPlan(
  file: QueryFile,
  columns: readonly Column[],
  { language, timeZone, makers }: { language: Language; timeZone: string; makers: CellMakers },
): RowPlan {
  const visible = columns.filter(({ name }) => !file.hidden.has(name))
  const isChosen = isChosenByVisitor(file)
  const positions = new Map(visible.map(({ name }, position) => [name, position]))
  const planned = visible.map(({ name, type, at, reflectsInput }): PlannedColumn => {
    const annotation = file.columns.get(name)
    const format = annotation?.format ?? null
    const display = format?.display ?? null
    const shownAs = display ?? FORMAT_BY_TYPE.get(type) ?? null
    const isIdentifier = format?.id === true || format?.copy === true || IDENTIFIER.test(name)
    const kind = toColumnKind(shownAs ?? undefined)
    const label = annotation?.label[language] ?? toLabel(name)
    const makeCell = makers(type, format, isIdentifier)
    const isNotice = display === 'warning' || display === 'note'
    // The presence of a masked one must not say whether it is true.
    const isMasked = format?.mask ?? false
    return {
      name,
      at,
      label,
      display,
      shownAs,
      kind: kind === 'number' && display === null && isIdentifier ? 'text' : kind,
      makeCell: isNotice && !isMasked ? createNoticeMaker(makeCell, label) : makeCell,
      toValue: toValueOf(display),
      toLast: createLastReader(type),
      limit: display === 'rows' ? createRowLimiter(format?.members ?? []) : null,
      alt: visible.length > 1 ? '' : label,
      argumentAt: positions.get(format?.argument ?? '') ?? -1,
      isArgument: file.arguments.has(name),
      isMasked,
      isFullyMasked: format?.secret === true || !PARTLY_MASKED.has(shownAs) || NEVER_LEAKS.has(type),
      isCopied: format?.copy ?? false,
      revealRoles: format?.reveal ?? null,
      distinguishes: format?.candidate ?? false,
      testAlert: format && createAlertTest(format, timeZone),
      template: format?.template ? planTemplate(format.template, positions) : null,
      mayLeak: !NEVER_LEAKS.has(type),
      reflectsInput,
      isChosen,
      isNumber: FORMAT_BY_TYPE.get(type) === 'number',
    }
  })
  return {
    columns: planned,
    masked: columns.flatMap(({ name, type, at }) =>
      file.masked.includes(name)
        ? [{ at, toValue: toValueOf(file.columns.get(name)?.format.display), toLast: createLastReader(type) }]
        : [],
    ),
    positions,
    currencies: positionsOfCurrencies(planned),
    actions: file.actions.map(({ label, template }) => ({
      label: label[language],
      template: planTemplate(template, positions),
    })),
    shown: planned.flatMap(({ label, isArgument }, position) => (isArgument ? [] : [{ position, label }])),
    slots: toRowSlots(planned),
    isFuture: createFutureTest(timeZone),
  }
}

function positionsOfCurrencies(columns: readonly PlannedColumn[]): number[] {
  const named = columns.flatMap(({ display, argumentAt }) => (display === 'money' ? argumentAt : []))
  return columns.flatMap((_, position) => (named.includes(position) ? position : []))
}

const toValueOf = (display: ColumnFormat['display'] | undefined) => (display === 'html' ? readMarkup : null)
