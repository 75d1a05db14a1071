import type { RequestHandler, Router } from 'express'
import { asView, logOpen } from '../../logging/view-log.ts'
import type { Renderer } from '../../page/html/renderer.ts'
import type { Admission } from '../middleware/admission.ts'
import type { PageMaker } from '../customer-page/customer-page.ts'
import { HttpError } from '../middleware/http-error.ts'
import { OPEN_PATH, type SearchSeals } from '../customer-page/search-seals.ts'
import { sendPage } from './send-page.ts'
import type { Log } from '../../logging/log.ts'

interface Options {
  makePage: PageMaker
  renderer: Renderer
  admission: Admission
  seals: SearchSeals
  log: Log
}

/** Adds `GET /open/…`: the page of a candidate whom an agent chose, or the visitor's own again. */
export function addOpenRoute(router: Router, options: Options): void {
  const { makePage, renderer, admission, seals, log } = options

  const open: RequestHandler<{ sealed: string }> = async (request, response) => {
    const asked = seals.open.open(request.params.sealed)
    if (!asked) throw new HttpError({ status: 404, code: 'search_expired' })
    const page = await makePage(request.baseUrl, response, asked)
    if (asked.opened && page.outcome === 'found') logOpen(log, response.locals, asked.opened.from)
    sendPage(request, response, renderer, page)
  }
  router.get(`${OPEN_PATH}/:sealed`, asView, admission.admit(open))
}
