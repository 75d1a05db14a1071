import { toLabel } from '../customer/annotations.ts'
import type { ColumnFormat } from '../customer/column-format.ts'
import type { Column, RowSet } from '../customer/profile.ts'
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

/** What may be seen of a row: as data, and as cells by column. */
export interface SafeRow {
  values: Record<string, unknown>
  cells: ReadonlyMap<string, Cell | null>
}

/** What a table does with a column: numbers to the right, badges and times in narrow columns. */
export type ColumnKind = 'number' | 'badge' | 'time' | 'text'

const KINDS: Readonly<Partial<Record<NonNullable<ColumnFormat['display']>, ColumnKind>>> = {
  ...{ number: 'number', money: 'number', badge: 'badge', boolean: 'badge' },
  ...{ date: 'time', datetime: 'time', time: 'time', ago: 'time' },
}

export function kindOf(rowSet: RowSet, { name, type }: Column): ColumnKind {
  const display = formatOf(rowSet, name)?.display ?? FORMAT_BY_TYPE.get(type)
  return (display && KINDS[display]) ?? 'text'
}

function formatOf({ file }: RowSet, name: string): ColumnFormat | null {
  return file.columns.get(name)?.format ?? null
}

export function labelOf({ file }: RowSet, name: string, language: Language): string {
  return file.columns.get(name)?.label[language] ?? toLabel(name)
}

export function hasMasks({ file }: Pick<RowSet, 'file'>): boolean {
  return [...file.columns.values()].some(({ format }) => format.mask)
}

/** Every masked value of the rows, down to the leaves of arrays and JSON. */
export function secretsOf(rowSet: RowSet, maxRows: number): string[] {
  const masked = [...rowSet.file.columns].filter(([, { format }]) => format.mask).map(([name]) => name)
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
  const { addressOf, conceal, isRevealed, makeCell } = context
  const masked = new Map<string, Cell | null>()
  const safe = Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      const format = formatOf(rowSet, name)
      if (!format?.mask) return [name, concealDeep(value, conceal)]
      const at = { ...place, column: name }
      const whole = toText(value)
      const isShown = isRevealed(at, whole)
      const text = isShown ? whole : maskText(whole)
      const link = isShown
        ? { hide: addressOf(null, ''), ...(format.copy ? { copy: whole } : {}) }
        : { reveal: addressOf(at, whole), ...(format.copy ? { copyable: true as const } : {}) }
      masked.set(name, whole === '' ? null : { text, ...link })
      return [name, whole === '' ? null : text]
    }),
  )
  function toCell({ name, type }: Column): Cell | null {
    if (masked.has(name)) return masked.get(name) ?? null
    const format = formatOf(rowSet, name)
    const cell = makeCell(safe[name], type, format, safe)
    if (!cell || !format) return cell
    const copy = format.copy ? { copy: toText(safe[name]) } : {}
    return { ...cell, ...copy, ...(format.alert ? { alert: !isNothing(safe[name]) } : {}) }
  }
  return {
    values: Object.fromEntries(rowSet.columns.map(({ name }) => [name, safe[name]])),
    cells: new Map(rowSet.columns.map((column) => [column.name, toCell(column)])),
  }
}

/** The row's values that are there; the id is not one of them, it stands in the header. */
export function toFields(rowSet: RowSet, { cells }: SafeRow, language: Language): Field[] {
  return [...cells].flatMap(([name, cell]) =>
    cell === null || name === 'id' || isArgument(rowSet, name)
      ? []
      : [
          {
            name,
            label: labelOf(rowSet, name, language),
            cell,
            display: formatOf(rowSet, name)?.display ?? null,
          },
        ],
  )
}

/** A currency is shown with its amount, and an address behind its text: not once more beside them. */
export function isArgument({ file }: RowSet, name: string): boolean {
  return [...file.columns.values()].some(({ format }) => format.argument === name)
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
