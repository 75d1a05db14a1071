import type { Row } from '../../customer/profile.ts'
import type { Cell } from '../cells/cell.ts'
import type { PlannedColumn, RowPlan } from './column-plan.ts'
import type { PlannedTemplate } from './planned-template.ts'
import { maskText, STARS } from '../redaction/mask.ts'
import { BY_SHAPE } from '../redaction/by-shape.ts'
import type { Redactor } from '../redaction/redact.ts'
import { collectSecrets, redactUnknown, redactValue } from '../redaction/redact-value.ts'
import type { ValueLocation } from '../redaction/reveal-proof.ts'
import type { Reveal } from '../redaction/reveal.ts'
import { toText } from '../cells/to-text.ts'

export interface RowContext {
  redactor: Redactor
  /** Some masked values of the page are not known, so that any text may tell one. */
  isPartial: boolean
  /** Some value of the page is masked. */
  isMasking: boolean
  reveal: Reveal
  /** Masked values are shown to nobody, because the customer is not proved. */
  isLocked: boolean
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

/** Adds every masked value of the rows to the secrets. */
export function collectRowSecrets({ masked }: RowPlan, rows: readonly Row[], secrets: string[]): void {
  for (const row of rows) for (const { at } of masked) collectSecrets(row[at], secrets)
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
      ? toMaskedCell(row[column.at], column, panel, rowNumber, context)
      : toOpenCell(column, columns, row, context)
  }
  return { cells, row }
}

/** An open value, unless it would tell a masked one. */
function toSafeValue(column: PlannedColumn, row: Row, context: RowContext): unknown {
  const value = row[column.at]
  if (column.isChosen) return context.isMasking ? redactValue(value, BY_SHAPE) : value
  // What was sent is not compared with what is masked, nor is what may be that.
  if (context.isPartial || (context.isMasking && column.mayEcho)) return redactUnknown(value, column.isNumber)
  return column.mayLeak || context.redactor.hasDays ? redactValue(value, context.redactor) : value
}

function toMaskedCell(
  value: unknown,
  column: PlannedColumn,
  panel: string | null,
  row: number,
  { reveal, isLocked }: RowContext,
): Cell | null {
  const whole = toText(value)
  if (whole === '') return null
  if (isLocked) return { kind: 'locked', text: maskValue(value, column) }
  const { name, isCopied } = column
  const place: ValueLocation = { panel, row, column: name }
  if (reveal.takes(place, whole)) {
    const shown: Cell = { kind: 'shown', text: whole }
    if (isCopied) shown.copy = whole
    return shown
  }
  const proof = reveal.sign(place, whole)
  return { kind: 'masked', text: maskValue(value, column), proof, isCopyable: isCopied }
}

function maskValue(value: unknown, { isStarred }: PlannedColumn): string {
  return isStarred || typeof value !== 'string' ? STARS : maskText(value)
}

/** The cell of a value that is not masked. */
export function toOpenCell(
  column: PlannedColumn,
  columns: readonly PlannedColumn[],
  row: Row,
  context: RowContext,
): Cell | null {
  const value = toSafeValue(column, row, context)
  const argument = column.argumentAt === -1 ? undefined : columns[column.argumentAt]
  const cell = column.makeCell(
    value,
    column.template
      ? toAddress(column.template, columns, row, context)
      : argument && toArgument(argument, row, context),
  )
  if (cell === null) return null
  if (column.isCopied) cell.copy = toText(value)
  if (column.testAlert && (cell.kind === 'text' || cell.kind === 'number' || cell.kind === 'time')) {
    const alert = column.testAlert(value)
    if (alert !== undefined) cell.alert = alert
  }
  return cell
}

function toArgument(column: PlannedColumn, row: Row, context: RowContext): unknown {
  const value = row[column.at]
  if (!column.isMasked) return toSafeValue(column, row, context)
  return toText(value) === '' ? null : maskValue(value, column)
}

/** Whether a value is seen as it is, with the currency that stands at it: nothing of it is masked. */
export function isSeenWhole(
  column: PlannedColumn,
  columns: readonly PlannedColumn[],
  row: Row,
  context: RowContext,
): boolean {
  if (column.isMasked || toText(toSafeValue(column, row, context)) !== toText(row[column.at])) return false
  const argument = column.argumentAt === -1 ? undefined : columns[column.argumentAt]
  return argument === undefined || argument === column || isSeenWhole(argument, [], row, context)
}

/** UTF-16 units. No server reads a longer one. */
const MAX_ADDRESS = 8000

/** Null where a value is missing, or is not seen as it is: part of an address leads somewhere else. */
export function toAddress(
  { literals, columns }: PlannedTemplate,
  planned: readonly PlannedColumn[],
  row: Row,
  context: RowContext,
): string | null {
  let address = literals[0] ?? ''
  for (const [index, position] of columns.entries()) {
    const column = planned[position]
    if (!column || !isSeenWhole(column, [], row, context)) return null
    const text = toText(row[column.at])
    // Half a character has no place in an address, and dots alone lead out of theirs.
    if (text === '' || /\p{Surrogate}|^\.{1,2}$/u.test(text)) return null
    address += encodeURIComponent(text) + (literals[index + 1] ?? '')
    if (address.length > MAX_ADDRESS) return null
  }
  return address
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

/** Bytes are told as text. */
function toJsonValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toJsonValue)
  return Buffer.isBuffer(value) ? toText(value) : value
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
      : toJsonValue(toSafeValue(column, row, context))
  }
  return record
}
