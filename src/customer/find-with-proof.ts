import type { Row } from '../database/bound-statement.ts'
import { withoutVisitor, type LookupParameters } from './lookup-parameters.ts'
import type { CustomerQuery, CustomerQueryResult } from './customer-query.ts'

/** A signed token, the visitor id, or an agent. */
export type Basis = 'proved' | 'linked' | 'opened'

export interface Found extends CustomerQueryResult {
  basis: Basis
  /** The proof identifies another customer than the visitor id does, or nobody. */
  isConflict: boolean
  /** In a conflict, the number of candidates from the proof, which come first. */
  provedCount: number
  /** The customer is found by the visitor id, not only by a proof or an agent. */
  isLinked: boolean
  /** Linked by an older proof, and now replaced; null if none. */
  replaced: Row | null
}

export interface KnownCustomer {
  /** From a signed token. */
  verifiedUserId: string | null
  /** Opened by an agent: all other identification is ignored. */
  openedId: string | null
}

/**
 * With a proof, `customer.sql` runs twice, with the visitor id alone and with the proof alone, so that the results
 * can be compared.
 */
export function createFindWithProof(run: CustomerQuery) {
  return async (
    parameters: LookupParameters,
    { verifiedUserId, openedId }: KnownCustomer,
  ): Promise<Found> => {
    const known = await run(parameters, openedId)
    if (openedId !== null) return { ...known, ...NO_PROOF, basis: 'opened', isLinked: false }
    const isKnown = known.candidates.length > 0
    const found = { ...known, ...NO_PROOF, basis: 'linked' as const, isLinked: isKnown }
    if (verifiedUserId === null) return found
    const proved = await run({ ...withoutVisitor(parameters), verifiedUserId }, null, known.transaction)
    const transaction = proved.transaction
    if (!isKnown) return { ...found, ...proved, basis: 'proved', transaction }
    if (isSameCustomer(known, proved))
      return { ...found, ...proved, link: known.link, basis: 'proved', transaction }
    // Browsers are shared, so a newer proof may replace the link made by an older one.
    const [replaced = null, ...others] = known.candidates
    if (known.link?.source === 'proof' && others.length === 0 && proved.candidates.length === 1)
      return { ...found, ...proved, link: null, isLinked: false, replaced, basis: 'proved', transaction }
    return { ...found, ...toCandidates(proved, known), isConflict: true, transaction }
  }
}

const NO_PROOF = { isConflict: false, provedCount: 0, replaced: null } as const

const idsOf = ({ candidates, idAt }: CustomerQueryResult) => candidates.map((row) => String(row[idAt]))

function isSameCustomer(known: CustomerQueryResult, proved: CustomerQueryResult): boolean {
  const [[id, ...others], provedIds] = [idsOf(known), idsOf(proved)]
  return others.length === 0 && provedIds.length === 1 && provedIds[0] === id
}

function toCandidates(
  proved: CustomerQueryResult,
  known: CustomerQueryResult,
): Pick<Found, keyof CustomerQueryResult | 'provedCount'> {
  // If the proof finds nobody, its result may lack even the columns, so use those of the visitor id.
  const { customers, idAt } = known
  const provedIds = new Set(idsOf(proved))
  const others = known.candidates.filter((row) => !provedIds.has(String(row[idAt])))
  return {
    ...known,
    customers: { ...customers, isCutOff: customers.isCutOff || proved.customers.isCutOff },
    candidates: [...proved.candidates, ...others],
    provedCount: proved.candidates.length,
  }
}
