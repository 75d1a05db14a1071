import type { Cell } from '../cells/cell.ts'
import type { ColumnKind } from '../cells/column-kind.ts'
import { findNameColumn } from '../cells/name-column.ts'

interface Value {
  label: string
  cell: Cell
}

export interface Item {
  picture: Cell | null
  name: Cell | null
  quantity: Value | null
  /** The unit price; null if unknown, in which case the quantity is among the pairs. */
  price: Value | null
  pairs: readonly Value[]
}

interface Rows {
  columns: readonly { label: string; kind: ColumnKind }[]
  rows: readonly (readonly (Cell | null)[])[]
}

export function toItems({ columns, rows }: Rows): Item[] {
  const nameAt = findNameColumn(columns, rows)
  return rows.map((cells) => {
    const values = columns.flatMap(({ label, kind }, at) => {
      const cell = cells[at]
      return cell && at !== nameAt ? { label, kind, cell } : []
    })
    const picture = values.find(({ cell }) => cell.kind === 'image') ?? null
    const [quantity = null, price = null, ...more] = values.filter(({ kind }) => kind === 'number')
    // Amounts have a currency (kind `number`); quantities do not.
    const isPriced = quantity?.cell.kind === 'text' && price?.cell.kind === 'number' && more.length === 0
    const placed = isPriced ? [picture, quantity, price] : [picture]
    return {
      picture: picture && picture.cell,
      name: cells[nameAt] ?? null,
      quantity: isPriced ? quantity : null,
      price: isPriced ? price : null,
      pairs: values.filter((value) => !placed.includes(value)),
    }
  })
}
