import type { RequestHandler, Response, Router } from 'express'
import { z } from 'zod'
import type { Linker, LinkRequest } from '../customer/link.ts'
import { describeError } from '../logging/describe-error.ts'
import type { Log } from '../logging/log.ts'
import type { LogId } from '../logging/log-id.ts'
import { logLink } from '../logging/view-log.ts'
import type { Renderer } from '../page/html/renderer.ts'
import type { VisitReader } from '../visit/read-visit.ts'
import type { Admission } from './admission.ts'
import type { PageMaker } from './customer-page.ts'
import { addFormRoute, readFields } from './form.ts'
import { HttpError } from './http-error.ts'
import { toLinkRequest } from './link-request.ts'
import { LINK_PATH, UNLINK_PATH, type LinkSeals } from './link-form.ts'
import type { PageRequest } from './page-request.ts'
import { sendPage } from './send-page.ts'

interface Options {
  linker: Linker
  seals: LinkSeals
  makePage: PageMaker
  readVisit: VisitReader
  renderer: Renderer
  admission: Admission
  logId: LogId
  log: Log
}

type Told = Pick<Parameters<typeof logLink>[2], 'event' | 'status'>

const formSchema = z.strictObject({ page: z.string() })

/**
 * Adds `POST /link` and `POST /unlink`. The answer is the page as it is then: what the database said of the link is
 * trusted, since a replica may know of it later. 409 where somebody else was quicker, with the page as it is.
 */
export function addLinkRoutes(router: Router, options: Options): void {
  const { linker, seals, makePage, readVisit, renderer, admission, logId, log } = options

  const open = (seal: LinkSeals['link'], body: unknown) => {
    const page = seal.open(readFields(formSchema, body).page)
    if (!page) throw new HttpError({ status: 404, code: 'link_expired' })
    const visit = readVisit(page.request.target)
    const plain: PageRequest = { ...page.request, opened: null, linked: null }
    return { ...page, visit, plain }
  }
  const tell = (what: Told, request: LinkRequest, { locals }: Response) => {
    logLink(log, locals, {
      ...{ ...what, source: request.source },
      customerId: logId('customer', request.customerId),
      tenantId: logId('tenant', locals.visit?.builtIn.tenantId ?? null),
      agentId: logId('agent', request.agentId),
    })
  }

  const link: RequestHandler = async (request, response) => {
    const { visit, plain, customerId, source } = open(seals.link, request.body)
    response.locals.visit = visit
    const asked = toLinkRequest(visit, { customerId, source, requestId: response.locals.requestId })
    const result = await linker.link(asked)
    tell({ event: 'link', status: result.status }, asked, response)
    if (result.status === 'gone') {
      const { requestId } = response.locals
      log.warn({ event: 'link_failed', requestId, error: describeError(result.error) })
    }
    const isLinked = result.status === 'linked'
    if (!isLinked) response.status(409)
    const linked = isLinked ? { customerId, source, at: Date.now(), isUndoable: result.isUndoable } : null
    const extra = { visit, isPosted: true, notice: result.status === 'linked' ? null : result.status }
    const page = await makePage(request.baseUrl, response, { ...plain, linked }, extra)
    sendPage(request, response, renderer, page)
  }

  const unlink: RequestHandler = async (request, response) => {
    const { visit, plain, customerId, source } = open(seals.unlink, request.body)
    response.locals.visit = visit
    const asked = toLinkRequest(visit, { customerId, source, requestId: response.locals.requestId })
    const isUndone = await linker.unlink(asked)
    tell({ event: 'unlink', status: isUndone ? 'unlinked' : 'changed' }, asked, response)
    if (!isUndone) response.status(409)
    const extra = { visit, isPosted: true, notice: isUndone ? null : ('changed' as const) }
    const page = await makePage(request.baseUrl, response, plain, {
      ...extra,
      unlinkedId: isUndone ? customerId : null,
    })
    sendPage(request, response, renderer, page)
  }

  addFormRoute(router, LINK_PATH, admission, link)
  addFormRoute(router, UNLINK_PATH, admission, unlink)
}
