import type { RequestHandler, Router } from 'express'
import type { Audit } from '../../audit/audit.ts'
import type { Admission } from '../middleware/admission.ts'
import type { CustomerPageOptions, PageBuilder } from '../customer-page/customer-page.ts'
import type { IdentityVerifier } from '../customer-page/verify-identity.ts'
import { sendView } from './send-page.ts'
import { markAsView } from '../../logging/view-log.ts'
import type { Renderer } from '../../page/html/renderer.ts'

interface Options extends Pick<CustomerPageOptions, 'readVisit'> {
  verifyIdentity: IdentityVerifier
  buildPage: PageBuilder
  renderer: Renderer
  admission: Admission
  audit: Audit
}

/** Adds `GET /?visitorImId=…`, the page that the console requests. */
export function addPageRoute(
  router: Router,
  { readVisit, verifyIdentity, buildPage, renderer, admission, audit }: Options,
): void {
  const showPage: RequestHandler = async (request, response) => {
    const visit = readVisit(request.url)
    const { target, dropped } = visit
    const identity = await verifyIdentity(visit)
    const pageRequest = { target, dropped, identity, opened: null, linked: null, isKnown: false }
    const page = await buildPage(request.baseUrl, response, pageRequest, { visit })
    await sendView(request, response, { renderer, audit }, page)
  }
  router.get('/', markAsView, admission.admit(showPage))
}
