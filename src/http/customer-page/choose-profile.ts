import type { Response } from 'express'
import { toLookupParameters } from '../../customer/lookup-parameters.ts'
import { NOBODY, type Profile, type ProfileReader } from '../../customer/profile.ts'
import type { SearchResult } from '../../customer/search.ts'
import type { SearchAnswer } from '../../page/model/search-model.ts'
import type { Visit } from '../../visit/read-visit.ts'
import type { PageRequest } from './page-request.ts'
import type { PageSearch } from './page-search.ts'
import { rolesOf } from './require-role.ts'

export interface ChoiceOptions {
  /** The page shows the results instead of the visitor's customer and panels. */
  searchTerm?: string
  /** A customer the visitor has just been unlinked from; a replica may still return the link. */
  unlinkedId?: string | null
}

interface Choice {
  visitorProfile: Profile
  /** The profile to show; with a claim, the claim's candidates. */
  profile: Profile
  answer: SearchAnswer | null
  isClaim: boolean
  /** The visitor id finds a customer, now or on the page that led here. */
  isKnown: boolean
}

interface Options {
  readProfile: ProfileReader
  pageSearch: PageSearch
}

/**
 * The page shows search results, an opened or linked customer, or the visitor's own. `response.locals.language` must
 * already be the page's language.
 */
export function createProfileChooser({ readProfile, pageSearch }: Options) {
  return async (
    visit: Visit,
    request: PageRequest,
    { searchTerm, unlinkedId = null }: ChoiceOptions,
    response: Response,
  ): Promise<Choice> => {
    const { identity, linked, opened, isKnown } = request
    const parameters = toLookupParameters(visit, response.locals.language)
    if (searchTerm !== undefined) {
      const started = performance.now()
      const answer = await pageSearch.find(searchTerm, parameters, response)
      const listed = toListedProfile(answer.result, performance.now() - started)
      return { visitorProfile: listed, profile: listed, answer, isClaim: false, isKnown }
    }
    const given = linked ?? opened
    const isProved = identity.status === 'proved'
    const known = {
      verifiedUserId: isProved ? identity.subject : null,
      openedId: given?.customerId ?? null,
    }
    const read = await readProfile(parameters, known, rolesOf(response))
    const isUndone = read.customerId !== null && read.customerId === unlinkedId
    const visitorProfile = isUndone ? toUnlinked(read) : linked ? toLinked(read) : read
    const isClaimed = visitorProfile.outcome === 'unknown' && given === null && !isProved
    const claim = isClaimed ? await pageSearch.findClaim(visit, parameters, response) : null
    const profile = claim
      ? { ...visitorProfile, customers: claim.customers, idAt: claim.idAt, panels: [] }
      : visitorProfile
    const found = { visitorProfile, profile, answer: null, isClaim: claim !== null }
    return { ...found, isKnown: linked !== null || (opened ? isKnown : visitorProfile.isLinked) }
  }
}

function toListedProfile({ customers, idAt }: SearchResult, lookupMs: number): Profile {
  const outcome = customers.rows.length > 0 ? 'several' : 'unknown'
  return { ...NOBODY, outcome, customers, idAt, lookupMs }
}

/** The database confirmed the link, although the customer was looked up by customer id. */
const toLinked = (profile: Profile): Profile =>
  profile.outcome === 'found' ? { ...profile, basis: 'linked' } : profile

/** Hides a link that was just removed but is still on a replica. A proved customer is still shown, without the link. */
function toUnlinked(profile: Profile): Profile {
  if (profile.basis === 'proved') return { ...profile, link: null }
  return { ...profile, ...NOBODY, outcome: 'unknown', customers: { ...profile.customers, rows: [] } }
}
