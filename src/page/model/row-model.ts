import { describePictures } from '../cells/image-cells.ts'
import type { Row } from '../../customer/profile.ts'
import { fillAddress } from '../cells/address.ts'
import type { Cell } from '../cells/cell.ts'
import type { PlannedColumn, RowPlan } from './column-plan.ts'
import type { PlannedTemplate } from './planned-template.ts'
import { toMask, toMaskedCell } from './masked-cell.ts'
import type { RowContext } from './row-context.ts'
import { DOTS } from '../redaction/mask.ts'
import { BY_SHAPE } from '../redaction/mask-sent.ts'
import { collectSecrets, redactUnknown, redactValue } from '../redaction/redact-value.ts'
import { toJsonValue, toText } from '../cells/to-text.ts'

export interface Field {
  name: string
  label: string
  cell: Cell
  display: PlannedColumn['display']
}

export function collectRowSecrets({ masked }: RowPlan, rows: readonly Row[], secrets: string[]): void {
  for (const row of rows) {
    for (const column of masked) {
      collectSecrets(row[column.at], secrets)
      if (column.toValue) collectSecrets(valueOf(column, row), secrets)
      if (column.toLast) secrets.push(...column.toLast(row[column.at]))
    }
  }
}

/** Markup becomes text: tags could split a masked value in it. */
function valueOf({ at, toValue }: Pick<PlannedColumn, 'at' | 'toValue'>, row: Row): unknown {
  return toValue ? toValue(row[at]) : row[at]
}

function toSafe(value: unknown, column: PlannedColumn, context: RowContext): unknown {
  if (column.isChosen) return redactValue(value, context.isMasking ? BY_SHAPE : context.redactor)
  // Values that may contain input are never compared with masked values: visitors could use the result to guess these.
  if (context.isPartial || (context.isMasking && column.reflectsInput))
    return redactUnknown(value, column.isNumber)
  if (column.toLast?.(value).some(context.redactor.leaks)) return DOTS
  return column.mayLeak || context.redactor.hasDays ? redactValue(value, context.redactor) : value
}

/**
 * The only way from a database row to the page: masks the masked columns and redacts their values in all others,
 * once. Columns are addressed by their planned positions.
 */
export class SafeRow {
  readonly cells: readonly (Cell | null)[]
  readonly #plan: RowPlan
  readonly #context: RowContext
  /** The unmasked database values. */
  readonly #given: readonly unknown[]
  /** The same, masked or redacted; of a `rows` column only the part that its cell shows. */
  readonly #seen: readonly unknown[]

  /** @param panel the panel's name; null for the customer */
  constructor(plan: RowPlan, row: Row, panel: string | null, rowNumber: number, context: RowContext) {
    const { columns } = plan
    const given = columns.map((column) => valueOf(column, row))
    this.#plan = plan
    this.#context = context
    this.#given = given
    this.#seen = columns.map((column, position) => {
      const value = given[position]
      if (column.isMasked) return toMask(value, column)
      return toSafe(column.limit ? column.limit(value) : value, column, context)
    })
    this.cells = columns.map((column, position) =>
      column.isMasked
        ? toMaskedCell(given[position], this.#toArgument(column, position), column, panel, rowNumber, context)
        : this.#toCell(column, position),
    )
  }

  /** @param plan the row's own plan, or that of the same file in another language */
  cellOf(position: number, plan: RowPlan): Cell | null {
    const column = plan.columns[position]
    return column && plan !== this.#plan ? this.#toCell(column, position) : (this.cells[position] ?? null)
  }

  #toCell(column: PlannedColumn, position: number): Cell | null {
    const value = this.#seen[position]
    const cell = column.makeCell(value, this.#toArgument(column, position))
    if (cell === null) return null
    describePictures(cell, column.alt)
    if (column.isCopied) cell.copy = toText(value)
    if (column.testAlert && (cell.kind === 'text' || cell.kind === 'number' || cell.kind === 'time')) {
      const alert = column.testAlert(value)
      if (alert !== undefined) cell.alert = alert
    }
    return cell
  }

  #toArgument({ limit, template, argumentAt }: PlannedColumn, position: number): unknown {
    if (limit) return this.#given[position]
    if (template) return this.toAddress(template)
    return argumentAt === -1 ? undefined : this.#seen[argumentAt]
  }

  /** Redacted; of a `rows` column all of it. */
  #toWhole(column: PlannedColumn, position: number): unknown {
    return column.limit ? toSafe(this.#given[position], column, this.#context) : this.#seen[position]
  }

  /** Null if the value is masked or redacted. */
  #toOpenText(position: number): string | null {
    const column = this.#plan.columns[position]
    if (!column || column.isMasked) return null
    const text = toText(this.#given[position])
    return toText(this.#toWhole(column, position)) === text ? text : null
  }

  /** Neither the value nor that of the column in its format's parentheses is masked or redacted. */
  isSeenWhole(position: number): boolean {
    const argumentAt = this.#plan.columns[position]?.argumentAt ?? -1
    return this.#toOpenText(position) !== null && (argumentAt === -1 || this.#toOpenText(argumentAt) !== null)
  }

  /** Null if a value is missing, masked or redacted, as a part would lead elsewhere. */
  toAddress({ literals, columns }: PlannedTemplate): string | null {
    return fillAddress(
      literals,
      columns.map((position) => this.#toOpenText(position)),
    )
  }

  /** Masked and redacted, for the JSON response. */
  toRecord(): Record<string, unknown> {
    // No prototype, as a column may be named `__proto__`.
    const record = Object.create(null) as Record<string, unknown>
    for (const [position, column] of this.#plan.columns.entries()) {
      record[column.name] = column.isMasked
        ? (this.cells[position]?.text ?? null)
        : toJsonValue(this.#toWhole(column, position))
    }
    return record
  }
}

/** Without the id, which the header shows. */
export function toFields({ columns }: RowPlan, { cells }: SafeRow): Field[] {
  const fields: Field[] = []
  for (const [position, { name, label, display, isArgument }] of columns.entries()) {
    const cell = cells[position] ?? null
    if (cell !== null && name !== 'id' && !isArgument) fields.push({ name, label, cell, display })
  }
  return fields
}
