import type { FieldDef } from 'pg'
import type { Row } from '../database/bound-statement.ts'
import { LINK_SOURCES, type LinkSource } from './link.ts'
import { positionOf } from './row-set.ts'

/** According to `customer.sql`. */
export interface StoredLink {
  source: LinkSource
  by: string | null
  at: Date | null
}

/** @returns null if the link was not made by an agent or a proof, or the optional columns are missing */
export function readStoredLink(fields: readonly FieldDef[], [row]: readonly Row[]): StoredLink | null {
  const valueOf = (name: string) => row?.[positionOf(fields, name)]
  const [by, at] = [valueOf('linked_by'), valueOf('linked_at')]
  const source = LINK_SOURCES.find((known) => known === valueOf('link_source'))
  if (source === undefined) return null
  return { source, by: typeof by === 'string' && by !== '' ? by : null, at: at instanceof Date ? at : null }
}
