import type { RequestHandler, Router } from 'express'
import { markAsView } from '../middleware/mark-as-view.ts'
import { HttpError } from '../middleware/http-error.ts'
import { OPEN_PATH } from '../customer-page/paths.ts'
import type { SearchSeals } from '../customer-page/search-seals.ts'
import { sendPage, sendView, type PageRouteOptions } from './send-page.ts'

interface Options extends PageRouteOptions {
  seals: SearchSeals
}

export function addOpenRoute(router: Router, options: Options): void {
  const { buildPage, admission, seals, audit } = options

  const open: RequestHandler<{ sealed: string }> = async (request, response) => {
    const pageRequest = seals.open.open(request.params.sealed)
    if (!pageRequest) throw new HttpError('search_expired')
    const page = await buildPage(response, pageRequest)
    if (!pageRequest.opened || page.outcome !== 'found') {
      await sendView(response, options, page)
      return
    }
    await audit.record(response.locals, 'open', { from: pageRequest.opened.from })
    sendPage(response, options, page)
  }
  router.get(`${OPEN_PATH}/:sealed`, markAsView, admission.admit(open))
}
