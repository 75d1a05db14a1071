import type { RequestHandler, Router } from 'express'
import { z } from 'zod'
import { markAsView } from '../middleware/mark-as-view.ts'
import type { Restriction } from '../../customer/query-file/roles.ts'
import { addSealedFormRoute, readFields } from './form.ts'
import { HttpError } from '../middleware/http-error.ts'
import { toRateLimitKey } from '../middleware/rate-limit.ts'
import type { SearchLimit } from './search-limit.ts'
import { MAX_SEARCH_TERM } from '../../limits.ts'
import type { PageSeal } from '../customer-page/page-seal.ts'
import { SEARCH_PATH } from '../customer-page/paths.ts'
import { requireRole } from '../customer-page/require-role.ts'
import type { SearchSeals } from '../customer-page/search-seals.ts'
import { toVisitorRequest } from '../customer-page/page-request.ts'
import { sendPage, type PageRouteOptions } from './send-page.ts'

interface Options extends Omit<PageRouteOptions, 'audit'> {
  pageSeal: PageSeal
  seals: SearchSeals
  limit: SearchLimit
  restriction: Restriction
}

const formSchema = z.strictObject({ page: z.string(), term: z.string().max(MAX_SEARCH_TERM) })

/** A redirect, so that results can be reloaded and navigated back to. The term is sealed in the URL. */
export function addSearchRoutes(router: Router, options: Options): void {
  const { buildPage, admission, pageSeal, seals, limit, restriction } = options

  const startSearch: RequestHandler = (request, response) => {
    requireRole(restriction, response)
    const { page, term } = readFields(formSchema, request.body)
    const sealedPage = pageSeal.open(page, 'search')
    if (!sealedPage) throw new HttpError('search_expired')
    limit.checkSearch(toRateLimitKey(request), performance.now())
    // No customer is shown yet.
    response.locals.isView = false
    const address = seals.address.seal({ request: toVisitorRequest(sealedPage.request), term })
    response.redirect(303, `${request.baseUrl}${SEARCH_PATH}/${address}`)
  }

  const showResults: RequestHandler<{ sealed: string }> = async (request, response) => {
    requireRole(restriction, response)
    const { sealed } = request.params
    const searched = seals.address.open(sealed)
    if (!searched) throw new HttpError('search_expired')
    const client = toRateLimitKey(request)
    limit.checkResult(client, sealed, performance.now())
    const page = await buildPage(response, searched.request, { searchTerm: searched.term })
    if (page.search?.answer?.status === 'nobody') limit.recordMiss(client, sealed, performance.now())
    sendPage(response, options, page)
  }

  addSealedFormRoute(router, SEARCH_PATH, admission, startSearch)
  router.get(`${SEARCH_PATH}/:sealed`, markAsView, admission.admit(showResults))
}
