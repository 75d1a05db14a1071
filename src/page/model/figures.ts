import type { Cell } from '../cells/cell.ts'
import type { RowPlan } from './column-plan.ts'
import { toTextWidth } from './text-width.ts'

/** One value of a summary. `isZero`: nothing is displayed; the value only reserves its column. */
interface Figure {
  label: string
  cell: Cell | null
  isZero: boolean
}

export interface Figures {
  rows: readonly (readonly Figure[])[]
  /** The number of columns that are aligned across rows; null if rows wrap independently. */
  aligned: number | null
}

const MAX_ALIGNED = 4
/** In pixels of small text, in the widest system font; other fonts are narrower. */
const LINE_WIDTH = 308

/** No value, or an alert column's zero. */
const isZero = (cell: Cell | null | undefined) => !cell || ('alert' in cell && !cell.alert)

/**
 * Columns whose values are all missing or harmless zeros are left out. If only some are, their space is reserved, so
 * that values of a column stay below each other.
 */
export function toFigures(plan: RowPlan, rows: readonly { cells: readonly (Cell | null)[] }[]): Figures {
  const columns = plan.shown.filter(({ position }) => rows.some(({ cells }) => !isZero(cells[position])))
  const figures = rows.map(({ cells }) =>
    columns.map(({ position, label }) => {
      const cell = cells[position] ?? null
      return { label, cell, isZero: isZero(cell) }
    }),
  )
  return { rows: figures, aligned: canAlign(figures, columns.length) ? columns.length : null }
}

function canAlign(rows: readonly (readonly Figure[])[], count: number): boolean {
  const widthOf = (at: number) =>
    Math.max(...rows.map((row) => toTextWidth(`${row[at]?.label ?? ''} ${row[at]?.cell?.text ?? ''}`)))
  const width = Array.from({ length: count }, (_, at) => widthOf(at)).reduce((sum, each) => sum + each, 0)
  return rows.length > 1 && count <= MAX_ALIGNED && width <= LINE_WIDTH
}
