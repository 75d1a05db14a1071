import type { RequestHandler, Router } from 'express'
import type { CustomerPageOptions } from '../customer-page/customer-page.ts'
import type { IdentityVerifier } from '../customer-page/verify-identity.ts'
import { sendView, type PageRouteOptions } from './send-page.ts'
import { markAsView } from '../middleware/mark-as-view.ts'

interface Options extends PageRouteOptions, Pick<CustomerPageOptions, 'readVisit'> {
  verifyIdentity: IdentityVerifier
}

export function addPageRoute(router: Router, options: Options): void {
  const { readVisit, verifyIdentity, buildPage, admission } = options

  const showPage: RequestHandler = async (request, response) => {
    const visit = readVisit(request.url)
    const { target, dropped } = visit
    const identity = await verifyIdentity(visit)
    const pageRequest = { target, dropped, identity, opened: null, linked: null, isKnown: false }
    const page = await buildPage(response, pageRequest, { visit })
    await sendView(response, options, page)
  }
  router.get('/', markAsView, admission.admit(showPage))
}
