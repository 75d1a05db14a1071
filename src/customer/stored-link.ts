import type { FieldDef } from 'pg'
import type { Row } from '../database/bound-statement.ts'
import { positionOf } from './row-set.ts'

/** Who linked the visitor to the customer, and when, according to `customer.sql`. */
export interface StoredLink {
  source: 'agent' | 'proof'
  /** The agent's name. */
  by: string | null
  at: Date | null
}

/**
 * Reads the optional columns `link_source`, `linked_by` and `linked_at`.
 *
 * @returns null if the link was not made by an agent or a proof, or nothing is known about it
 */
export function readStoredLink(fields: readonly FieldDef[], [row]: readonly Row[]): StoredLink | null {
  const valueOf = (name: string) => row?.[positionOf(fields, name)]
  const [source, by, at] = ['link_source', 'linked_by', 'linked_at'].map(valueOf)
  if (source !== 'agent' && source !== 'proof') return null
  return { source, by: typeof by === 'string' && by !== '' ? by : null, at: at instanceof Date ? at : null }
}
