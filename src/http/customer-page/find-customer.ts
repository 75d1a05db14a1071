import type { Response } from 'express'
import { toLookupParameters } from '../../customer/lookup-parameters.ts'
import { NOBODY, type Profile, type ProfileReader } from '../../customer/profile.ts'
import type { SearchResult } from '../../customer/search.ts'
import type { SearchAnswer } from '../../page/model/search-model.ts'
import type { Visit } from '../../visit/read-visit.ts'
import type { PageRequest } from './page-request.ts'
import type { PageSearch } from './page-search.ts'
import { rolesOf } from './require-role.ts'

/** What a form or an address adds to the question who the visitor is. */
export interface Finding {
  /** What an agent searches for: the page has the answer, and neither the visitor's customer nor the panels. */
  typed?: string
  /** A customer from whom the visitor has just been unlinked: a replica may still say otherwise. */
  unlinkedId?: string | null
}

interface Found {
  /** Whom the visitor's id, a proof or an agent finds. */
  own: Profile
  /** Who is shown: with a claim, its candidates. */
  profile: Profile
  /** Of a search; null without one. */
  answer: SearchAnswer | null
  isClaim: boolean
  /** The visitor's id finds somebody: now, or on the page that led to this one. */
  isKnown: boolean
}

/** Finds who is to be shown on a page. The language of the visit's page must be in `response.locals` already. */
export type CustomerFinder = (
  visit: Visit,
  request: PageRequest,
  finding: Finding,
  response: Response,
) => Promise<Found>

interface Options {
  readProfile: ProfileReader
  pageSearch: PageSearch
}

export function createCustomerFinder({ readProfile, pageSearch }: Options): CustomerFinder {
  return async (visit, request, { typed, unlinkedId = null }, response) => {
    const { identity, linked, opened, isKnown } = request
    const parameters = toLookupParameters(visit, response.locals.language)
    if (typed !== undefined) {
      const started = performance.now()
      const answer = await pageSearch.find(typed, parameters, response)
      const listed = toListedProfile(answer.result, performance.now() - started)
      return { own: listed, profile: listed, answer, isClaim: false, isKnown }
    }
    const given = linked ?? opened
    const isProved = identity.status === 'proved'
    const known = {
      verifiedUserId: isProved ? identity.subject : null,
      openedId: given?.customerId ?? null,
    }
    const read = await readProfile(parameters, known, rolesOf(response))
    const isUndone = read.customerId !== null && read.customerId === unlinkedId
    const own = isUndone ? toUnlinked(read) : linked ? toLinked(read) : read
    const isClaimed = own.outcome === 'unknown' && given === null && !isProved
    const claim = isClaimed ? await pageSearch.findClaim(visit, parameters, response) : null
    const profile = claim ? { ...own, customers: claim.customers, idAt: claim.idAt, panels: [] } : own
    const found = { own, profile, answer: null, isClaim: claim !== null }
    return { ...found, isKnown: linked !== null || (opened ? isKnown : own.isLinked) }
  }
}

/** Found customers are candidates like any other: nobody is shown as if it were sure. */
function toListedProfile({ customers, idAt }: SearchResult, lookupMs: number): Profile {
  const outcome = customers.rows.length > 0 ? 'several' : 'unknown'
  return { ...NOBODY, outcome, customers, idAt, lookupMs }
}

/** The database has said so of a customer who is looked up by their own id. */
const toLinked = (profile: Profile): Profile =>
  profile.outcome === 'found' ? { ...profile, basis: 'linked' } : profile

/** A replica may not know yet that the visitor is linked no more. Whom a proof names is shown without a link, too. */
function toUnlinked(profile: Profile): Profile {
  if (profile.basis === 'proved') return { ...profile, link: null }
  return { ...profile, ...NOBODY, outcome: 'unknown', customers: { ...profile.customers, rows: [] } }
}
