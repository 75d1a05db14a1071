import type { LinkTemplate } from '../../customer/query-file/column-format.ts'

export interface PlannedTemplate {
  literals: readonly string[]
  columns: readonly number[]
}

/** @param positions of the planned columns by name; a missing or hidden column becomes -1 */
export function planTemplate(
  { literals, columns }: LinkTemplate,
  positions: ReadonlyMap<string, number>,
): PlannedTemplate {
  return { literals, columns: columns.map((name) => positions.get(name) ?? -1) }
}
