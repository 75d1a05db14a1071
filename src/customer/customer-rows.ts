import type { Row } from '../database/bound-statement.ts'

/** Rows with the same id, compared as text, are one customer. */
export function firstRows(rows: readonly Row[], idAt: number): Row[] {
  const byId = new Map<unknown, Row>()
  for (const row of rows) {
    const id = row[idAt]
    const key = isId(id) ? String(id) : row
    if (!byId.has(key)) byId.set(key, row)
  }
  return [...byId.values()]
}

export function isId(id: unknown): id is string | number | bigint {
  return typeof id === 'string' || typeof id === 'number' || typeof id === 'bigint'
}
