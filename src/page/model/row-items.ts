import type { Cell } from '../cells/cell.ts'
import type { ColumnKind } from '../cells/column-kind.ts'

interface Value {
  label: string
  cell: Cell
}

/** One row of a column of rows: a picture, a name, how many for how much, and the rest with its labels. */
export interface Item {
  picture: Cell | null
  name: Cell | null
  quantity: Value | null
  /** Of one; null where it is not told, and then the quantity stands with the rest. */
  price: Value | null
  pairs: readonly Value[]
}

interface Rows {
  columns: readonly { label: string; kind: ColumnKind }[]
  rows: readonly (readonly (Cell | null)[])[]
}

/** What a row in a row shows, by the formats of its columns, in file order. */
export function toItems({ columns, rows }: Rows): Item[] {
  const nameAt = columns.findIndex((_, at) => !rows.some((cells) => cells[at]?.kind === 'image'))
  return rows.map((cells) => {
    const values = columns.flatMap(({ label, kind }, at) => {
      const cell = cells[at]
      return cell && at !== nameAt ? { label, kind, cell } : []
    })
    const picture = values.find(({ cell }) => cell.kind === 'image') ?? null
    const [quantity = null, price = null, ...more] = values.filter(({ kind }) => kind === 'number')
    // An amount has its currency, and a quantity none.
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
