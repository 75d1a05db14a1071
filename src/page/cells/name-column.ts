import type { Cell } from './cell.ts'
import type { ColumnKind } from './column-kind.ts'

/**
 * Finds the column that names the items of a list: the first with words, which quantities and positions lack; without
 * words, the first that has no pictures.
 *
 * @returns -1 if all have pictures
 */
export function findNameColumn(
  columns: readonly { kind: ColumnKind }[],
  rows: readonly (readonly (Cell | null)[])[],
): number {
  const worded = columns.findIndex(
    ({ kind }, at) => kind === 'text' && rows.some((cells) => /\p{L}/u.test(cells[at]?.text ?? '')),
  )
  if (worded !== -1) return worded
  return columns.findIndex((_, at) => !rows.some((cells) => cells[at]?.kind === 'image'))
}
