import type { Pool } from 'pg'
import { isId } from './customer-rows.ts'
import type { StoredLink } from './stored-link.ts'
import { createFindWithProof, type Basis, type Found, type KnownCustomer } from './find-with-proof.ts'
import { createCustomerQuery, readChannels } from './customer-query.ts'
import { withoutVisitor, type LookupParameters } from './lookup-parameters.ts'
import { createPanelReader, type PanelResult } from './panels.ts'
import type { Queries } from './query-file/queries.ts'
import type { QueryFile } from './query-file/query-file.ts'
import type { Roles } from './query-file/roles.ts'
import type { RowSet } from './row-set.ts'

export type { Row } from '../database/bound-statement.ts'
export type { PanelResult } from './panels.ts'
export type { Column, RowSet } from './row-set.ts'

/** With `several`, `customers` holds the candidates, and panels are omitted because none is certain. */
export interface Profile extends Pick<
  Found,
  'isConflict' | 'provedCount' | 'idAt' | 'isLinked' | 'replaced'
> {
  outcome: 'found' | 'unknown' | 'several'
  basis: Basis | null
  /** With `found`, all rows of the customer; with `several`, the first row of each candidate. */
  customers: RowSet
  customerId: string | null
  /** The channels in which the found customer has the visitor id; null if unknown. */
  matchedChannels: readonly string[] | null
  /** In a conflict, of the visitor's own customer; null if nobody linked or it is unknown. */
  link: StoredLink | null
  panels: readonly PanelResult[]
  lookupMs: number
  panelsMs: number
}

/** @param roles of the agent; panels restricted to other roles are not read */
export type ProfileReader = (
  parameters: LookupParameters,
  known?: Partial<KnownCustomer>,
  roles?: Roles,
) => Promise<Profile>

interface Options {
  pool: Pool
  queries: Pick<Queries, 'customer' | 'panels'>
  timeoutMs: number
  /** If false, panels are read only for proved customers. */
  panelsWithoutProof: boolean
}

export const NOBODY = {
  basis: null,
  isConflict: false,
  provedCount: 0,
  customerId: null,
  matchedChannels: null,
  link: null,
  isLinked: false,
  replaced: null,
  panels: [],
  panelsMs: 0,
} as const satisfies Partial<Profile>

/**
 * Rejects with a QueryError if the lookup fails, and with another error if `customer.sql` returns a wrong id; a failed
 * panel is part of the profile.
 */
export function createProfileReader({
  pool,
  queries,
  timeoutMs,
  panelsWithoutProof,
}: Options): ProfileReader {
  const find = createFindWithProof(createCustomerQuery({ pool, file: queries.customer, timeoutMs }))
  const panelsFor = (other: QueryFile['audience']) =>
    queries.panels.filter(({ audience }) => audience !== other)
  const readPanels = createPanelReader({ pool, files: panelsFor('unknown'), timeoutMs })
  const unknownPanels = panelsFor('found')
  const readUnknownPanels = createPanelReader({ pool, files: unknownPanels, timeoutMs })

  return async (parameters, { verifiedUserId = null, openedId = null } = {}, roles = []) => {
    const started = performance.now()
    const lookupParameters = openedId === null ? parameters : withoutVisitor(parameters)
    const { transaction, ...found } = await find(lookupParameters, { verifiedUserId, openedId })
    const { customers, candidates, idAt, basis, isConflict, provedCount, isLinked } = found
    const foundAt = performance.now()
    const lookupMs = foundAt - started
    // Rows beyond the limit may belong to another customer.
    const isSingle = candidates.length === 1 && !customers.isCutOff && !isConflict
    const id = isSingle ? candidates[0]?.[idAt] : null
    if (!transaction || !isId(id)) {
      const outcome = candidates.length > 0 ? 'several' : 'unknown'
      const hasPanels = outcome === 'unknown' && unknownPanels.length > 0
      // Not awaited: the page does not depend on it.
      if (!hasPanels) void transaction?.finish([])
      if (isSingle) throw new Error(NO_ID)
      const panels = hasPanels
        ? await readUnknownPanels(transaction, lookupParameters, null, found.runMs, roles)
        : []
      return {
        ...NOBODY,
        outcome,
        panels,
        panelsMs: performance.now() - foundAt,
        isConflict,
        provedCount,
        link: isConflict ? found.link : null,
        customers: { ...customers, rows: candidates },
        idAt,
        isLinked,
        lookupMs,
      }
    }
    const customerId = String(id)
    if (openedId !== null && customerId !== openedId) {
      void transaction.finish([])
      throw new Error(OTHER_ID)
    }
    const panelParameters = basis === 'proved' ? { ...lookupParameters, verifiedUserId } : lookupParameters
    const mayReadPanels = panelsWithoutProof || basis === 'proved'
    if (!mayReadPanels) void transaction.finish([])
    const panels = mayReadPanels
      ? await readPanels(transaction, panelParameters, customerId, found.runMs, roles)
      : []
    return {
      ...NOBODY,
      outcome: 'found',
      basis,
      customers,
      idAt,
      customerId,
      matchedChannels: basis === 'linked' ? readChannels(found) : null,
      link: found.link,
      isLinked,
      replaced: found.replaced,
      panels,
      lookupMs,
      panelsMs: performance.now() - foundAt,
    }
  }
}

const OTHER_ID = 'customer.sql must return the customer of :customerId, and no other'
const NO_ID = 'customer.sql must return a column "id" that is a number or text and not null'
