import type { Cell } from '../cells/cell.ts'
import type { RowPlan } from './column-plan.ts'

/** One value of a summary. `isZero`: there is nothing of it to be seen, and it only keeps the place of its column. */
interface Figure {
  label: string
  cell: Cell | null
  isZero: boolean
}

export interface Figures {
  rows: readonly (readonly Figure[])[]
  /** How many columns stand in line below each other; null where each row breaks as it likes. */
  aligned: number | null
}

/** What the stylesheet aligns. */
const MOST_COLUMNS = 4
/** Characters that fit into a line of a narrow window. */
const LINE_LENGTH = 44

/** An amount that is to be seen to, when there is none. */
const isZero = (cell: Cell | null | undefined) => !cell || ('alert' in cell && !cell.alert)

/**
 * The figures of a summary, row by row. A zero that would alert if it were none is left out; where another row has more
 * than that, it leaves its place empty, so that nothing stands where something else is looked for.
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
    Math.max(...rows.map((row) => `${row[at]?.label ?? ''} ${row[at]?.cell?.text ?? ''}`.length))
  const width = Array.from({ length: count }, (_, at) => widthOf(at)).reduce((sum, each) => sum + each, 0)
  return rows.length > 1 && count <= MOST_COLUMNS && width <= LINE_LENGTH
}
