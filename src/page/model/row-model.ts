import type { Row } from '../../customer/profile.ts'
import { fillAddress } from '../cells/address.ts'
import type { Cell } from '../cells/cell.ts'
import { limitRows } from '../cells/rows-cells.ts'
import type { PlannedColumn, RowPlan } from './column-plan.ts'
import type { PlannedTemplate } from './planned-template.ts'
import { maskValue, toMaskedCell } from './masked-cell.ts'
import type { RowContext } from './row-context.ts'
import { BY_SHAPE } from '../redaction/by-shape.ts'
import { collectSecrets, redactUnknown, redactValue } from '../redaction/redact-value.ts'
import { toJsonValue, toText } from '../cells/to-text.ts'

export type { RowContext } from './row-context.ts'

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
  for (const row of rows) {
    for (const column of masked) {
      collectSecrets(row[column.at], secrets)
      if (column.toValue) collectSecrets(valueOf(column, row), secrets)
    }
  }
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
      ? toMaskedCell(valueOf(column, row), column, panel, rowNumber, context)
      : toOpenCell(column, columns, row, context)
  }
  return { cells, row }
}

/** What the page has of a column's value: of markup its text, in which a masked value could stand in pieces. */
function valueOf({ at, toValue }: Pick<PlannedColumn, 'at' | 'toValue'>, row: Row): unknown {
  return toValue ? toValue(row[at]) : row[at]
}

/** An open value, unless it would tell a masked one. */
function toSafeValue(column: PlannedColumn, row: Row, context: RowContext): unknown {
  return toSafe(valueOf(column, row), column, context)
}

function toSafe(value: unknown, column: PlannedColumn, context: RowContext): unknown {
  if (column.isChosen) return context.isMasking ? redactValue(value, BY_SHAPE) : value
  // What was sent is not compared with what is masked, nor is what may be that.
  if (context.isPartial || (context.isMasking && column.mayEcho)) return redactUnknown(value, column.isNumber)
  return column.mayLeak || context.redactor.hasDays ? redactValue(value, context.redactor) : value
}

/** The cell of a value that is not masked. */
export function toOpenCell(
  column: PlannedColumn,
  columns: readonly PlannedColumn[],
  row: Row,
  context: RowContext,
): Cell | null {
  const whole = valueOf(column, row)
  const value = toSafe(column.members ? limitRows(whole, column.members) : whole, column, context)
  const cell = column.makeCell(value, toArgument(column, columns, row, context))
  if (cell === null) return null
  if (cell.kind === 'image') cell.alt = column.alt
  if (column.isCopied) cell.copy = toText(value)
  if (column.testAlert && (cell.kind === 'text' || cell.kind === 'number' || cell.kind === 'time')) {
    const alert = column.testAlert(value)
    if (alert !== undefined) cell.alert = alert
  }
  return cell
}

/** What a cell is made of besides its value. */
function toArgument(
  column: PlannedColumn,
  columns: readonly PlannedColumn[],
  row: Row,
  context: RowContext,
): unknown {
  if (column.members) return row[column.at]
  if (column.template) return toAddress(column.template, columns, row, context)
  const argument = columns[column.argumentAt]
  if (!argument) return undefined
  const value = valueOf(argument, row)
  if (!argument.isMasked) return toSafe(value, argument, context)
  return toText(value) === '' ? null : maskValue(value, argument)
}

/** Whether a value is seen as it is, with the currency that stands at it: nothing of it is masked. */
export function isSeenWhole(
  column: PlannedColumn,
  columns: readonly PlannedColumn[],
  row: Row,
  context: RowContext,
): boolean {
  if (column.isMasked || toText(toSafeValue(column, row, context)) !== toText(valueOf(column, row)))
    return false
  const argument = column.argumentAt === -1 ? undefined : columns[column.argumentAt]
  return argument === undefined || argument === column || isSeenWhole(argument, [], row, context)
}

/** Null where a value is missing, or is not seen as it is: part of an address leads somewhere else. */
export function toAddress(
  { literals, columns }: PlannedTemplate,
  planned: readonly PlannedColumn[],
  row: Row,
  context: RowContext,
): string | null {
  const texts = columns.map((position) => {
    const column = planned[position]
    return column && isSeenWhole(column, [], row, context) ? toText(valueOf(column, row)) : null
  })
  return fillAddress(literals, texts)
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
      : toJsonValue(toSafeValue(column, row, context))
  }
  return record
}
