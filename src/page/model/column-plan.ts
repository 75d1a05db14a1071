import { BOOL, TIME_TYPES } from '../../database/type-numbers.ts'
import { isChosenBySender, type QueryFile } from '../../customer/query-file/query-file.ts'
import { toLabel } from '../../customer/query-file/label.ts'
import type { ColumnFormat, RowMember } from '../../customer/query-file/column-format.ts'
import type { Roles } from '../../customer/query-file/roles.ts'
import type { Column, RowSet } from '../../customer/profile.ts'
import type { Language } from '../../visit/language.ts'
import { planTemplate, type PlannedTemplate } from './planned-template.ts'
import type { CellMaker } from '../cells/cell.ts'
import { createAlertTest, type AlertTest } from '../cells/alert.ts'
import { createCellMakers, FORMAT_BY_TYPE, type CellMakers } from '../cells/cell-makers.ts'
import { toColumnKind, type ColumnKind } from '../cells/column-kind.ts'
import { readMarkup } from '../cells/markup-text.ts'
import { NO_PICTURES, type PictureSources } from '../cells/image-cells.ts'
import { toRowSlots, type RowSlots } from './row-slots.ts'

/** Types in which only a masked date can stand openly. */
const NEVER_LEAKS: ReadonlySet<number> = new Set([BOOL, ...TIME_TYPES])
/** Formats of values that are one of few, or tell something by any of their digits: their mask is stars only. */
const STARRED: ReadonlySet<ColumnFormat['display']> = new Set([
  'number',
  'money',
  'percent',
  'unit',
  'filesize',
  'duration',
  'date',
  'datetime',
  'time',
  'ago',
  'boolean',
  'badge',
  'tags',
  'json',
  'rows',
])

/** Names of columns whose whole numbers are names or years. */
const IDENTIFIER = /(?:(?<!pa)id|no|number|year|code)s?$/i

/** A column with all that its annotation and its type say of it, in one language. */
export interface PlannedColumn {
  name: string
  /** Where a row of the database has its value. */
  at: number
  label: string
  /** As annotated. */
  display: ColumnFormat['display']
  /** As annotated, or else by its type; null for text. */
  shownAs: ColumnFormat['display']
  kind: ColumnKind
  makeCell: CellMaker
  /** Of markup: its text. Null where the value is shown as it is. */
  toValue: ((value: unknown) => unknown) | null
  /** Of `rows`: what is shown of each; null of everything else. */
  members: readonly RowMember[] | null
  /** What a picture shows; empty where the row says it beside. */
  alt: string
  /** Position among the planned columns of the one that the format names; -1 when it names none. */
  argumentAt: number
  /** A currency is shown with its amount, and an address behind its text: not once more beside them. */
  isArgument: boolean
  isMasked: boolean
  /** Its mask is stars only. */
  isStarred: boolean
  isCopied: boolean
  /** The roles that may have a masked value whole; null is everybody. */
  revealRoles: Roles | null
  /** Is shown of a candidate. */
  tellsApart: boolean
  /** Null where nothing of it stands out. */
  testAlert: AlertTest | null
  /** The address that the format makes of other columns; null when it makes none. */
  template: PlannedTemplate | null
  /** May hold what another column masks. */
  mayLeak: boolean
  /** May hold what was sent. */
  mayEcho: boolean
  /** Of rows that whoever visits chooses, and that are not the customer's: as good as sent. */
  isChosen: boolean
  /** Of a type of numbers. */
  isNumber: boolean
}

export interface RowPlan {
  columns: readonly PlannedColumn[]
  /** Hidden ones among them. */
  masked: readonly Pick<PlannedColumn, 'at' | 'toValue'>[]
  /** Positions among the columns, by name. */
  positions: ReadonlyMap<string, number>
  /** Positions of the currencies by which several rows of figures are told apart. */
  currencies: readonly number[]
  /** Links that the file adds to each row. */
  actions: readonly { label: string; template: PlannedTemplate }[]
  /** Those that have a place of their own. */
  shown: readonly { position: number; label: string }[]
  /** Where each of those stands in a row of a table. */
  slots: RowSlots
}

/** Plans a query's columns. The plan is kept as long as the query returns the same ones. */
export type Planner = (rowSet: RowSet) => RowPlan

/** Makes the function that has the plan of a row set: made once for a query and the columns that it gives. */
export function createPlanner(
  language: Language,
  timeZone: string,
  pictures: PictureSources = NO_PICTURES,
): Planner {
  const makers = createCellMakers(language, timeZone, pictures)
  const latest = new WeakMap<QueryFile, { columns: readonly Column[]; plan: RowPlan }>()
  return ({ file, columns }) => {
    const known = latest.get(file)
    if (known && areSame(known.columns, columns)) return known.plan
    const plan = toPlan(file, columns, { language, timeZone, makers })
    latest.set(file, { columns, plan })
    return plan
  }
}

function areSame(some: readonly Column[], others: readonly Column[]): boolean {
  const isSame = (column: Column, index: number) => {
    const other = others[index]
    return (
      column.name === other?.name &&
      column.type === other.type &&
      column.at === other.at &&
      column.mayEcho === other.mayEcho
    )
  }
  return some === others || (some.length === others.length && some.every(isSame))
}

function toPlan(
  file: QueryFile,
  columns: readonly Column[],
  { language, timeZone, makers }: { language: Language; timeZone: string; makers: CellMakers },
): RowPlan {
  const visible = columns.filter(({ name }) => !file.hidden.has(name))
  const isChosen = isChosenBySender(file)
  const positions = new Map(visible.map(({ name }, position) => [name, position]))
  const planned = visible.map(({ name, type, at, mayEcho = false }): PlannedColumn => {
    const annotation = file.columns.get(name)
    const format = annotation?.format ?? null
    const display = format?.display ?? null
    const shownAs = display ?? FORMAT_BY_TYPE.get(type) ?? null
    const isIdentifier = format?.id === true || format?.copy === true || IDENTIFIER.test(name)
    const kind = toColumnKind(shownAs ?? undefined)
    const label = annotation?.label[language] ?? toLabel(name)
    return {
      name,
      at,
      label,
      display,
      shownAs,
      kind: kind === 'number' && display === null && isIdentifier ? 'text' : kind,
      makeCell: makers(type, format, isIdentifier),
      toValue: toValueOf(display),
      members: display === 'rows' ? (format?.members ?? []) : null,
      alt: visible.length > 1 ? '' : label,
      argumentAt: positions.get(format?.argument ?? '') ?? -1,
      isArgument: file.arguments.has(name),
      isMasked: format?.mask ?? false,
      isStarred: (format?.secret ?? false) || STARRED.has(shownAs) || NEVER_LEAKS.has(type),
      isCopied: format?.copy ?? false,
      revealRoles: format?.reveal ?? null,
      tellsApart: format?.candidate ?? false,
      testAlert: format && createAlertTest(format, timeZone),
      template: format?.template ? planTemplate(format.template, positions) : null,
      mayLeak: !NEVER_LEAKS.has(type),
      mayEcho,
      isChosen,
      isNumber: FORMAT_BY_TYPE.get(type) === 'number',
    }
  })
  return {
    columns: planned,
    masked: columns.flatMap(({ name, at }) =>
      file.masked.includes(name) ? [{ at, toValue: toValueOf(file.columns.get(name)?.format.display) }] : [],
    ),
    positions,
    currencies: positionsOfCurrencies(planned),
    actions: file.actions.map(({ label, template }) => ({
      label: label[language],
      template: planTemplate(template, positions),
    })),
    shown: planned.flatMap(({ label, isArgument }, position) => (isArgument ? [] : [{ position, label }])),
    slots: toRowSlots(planned),
  }
}

function positionsOfCurrencies(columns: readonly PlannedColumn[]): number[] {
  const named = columns.flatMap(({ display, argumentAt }) => (display === 'money' ? argumentAt : []))
  return columns.flatMap((_, position) => (named.includes(position) ? position : []))
}

const toValueOf = (display: ColumnFormat['display'] | undefined) => (display === 'html' ? readMarkup : null)
