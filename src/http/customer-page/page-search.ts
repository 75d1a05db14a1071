import type { Response } from 'express'
import type { Audit } from '../../audit/audit.ts'
import type { LookupParameters } from '../../customer/lookup-parameters.ts'
import { isAllowed, type Restriction, type Roles } from '../../customer/query-file/roles.ts'
import type { Searcher, SearchResult } from '../../customer/search.ts'
import { kindsOf, toClaimTerms, toSearchTerms, type SearchTerms } from '../../customer/search-terms.ts'
import { describeError } from '../../logging/describe-error.ts'
import type { Log } from '../../logging/log.ts'
import type { LogId } from '../../logging/log-id.ts'
import type { PageLinks } from '../../page/model/page-links.ts'
import type { SearchAnswer } from '../../page/model/search-model.ts'
import type { Visit } from '../../visit/read-visit.ts'
import { toVisitorRequest, type PageRequest } from './page-request.ts'
import { createRateLimiter, toRateLimitKey } from '../middleware/rate-limit.ts'
import { OPEN_PATH, SEARCH_PATH } from './paths.ts'
import { requireSearchRole, rolesOf } from './require-role.ts'
import type { SearchSeals } from './search-seals.ts'

export interface PageSearchOptions {
  /** Null without `search.sql`: no search box, and claims are not looked up. */
  search: Searcher | null
  restriction: Restriction
  canOpen: boolean
  seals: SearchSeals
  claimParameter: string | null
  /** Per client: claims are looked up without a request from the agent. */
  claimsPerMinute: number
  audit: Audit
  logId: LogId
  log: Log
}

/** The searches are audited before they resolve, and reject with a QueryError if the database is unavailable. */
export interface PageSearch {
  find(typed: string, parameters: LookupParameters, response: Response): Promise<SearchAnswer>
  /** Looks up the customer number that the site claims for an unknown visitor; null if none is claimed or found. */
  findClaim(visit: Visit, parameters: LookupParameters, response: Response): Promise<SearchResult | null>
  /** @throws {HttpError} 403 if the page's customer was found by a search, unless the agent may search */
  requireRole(request: PageRequest, response: Response): void
  /** @param base the path of the page's routes */
  toLinks(base: string, request: PageRequest, options: { sealPage: () => string; roles: Roles }): PageLinks
}

export function createPageSearch(options: PageSearchOptions): PageSearch {
  const { search, restriction, canOpen, seals, claimParameter, claimsPerMinute, audit, logId, log } = options
  const limitClaims = createRateLimiter(claimsPerMinute)

  async function run(
    terms: SearchTerms | null,
    from: 'search' | 'claim',
    parameters: LookupParameters,
    { locals }: Response,
  ): Promise<SearchResult> {
    if (search === null) throw new Error('There is no search.sql')
    const { requestId } = locals
    const result = await search(terms, parameters)
    const { status, customers, idAt, error } = result
    if (error) log.warn({ event: 'panel', requestId, panel: 'search', status, error: describeError(error) })
    const candidateIds = customers.rows.map((row) => logId('customer', String(row[idAt])))
    const [kinds, count] = [terms ? kindsOf(terms) : [], candidateIds.length]
    await audit.record(locals, 'search', { from, kinds, status, count, candidateIds })
    return result
  }

  return {
    async find(typed, parameters, response) {
      const terms = toSearchTerms(typed)
      const result = await run(terms, 'search', parameters, response)
      return { typed, kinds: terms ? kindsOf(terms) : [], result }
    },
    async findClaim(visit, parameters, response) {
      if (search === null) return null
      if (!isAllowed(restriction?.roles, rolesOf(response))) return null
      const sent = visit.customParameters.filter(({ name }) => name === claimParameter)
      const [claim] = sent
      // Two claims are ambiguous.
      if (!claim?.value || sent.length > 1 || claim.fault || claim.status === 'cut') return null
      const terms = toClaimTerms(claim.value)
      if (terms === null || limitClaims(toRateLimitKey(response.req), performance.now()) > 0) return null
      const result = await run(terms, 'claim', parameters, response)
      return result.customers.rows.length > 0 ? result : null
    },
    requireRole: (request, response) => requireSearchRole(request, restriction, response),
    toLinks(base, request, { sealPage, roles }) {
      const visitors = toVisitorRequest(request)
      const toOpen = (page: PageRequest) => `${base}${OPEN_PATH}/${seals.open.seal(page)}`
      return {
        search:
          search && isAllowed(restriction?.roles, roles)
            ? { action: base + SEARCH_PATH, page: sealPage() }
            : null,
        open: canOpen ? (customerId, from) => toOpen({ ...visitors, opened: { customerId, from } }) : null,
        visitor: () => toOpen(visitors),
      }
    },
  }
}
