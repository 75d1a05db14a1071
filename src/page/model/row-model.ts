import type { Row } from '../../customer/profile.ts'
import { fillAddress } from '../cells/address.ts'
import type { Cell } from '../cells/cell.ts'
import { limitRows } from '../cells/rows-cells.ts'
import type { PlannedColumn, RowPlan } from './column-plan.ts'
import type { PlannedTemplate } from './planned-template.ts'
import { toMask, toMaskedCell } from './masked-cell.ts'
import type { RowContext } from './row-context.ts'
import { BY_SHAPE } from '../redaction/by-shape.ts'
import { collectSecrets, redactUnknown, redactValue } from '../redaction/redact-value.ts'
import { toJsonValue, toText } from '../cells/to-text.ts'

export type { RowContext } from './row-context.ts'

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

/** What the page has of a column's value: of markup its text, in which a masked value could stand in pieces. */
function valueOf({ at, toValue }: Pick<PlannedColumn, 'at' | 'toValue'>, row: Row): unknown {
  return toValue ? toValue(row[at]) : row[at]
}

/** An open value, unless it would tell a masked one. */
function toSafe(value: unknown, column: PlannedColumn, context: RowContext): unknown {
  if (column.isChosen) return context.isMasking ? redactValue(value, BY_SHAPE) : value
  // What was sent is not compared with what is masked, nor is what may be that.
  if (context.isPartial || (context.isMasking && column.mayEcho)) return redactUnknown(value, column.isNumber)
  return column.mayLeak || context.redactor.hasDays ? redactValue(value, context.redactor) : value
}

/**
 * What may be seen of a row: the only way from a row of the database to the page. Masked columns are masked, and nothing
 * else tells them. Columns are named by their positions among the planned ones.
 */
export class SafeRow {
  readonly cells: readonly (Cell | null)[]
  readonly #plan: RowPlan
  readonly #context: RowContext
  /** As the database gave them. */
  readonly #given: readonly unknown[]
  /** As they may be seen: of a masked column the mask, and of a list as much as its cell shows. */
  readonly #seen: readonly unknown[]

  /** @param panel null for the customer */
  constructor(plan: RowPlan, row: Row, panel: string | null, rowNumber: number, context: RowContext) {
    const { columns } = plan
    const given = columns.map((column) => valueOf(column, row))
    this.#plan = plan
    this.#context = context
    this.#given = given
    this.#seen = columns.map((column, position) => {
      const value = given[position]
      if (column.isMasked) return toMask(value, column)
      return toSafe(column.members ? limitRows(value, column.members) : value, column, context)
    })
    this.cells = columns.map((column, position) =>
      column.isMasked
        ? toMaskedCell(given[position], column, panel, rowNumber, context)
        : this.#toCell(column, position),
    )
  }

  /** @param plan the row's own, or that of another language */
  cellOf(position: number, plan: RowPlan): Cell | null {
    const column = plan.columns[position]
    return column && plan !== this.#plan ? this.#toCell(column, position) : (this.cells[position] ?? null)
  }

  #toCell(column: PlannedColumn, position: number): Cell | null {
    const value = this.#seen[position]
    const cell = column.makeCell(value, this.#toArgument(column, position))
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
  #toArgument({ members, template, argumentAt }: PlannedColumn, position: number): unknown {
    if (members) return this.#given[position]
    if (template) return this.toAddress(template)
    return argumentAt === -1 ? undefined : this.#seen[argumentAt]
  }

  /** An open value as it may be seen, of a list all. */
  #toWhole(column: PlannedColumn, position: number): unknown {
    return column.members ? toSafe(this.#given[position], column, this.#context) : this.#seen[position]
  }

  /** A value's text; null where anything of it is masked. */
  #toOpenText(position: number): string | null {
    const column = this.#plan.columns[position]
    if (!column || column.isMasked) return null
    const text = toText(this.#given[position])
    return toText(this.#toWhole(column, position)) === text ? text : null
  }

  /** Whether a value is seen as it is, with the currency that stands at it. */
  isSeenWhole(position: number): boolean {
    const argumentAt = this.#plan.columns[position]?.argumentAt ?? -1
    return this.#toOpenText(position) !== null && (argumentAt === -1 || this.#toOpenText(argumentAt) !== null)
  }

  /** Null where a value is missing, or is not seen as it is: part of an address leads somewhere else. */
  toAddress({ literals, columns }: PlannedTemplate): string | null {
    return fillAddress(
      literals,
      columns.map((position) => this.#toOpenText(position)),
    )
  }

  /** The values by name, as far as they may be seen: for JSON. */
  toRecord(): Record<string, unknown> {
    // A column may have any name, `__proto__` too.
    const record = Object.create(null) as Record<string, unknown>
    for (const [position, column] of this.#plan.columns.entries()) {
      // What is masked may be the one value that is shown.
      record[column.name] = column.isMasked
        ? (this.cells[position]?.text ?? null)
        : toJsonValue(this.#toWhole(column, position))
    }
    return record
  }
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
