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

/** A row with its masked and redacted cells. */
export interface SafeRow {
  /** By planned position. */
  cells: readonly (Cell | null)[]
  /** The unmasked database row. Never render it directly: use the functions of this file. */
  row: Row
}

export interface Field {
  name: string
  label: string
  cell: Cell
  /** As annotated. */
  display: PlannedColumn['display']
}

/** Appends the rows' masked values to `secrets`. */
export function collectRowSecrets({ masked }: RowPlan, rows: readonly Row[], secrets: string[]): void {
  for (const row of rows) {
    for (const column of masked) {
      collectSecrets(row[column.at], secrets)
      if (column.toValue) collectSecrets(valueOf(column, row), secrets)
    }
  }
}

/** The only way from a database row to the page: masks the masked columns and redacts their values in all others. */
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

/** Returns a column's value; markup is converted to text, as a masked value in it could be split by tags. */
function valueOf({ at, toValue }: Pick<PlannedColumn, 'at' | 'toValue'>, row: Row): unknown {
  return toValue ? toValue(row[at]) : row[at]
}

/** Returns an unmasked column's value, redacted if it would leak a masked one. */
function toSafeValue(column: PlannedColumn, row: Row, context: RowContext): unknown {
  return toSafe(valueOf(column, row), column, context)
}

function toSafe(value: unknown, column: PlannedColumn, context: RowContext): unknown {
  if (column.isChosen) return context.isMasking ? redactValue(value, BY_SHAPE) : value
  // Values that may contain input are never compared with masked values: visitors could use the result to guess these.
  if (context.isPartial || (context.isMasking && column.mayEcho)) return redactUnknown(value, column.isNumber)
  return column.mayLeak || context.redactor.hasDays ? redactValue(value, context.redactor) : value
}

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

/** Returns the second argument of a column's `CellMaker`. */
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

/** Whether a value is displayed unchanged, as is the value of the column in its format's parentheses. */
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

/** Fills a template with a row's values; null if one is missing, masked or redacted, as a part would lead elsewhere. */
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

/** Returns the row's non-null values, except the id, which the header shows. */
export function toFields({ columns }: RowPlan, { cells }: SafeRow): Field[] {
  const fields: Field[] = []
  for (const [position, { name, label, display, isArgument }] of columns.entries()) {
    const cell = cells[position] ?? null
    if (cell !== null && name !== 'id' && !isArgument) fields.push({ name, label, cell, display })
  }
  return fields
}

/** Returns the row's values by column name, masked and redacted, for the JSON response. */
export function toRecord(
  { columns }: RowPlan,
  { cells, row }: SafeRow,
  context: RowContext,
): Record<string, unknown> {
  // No prototype, as a column may be named `__proto__`.
  const record = Object.create(null) as Record<string, unknown>
  for (const [position, column] of columns.entries()) {
    // The cell's text is the mask or, if revealed, the value.
    record[column.name] = column.isMasked
      ? (cells[position]?.text ?? null)
      : toJsonValue(toSafeValue(column, row, context))
  }
  return record
}
