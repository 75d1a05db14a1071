import type { FieldDef } from 'pg'
import type { Row } from '../database/bound-statement.ts'
import { positionOf } from './row-set.ts'

/** According to `customer.sql`. */
export interface StoredLink {
  source: 'agent' | 'proof'
  by: string | null
  at: Date | null
}

/** @returns null if the link was not made by an agent or a proof, or the optional columns are missing */
export function readStoredLink(fields: readonly FieldDef[], [row]: readonly Row[]): StoredLink | null {
  const valueOf = (name: string) => row?.[positionOf(fields, name)]
  const [source, by, at] = ['link_source', 'linked_by', 'linked_at'].map(valueOf)
  if (source !== 'agent' && source !== 'proof') return null
  return { source, by: typeof by === 'string' && by !== '' ? by : null, at: at instanceof Date ? at : null }
}
