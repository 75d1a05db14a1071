import type { Row } from '../database/bound-statement.ts'
import { withoutVisitor, type LookupParameters } from './lookup-parameters.ts'
import type { CustomerQuery, CustomerQueryResult } from './customer-query.ts'

/** Why a customer is shown: a signed token, the visitor's id, or an agent. */
export type Basis = 'proved' | 'linked' | 'opened'

/** Whom the look-ups found, taken together. */
interface Found extends CustomerQueryResult {
  basis: Basis
  /** The proof names somebody else than the visitor's id does, or nobody. */
  conflict: 'proof' | null
  /** In a conflict, how many of the candidates the proof names. They stand first. */
  provedCount: number
  /** The visitor's id finds the customer, and not only a proof or an agent. */
  isLinked: boolean
  /** To whom an older proof had linked the visitor; null where nobody is replaced. */
  replaced: Row | null
}

/** What is known of the customer besides the visitor's id. */
export interface KnownCustomer {
  /** The customer's number, as a signed token says it. */
  verifiedUserId: string | null
  /** The id of the customer whom an agent opened by hand. Then nothing else finds anybody. */
  openedId: string | null
}

/**
 * Makes the function that finds out who is meant. With a proof `customer.sql` is run twice, by the visitor's id alone and
 * then by the proof alone, so that it is known which of them found whom.
 */
export function createFinder(run: CustomerQuery) {
  return async (
    parameters: LookupParameters,
    { verifiedUserId, openedId }: KnownCustomer,
  ): Promise<Found> => {
    const known = await run(parameters, openedId)
    if (openedId !== null) return { ...known, ...NOTHING_MORE, basis: 'opened', isLinked: false }
    const isKnown = known.candidates.length > 0
    const found = { ...known, ...NOTHING_MORE, basis: 'linked' as const, isLinked: isKnown }
    if (verifiedUserId === null) return found
    const proved = await run({ ...withoutVisitor(parameters), verifiedUserId }, null, known.transaction)
    // A statement that failed has ended the transaction of both.
    const transaction = proved.transaction
    if (!isKnown) return { ...found, ...proved, basis: 'proved', transaction }
    if (isSameCustomer(known, proved))
      return { ...found, ...proved, link: known.link, basis: 'proved', transaction }
    // People share browsers: what an older proof has linked a fresh one may link to somebody else.
    const [replaced = null, ...others] = known.candidates
    if (known.link?.source === 'proof' && others.length === 0 && proved.candidates.length === 1)
      return { ...found, ...proved, link: null, isLinked: false, replaced, basis: 'proved', transaction }
    return { ...found, ...toCandidates(proved, known), conflict: 'proof', transaction }
  }
}

const NOTHING_MORE = { conflict: null, provedCount: 0, replaced: null } as const

const idsOf = ({ candidates, idAt }: CustomerQueryResult) => candidates.map((row) => String(row[idAt]))

function isSameCustomer(known: CustomerQueryResult, proved: CustomerQueryResult): boolean {
  const [[id, ...others], provedIds] = [idsOf(known), idsOf(proved)]
  return others.length === 0 && provedIds.length === 1 && provedIds[0] === id
}

/** All who may be meant: whom the proof names first, and each once. */
function toCandidates(
  proved: CustomerQueryResult,
  known: CustomerQueryResult,
): Pick<Found, keyof CustomerQueryResult | 'provedCount'> {
  // Where the proof finds nobody, perhaps not even columns are known.
  const { customers, idAt, channelsAt, link, runMs } = known
  const provedIds = new Set(idsOf(proved))
  const others = known.candidates.filter((row) => !provedIds.has(String(row[idAt])))
  return {
    customers: { ...customers, isCutOff: customers.isCutOff || proved.customers.isCutOff },
    candidates: [...proved.candidates, ...others],
    provedCount: proved.candidates.length,
    idAt,
    channelsAt,
    link,
    runMs,
    transaction: null,
  }
}
