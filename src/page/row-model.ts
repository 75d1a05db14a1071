import { toLabel, type ColumnFormat } from '../customer/annotations.ts'
import type { Column, RowSet } from '../customer/profile.ts'
import type { Language } from '../visit/language.ts'
import { toText, type Cell, type CellMaker } from './cell.ts'
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
  /** The one value that was asked for. */
  revealed: Place | null
  /** Address that shows a value; null is the page with none shown. */
  addressOf: (place: Place | null) => string
}

export interface Field {
  name: string
  label: string
  cell: Cell
}

type Row = Readonly<Record<string, unknown>>

/** What may be seen of a row: as data, and as cells by column. */
export interface SafeRow {
  values: Record<string, unknown>
  cells: ReadonlyMap<string, Cell | null>
}

function formatOf({ file }: RowSet, name: string): ColumnFormat | null {
  return file.columns.get(name)?.format ?? null
}

export function labelOf({ file }: RowSet, name: string, language: Language): string {
  return file.columns.get(name)?.label[language] ?? toLabel(name)
}

/** Every masked value of the rows, whole. */
export function secretsOf(rowSet: RowSet): string[] {
  const masked = [...rowSet.file.columns].filter(([, { format }]) => format.mask).map(([name]) => name)
  return rowSet.rows.flatMap((row) => masked.map((name) => toText(row[name])).filter((text) => text !== ''))
}

/** The only way from a row of the database to the page: masked columns are masked, and nothing else tells them. */
export function toSafeRow(
  rowSet: RowSet,
  row: Row,
  place: Omit<Place, 'column'>,
  context: RowContext,
): SafeRow {
  const isRevealed = (column: string) => isSame(context.revealed, { ...place, column })
  const safe = Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      if (!formatOf(rowSet, name)?.mask) return [name, concealDeep(value, context.conceal)]
      const text = toText(value)
      return [name, text === '' ? null : isRevealed(name) ? text : maskText(text)]
    }),
  )
  function toCell({ name, type }: Column): Cell | null {
    const format = formatOf(rowSet, name)
    if (!format?.mask) return context.makeCell(safe[name], type, format, safe)
    if (safe[name] === null || safe[name] === undefined) return null
    const text = toText(safe[name])
    const at = { ...place, column: name }
    return isRevealed(name)
      ? { text, hide: context.addressOf(null) }
      : { text, reveal: context.addressOf(at) }
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
      : [{ name, label: labelOf(rowSet, name, language), cell }],
  )
}

/** A currency is shown with its amount, and an address behind its text: not once more beside them. */
export function isArgument({ file }: RowSet, name: string): boolean {
  return [...file.columns.values()].some(({ format }) => format.argument === name)
}

function isSame(one: Place | null, other: Place): boolean {
  return one !== null && one.panel === other.panel && one.row === other.row && one.column === other.column
}

function concealDeep(value: unknown, conceal: (text: string) => string): unknown {
  if (typeof value === 'string') return conceal(value)
  if (typeof value === 'number' || typeof value === 'bigint') {
    const text = String(value)
    const safe = conceal(text)
    return safe === text ? value : safe
  }
  if (Array.isArray(value)) return value.map((part) => concealDeep(part, conceal))
  if (value === null || typeof value !== 'object' || value instanceof Date || Buffer.isBuffer(value))
    return value
  const parts = Object.entries(value).map(([name, part]) => [conceal(name), concealDeep(part, conceal)])
  return Object.fromEntries(parts)
}
