import type { Pool } from 'pg'
import type { Row } from '../database/bound-statement.ts'
import { isId } from './customer-rows.ts'
import type { KeptLink } from './kept-link.ts'
import { createFinder, type Basis, type KnownCustomer } from './find.ts'
import { createCustomerQuery, readChannels } from './customer-query.ts'
import { withoutVisitor, type LookupParameters } from './lookup-parameters.ts'
import { createPanelReader, type PanelResult } from './panels.ts'
import type { Queries } from './query-file/queries.ts'
import type { QueryFile } from './query-file/query-file.ts'
import type { Roles } from './query-file/roles.ts'
import type { RowSet } from './row-set.ts'

export type { Row } from '../database/bound-statement.ts'
export type { LookupParameters } from './lookup-parameters.ts'
export type { PanelResult } from './panels.ts'
export type { Column, RowSet } from './row-set.ts'

/**
 * Who it is. With `several`, `customers` has the candidates and there are no panels: nobody is shown as if sure. With
 * `unknown`, there are those panels that are for unknown visitors.
 */
export interface Profile {
  outcome: 'found' | 'unknown' | 'several'
  /** Why the found customer is shown: a signed token, the visitor's id, or an agent. Null where nobody was found. */
  basis: Basis | null
  /** A proof names somebody else than the visitor's id does, or nobody: then it is `several`. */
  conflict: 'proof' | null
  /** With `found`, every row of the customer, of which the first is shown; with `several`, the first row of each candidate. */
  customers: RowSet
  /** In a conflict, how many of the candidates the proof names. They stand first. */
  provedCount: number
  /** Where a row of the customers has the id, shown or hidden; -1 where nobody was found. */
  idAt: number
  /** The found customer's id, as text. */
  customerId: string | null
  /** The channels in which the found customer has the visitor's id; null where they are not known. */
  matchedChannels: readonly string[] | null
  /** Who linked the visitor to the found customer, or in a conflict to the other one; null where nobody did, or it is not known. */
  link: KeptLink | null
  /** The visitor's id finds the customer, and not only a proof or an agent. */
  isLinked: boolean
  /** A row of the customer to whom an older proof had linked the visitor; null where nobody is replaced. */
  replaced: Row | null
  panels: readonly PanelResult[]
  lookupMs: number
  panelsMs: number
}

/** @param roles of the agent who is shown the profile: panels for others are not read */
export type ProfileReader = (
  parameters: LookupParameters,
  known?: Partial<KnownCustomer>,
  roles?: Roles,
) => Promise<Profile>

interface Options {
  pool: Pool
  queries: Pick<Queries, 'customer' | 'panels'>
  /** Time limit of a statement whose file sets none, in milliseconds. */
  timeoutMs: number
  /** False: the panels of a customer who is not proved are not read. */
  hasPanelsUnproved?: boolean
}

/** Of a profile in which nobody is shown as if sure. */
export const NOBODY = {
  basis: null,
  conflict: null,
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
 * Makes the function that finds the customer and reads the panels.
 *
 * It rejects with a QueryError when the customer cannot be looked up; a panel that fails is part of the profile.
 */
export function createProfileReader({
  pool,
  queries,
  timeoutMs,
  hasPanelsUnproved = true,
}: Options): ProfileReader {
  const find = createFinder(createCustomerQuery({ pool, file: queries.customer, timeoutMs }))
  const panelsFor = (other: QueryFile['audience']) =>
    queries.panels.filter(({ audience }) => audience !== other)
  const readPanels = createPanelReader({ pool, files: panelsFor('unknown'), timeoutMs })
  const unknownPanels = panelsFor('found')
  const readUnknownPanels = createPanelReader({ pool, files: unknownPanels, timeoutMs })

  return async (parameters, { verifiedUserId = null, openedId = null } = {}, roles = []) => {
    const started = performance.now()
    const asked = openedId === null ? parameters : withoutVisitor(parameters)
    const { transaction, ...found } = await find(asked, { verifiedUserId, openedId })
    const { customers, candidates, idAt, basis, conflict, provedCount, isLinked } = found
    const foundAt = performance.now()
    const lookupMs = foundAt - started
    // Rows that were not read may be another customer's.
    const isOne = candidates.length === 1 && !customers.isCutOff && conflict === null
    const id = isOne ? candidates[0]?.[idAt] : null
    if (!transaction || !isId(id)) {
      const outcome = candidates.length > 0 ? 'several' : 'unknown'
      const hasPanels = outcome === 'unknown' && unknownPanels.length > 0
      // Nobody waits for the end of it.
      if (!hasPanels) void transaction?.finish([])
      if (isOne) throw new Error(NO_ID)
      const panels = hasPanels ? await readUnknownPanels(transaction, asked, null, found.runMs, roles) : []
      return {
        ...NOBODY,
        outcome,
        panels,
        panelsMs: performance.now() - foundAt,
        conflict,
        provedCount,
        link: conflict && found.link,
        customers: { ...customers, rows: candidates },
        idAt,
        isLinked,
        lookupMs,
      }
    }
    const customerId = String(id)
    if (openedId !== null && customerId !== openedId) throw new Error(OTHER_ID)
    const given = basis === 'proved' ? { ...asked, verifiedUserId } : asked
    const isRead = hasPanelsUnproved || basis === 'proved'
    if (!isRead) void transaction.finish([])
    const panels = isRead ? await readPanels(transaction, given, customerId, found.runMs, roles) : []
    return {
      outcome: 'found',
      basis,
      conflict,
      customers,
      provedCount,
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
