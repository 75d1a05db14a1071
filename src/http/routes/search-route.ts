import type { RequestHandler, Router } from 'express'
import { z } from 'zod'
import { asView } from '../../logging/view-log.ts'
import type { Restriction } from '../../customer/query-file/roles.ts'
import type { Renderer } from '../../page/html/renderer.ts'
import type { Admission } from '../middleware/admission.ts'
import type { PageMaker } from '../customer-page/customer-page.ts'
import { addFormRoute, readFields } from './form.ts'
import { HttpError } from '../middleware/http-error.ts'
import { toLimitedClient } from '../middleware/rate-limit.ts'
import type { SearchLimit } from './search-limit.ts'
import { MAX_SEARCH_TERM } from '../../limits.ts'
import { SEARCH_PATH, type PageSeal } from '../customer-page/page-seal.ts'
import { requireRole } from '../customer-page/require-role.ts'
import type { SearchSeals } from '../customer-page/search-seals.ts'
import type { PageRequest } from '../customer-page/page-request.ts'
import { sendPage } from './send-page.ts'

interface Options {
  makePage: PageMaker
  renderer: Renderer
  admission: Admission
  pageSeal: PageSeal
  seals: SearchSeals
  limit: SearchLimit
  /** Roles that may search. */
  restriction: Restriction
}

const formSchema = z.strictObject({ page: z.string(), term: z.string().max(MAX_SEARCH_TERM) })

/**
 * Adds `POST /search`, which redirects to `GET /search/…`, so that results can be reloaded and navigated back to. The
 * term is sealed in the URL.
 */
export function addSearchRoutes(router: Router, options: Options): void {
  const { makePage, renderer, admission, pageSeal, seals, limit, restriction } = options

  const begin: RequestHandler = (request, response) => {
    requireRole(restriction, response)
    const { page, term } = readFields(formSchema, request.body)
    const made = pageSeal.open(page, 'search')
    if (!made) throw new HttpError({ status: 404, code: 'search_expired' })
    limit.begin(toLimitedClient(request), performance.now())
    // No customer is shown yet.
    response.locals.isView = false
    const visitorRequest: PageRequest = { ...made.request, opened: null, linked: null }
    const address = seals.address.seal({ request: visitorRequest, term })
    response.redirect(303, `${request.baseUrl}${SEARCH_PATH}/${address}`)
  }

  const answer: RequestHandler<{ sealed: string }> = async (request, response) => {
    requireRole(restriction, response)
    const { sealed } = request.params
    const searched = seals.address.open(sealed)
    if (!searched) throw new HttpError({ status: 404, code: 'search_expired' })
    const client = toLimitedClient(request)
    limit.answer(client, sealed, performance.now())
    const page = await makePage(request.baseUrl, response, searched.request, { typed: searched.term })
    if (page.search?.answer?.status === 'nobody') limit.missed(client, sealed, performance.now())
    sendPage(request, response, renderer, page)
  }

  addFormRoute(router, SEARCH_PATH, admission, begin)
  router.get(`${SEARCH_PATH}/:sealed`, asView, admission.admit(answer))
}
