import type { Row } from '../../database/exchange.ts'
import { toCell, type Cell } from '../cells/cell.ts'
import type { PlannedColumn, RowPlan } from './column-plan.ts'
import { maskText } from '../redaction/mask.ts'
import type { ValueLocation, Reveal } from '../redaction/reveal.ts'
import { isNested, toText } from '../cells/to-text.ts'

export interface RowContext {
  /** Masks a text that would give a masked value away. */
  redact: (text: string) => string
  /** A masked value looks like a date, so that any other date may be it. */
  datesLeak: boolean
  reveal: Reveal
}

/** What may be seen of a row. */
export interface SafeRow {
  /** By position among the planned columns. */
  cells: readonly (Cell | null)[]
  /** As the database gave it: only `toRecord` may look at it. */
  row: Row
}

export interface Field {
  name: string
  label: string
  cell: Cell
  /** As annotated. */
  display: PlannedColumn['display']
}

/** Adds every masked value of the rows to the secrets, down to the leaves of arrays and JSON. */
export function collectSecrets(
  { masked }: RowPlan,
  rows: readonly Row[],
  max: number,
  secrets: string[],
): void {
  if (masked.length === 0) return
  for (const row of rows.slice(0, max)) {
    for (const { at } of masked) collectLeaves(row[at], secrets, 0)
  }
}

/** Deeper than anybody reads, and not as deep as the stack. */
const MAX_DEPTH = 50

function collectLeaves(value: unknown, secrets: string[], depth: number): void {
  if (isNested(value) && depth <= MAX_DEPTH) {
    for (const part of Object.values(value)) collectLeaves(part, secrets, depth + 1)
    return
  }
  const text = toText(value)
  if (text !== '') secrets.push(text)
}

/** The only way from a row of the database to the page: masked columns are masked, and nothing else tells them. */
export function toSafeRow(
  { columns }: RowPlan,
  row: Row,
  panel: string | null,
  rowNumber: number,
  context: RowContext,
): SafeRow {
  const cells = new Array<Cell | null>(columns.length)
  for (let position = 0; position < columns.length; position += 1) {
    const column = columns[position] as PlannedColumn
    cells[position] = column.isMasked
      ? toMaskedCell(toText(row[column.at]), column, panel, rowNumber, context.reveal)
      : toOpenCell(column, columns, row, context)
  }
  return { cells, row }
}

/** An open value, unless it would tell a masked one. */
function toSafeValue({ at, mayLeak }: PlannedColumn, row: Row, context: RowContext): unknown {
  const value = row[at]
  return mayLeak || context.datesLeak ? redactDeep(value, context.redact, 0) : value
}

function toMaskedCell(
  whole: string,
  { name, isCopied }: PlannedColumn,
  panel: string | null,
  row: number,
  reveal: Reveal,
): Cell | null {
  if (whole === '') return null
  const place: ValueLocation = { panel, row, column: name }
  if (reveal.isRequested(place, whole)) {
    reveal.tell(place, whole)
    const shown = toCell('shown', whole)
    shown.address = reveal.pageAddress()
    if (isCopied) shown.copy = whole
    return shown
  }
  const masked = toCell('masked', maskText(whole))
  masked.address = reveal.addressOf(place, whole)
  masked.isCopyable = isCopied
  return masked
}

function toOpenCell(
  column: PlannedColumn,
  columns: readonly PlannedColumn[],
  row: Row,
  context: RowContext,
): Cell | null {
  const value = toSafeValue(column, row, context)
  const argument = column.argumentAt === -1 ? undefined : columns[column.argumentAt]
  const cell = column.makeCell(value, argument && toArgument(argument, row, context))
  if (cell === null) return null
  if (column.isCopied) cell.copy = toText(value)
  if (column.isAlert) cell.alert = !isNothing(value)
  return cell
}

function toArgument(column: PlannedColumn, row: Row, context: RowContext): unknown {
  return column.isMasked ? maskOf(row[column.at]) : toSafeValue(column, row, context)
}

/** What stands for a masked value; null for one that is not there. */
function maskOf(value: unknown): string | null {
  const whole = toText(value)
  return whole === '' ? null : maskText(whole)
}

/** The row's values that are there; the id is not one of them, it stands in the header. */
export function toFields({ columns }: RowPlan, { cells }: SafeRow): Field[] {
  const fields: Field[] = []
  for (const [position, { name, label, display, isArgument }] of columns.entries()) {
    const cell = cells[position] ?? null
    if (cell !== null && name !== 'id' && !isArgument) fields.push({ name, label, cell, display })
  }
  return fields
}

/** The row's values by name, as far as they may be seen: for JSON. */
export function toRecord(
  { columns }: RowPlan,
  { cells, row }: SafeRow,
  context: RowContext,
): Record<string, unknown> {
  // A column may have any name, `__proto__` too.
  const record = Object.create(null) as Record<string, unknown>
  for (const [position, column] of columns.entries()) {
    // What is masked may be the one value that is shown.
    record[column.name] = column.isMasked
      ? (cells[position]?.text ?? null)
      : toSafeValue(column, row, context)
  }
  return record
}

/** Zero in any way to write it, false, or no text. */
function isNothing(value: unknown): boolean {
  return /^(false|-?0*\.?0*)$/.test(toText(value))
}

function redactDeep(value: unknown, redact: (text: string) => string, depth: number): unknown {
  if (typeof value === 'string') return redact(value)
  if (value === null || value === undefined || typeof value === 'boolean') return value
  if (!isNested(value)) {
    const text = toText(value)
    const safe = redact(text)
    return safe === text ? value : safe
  }
  if (depth > MAX_DEPTH) return '…'
  if (Array.isArray(value)) return value.map((part) => redactDeep(part, redact, depth + 1))
  const parts = Object.entries(value).map(([name, part]) => [
    redact(name),
    redactDeep(part, redact, depth + 1),
  ])
  return Object.fromEntries(parts)
}
