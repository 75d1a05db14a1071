import { toLabel } from '../customer/annotations.ts'
import type { ColumnFormat } from '../customer/column-format.ts'
import type { Column, RowSet } from '../customer/profile.ts'
import type { QueryFile } from '../customer/query-file.ts'
import type { Language } from '../visit/language.ts'
import { FORMAT_BY_TYPE, toText, type Cell, type CellMaker } from './cell.ts'
import { maskText } from './mask.ts'

/** A value on the page: the customer's, or one in a row of a panel. */
export interface Place {
  panel: string | null
  row: number
  column: string
}

export interface RowContext {
  language: Language
  makeCell: CellMaker
  /** Masks a text that would give a masked value away. */
  conceal: (text: string) => string
  /** Whether this value is the one that was asked for. */
  isRevealed: (place: Place, value: string) => boolean
  /** Address that shows a value; null is the page with none shown. */
  addressOf: (place: Place | null, value: string) => string
}

export interface Field {
  name: string
  label: string
  cell: Cell
  /** As annotated. */
  display: ColumnFormat['display']
}

type Row = Readonly<Record<string, unknown>>

/** What may be seen of a row: as data, and as cells in the order of the columns. */
export interface SafeRow {
  values: Readonly<Record<string, unknown>>
  cells: readonly (Cell | null)[]
}

/** What a table does with a column: numbers to the right, badges and times in narrow columns. */
export type ColumnKind = 'number' | 'badge' | 'time' | 'text'

const KINDS: Readonly<Partial<Record<NonNullable<ColumnFormat['display']>, ColumnKind>>> = {
  ...{ number: 'number', money: 'number', badge: 'badge', boolean: 'badge' },
  ...{ date: 'time', datetime: 'time', time: 'time', ago: 'time' },
}

/** A column with all that its annotation and its type say of it. */
export interface ColumnPlan extends Column {
  format: ColumnFormat | null
  label: Readonly<Record<Language, string>>
  kind: ColumnKind
  /** A currency is shown with its amount, and an address behind its text: not once more beside them. */
  isArgument: boolean
}

const plans = new WeakMap<readonly Column[], readonly ColumnPlan[]>()

/** Thought out at the first row that has these columns. */
export function planOf({ file, columns }: RowSet): readonly ColumnPlan[] {
  const known = plans.get(columns)
  if (known) return known
  const plan = columns.map((column) => toPlan(file, column))
  plans.set(columns, plan)
  return plan
}

function toPlan(file: QueryFile, { name, type }: Column): ColumnPlan {
  const annotation = file.columns.get(name)
  const format = annotation?.format ?? null
  const display = format?.display ?? FORMAT_BY_TYPE.get(type)
  return {
    ...{ name, type, format, isArgument: file.arguments.has(name) },
    label: annotation?.label ?? { en: toLabel(name), zh: toLabel(name) },
    kind: (display && KINDS[display]) ?? 'text',
  }
}

/** Every masked value of the rows, down to the leaves of arrays and JSON. */
export function secretsOf(rowSet: RowSet, maxRows: number): string[] {
  const { masked } = rowSet.file
  if (masked.length === 0) return []
  const rows = rowSet.rows.slice(0, maxRows)
  return rows.flatMap((row) => masked.flatMap((name) => leavesOf(row[name]))).filter((text) => text !== '')
}

/** Deeper than anybody reads, and not as deep as the stack. */
const MAX_DEPTH = 50

function leavesOf(value: unknown, depth = 0): string[] {
  if (!isNested(value) || depth > MAX_DEPTH) return [toText(value)]
  return Object.values(value).flatMap((part) => leavesOf(part, depth + 1))
}

function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !(value instanceof Date) && !Buffer.isBuffer(value)
}

/** The only way from a row of the database to the page: masked columns are masked, and nothing else tells them. */
export function toSafeRow(
  rowSet: RowSet,
  row: Row,
  place: Omit<Place, 'column'>,
  context: RowContext,
): SafeRow {
  const plan = planOf(rowSet)
  const cells: (Cell | null)[] = []
  // A column may have any name, `__proto__` too.
  const values = Object.create(null) as Record<string, unknown>
  for (const { name, format } of plan) {
    const cell = format?.mask
      ? toMaskedCell(toText(row[name]), { ...place, column: name }, format.copy, context)
      : null
    values[name] = format?.mask ? (cell?.text ?? null) : concealDeep(row[name], context.conceal)
    cells.push(cell)
  }
  for (const [index, column] of plan.entries()) {
    if (!column.format?.mask) cells[index] = toCell(column, values, context.makeCell)
  }
  return { values, cells }
}

function toMaskedCell(
  whole: string,
  place: Place,
  isCopied: boolean,
  { addressOf, isRevealed }: RowContext,
): Cell | null {
  if (whole === '') return null
  return isRevealed(place, whole)
    ? { text: whole, hide: addressOf(null, ''), ...(isCopied ? { copy: whole } : {}) }
    : { text: maskText(whole), reveal: addressOf(place, whole), ...(isCopied ? { copyable: true } : {}) }
}

function toCell({ name, type, format }: ColumnPlan, values: Row, makeCell: CellMaker): Cell | null {
  const value = values[name]
  const cell = makeCell(value, type, format, values)
  if (!cell || !(format?.copy || format?.alert)) return cell
  return {
    ...cell,
    ...(format.copy ? { copy: toText(value) } : {}),
    ...(format.alert ? { alert: !isNothing(value) } : {}),
  }
}

/** The row's values that are there; the id is not one of them, it stands in the header. */
export function toFields(rowSet: RowSet, { cells }: SafeRow, language: Language): Field[] {
  return planOf(rowSet).flatMap(({ name, label, format, isArgument }, index) => {
    const cell = cells[index] ?? null
    if (cell === null || name === 'id' || isArgument) return []
    return [{ name, label: label[language], cell, display: format?.display ?? null }]
  })
}

/** Zero in any way to write it, false, or no text. */
function isNothing(value: unknown): boolean {
  return /^(false|-?0*\.?0*)$/.test(toText(value))
}

function concealDeep(value: unknown, conceal: (text: string) => string, depth = 0): unknown {
  if (value === null || value === undefined || typeof value === 'boolean') return value
  if (typeof value === 'string') return conceal(value)
  if (!isNested(value)) {
    const text = toText(value)
    const safe = conceal(text)
    return safe === text ? value : safe
  }
  if (depth > MAX_DEPTH) return '…'
  if (Array.isArray(value)) return value.map((part) => concealDeep(part, conceal, depth + 1))
  const parts = Object.entries(value).map(([name, part]) => [
    conceal(name),
    concealDeep(part, conceal, depth + 1),
  ])
  return Object.fromEntries(parts)
}
