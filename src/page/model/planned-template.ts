import type { LinkTemplate } from '../../customer/query-file/column-format.ts'

/** `columns` are positions among the planned ones; `literals` stand before, between and behind them. */
export interface PlannedTemplate {
  literals: readonly string[]
  columns: readonly number[]
}

/** @param positions of the planned columns, by name; -1 stands for one that is not there, or hidden */
export function planTemplate(
  { literals, columns }: LinkTemplate,
  positions: ReadonlyMap<string, number>,
): PlannedTemplate {
  return { literals, columns: columns.map((name) => positions.get(name) ?? -1) }
}
