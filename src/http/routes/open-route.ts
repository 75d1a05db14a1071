import type { RequestHandler, Router } from 'express'
import { markAsView } from '../../logging/view-log.ts'
import { HttpError } from '../middleware/http-error.ts'
import { OPEN_PATH, type SearchSeals } from '../customer-page/search-seals.ts'
import { sendPage, sendView, type PageRouteOptions } from './send-page.ts'

interface Options extends PageRouteOptions {
  seals: SearchSeals
}

export function addOpenRoute(router: Router, options: Options): void {
  const { buildPage, renderer, admission, seals, audit } = options

  const open: RequestHandler<{ sealed: string }> = async (request, response) => {
    const pageRequest = seals.open.open(request.params.sealed)
    if (!pageRequest) throw new HttpError({ status: 404, code: 'search_expired' })
    const page = await buildPage(request.baseUrl, response, pageRequest)
    if (!pageRequest.opened || page.outcome !== 'found') {
      await sendView(request, response, { renderer, audit }, page)
      return
    }
    await audit.record(response.locals, 'open', { from: pageRequest.opened.from })
    sendPage(request, response, renderer, page)
  }
  router.get(`${OPEN_PATH}/:sealed`, markAsView, admission.admit(open))
}
