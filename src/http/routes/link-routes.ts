import type { RequestHandler, Response, Router } from 'express'
import type { AuditAction } from '../../audit/audit.ts'
import { z } from 'zod'
import { RETRY_AFTER_SECONDS } from '../../limits.ts'
import type { Restriction } from '../../customer/query-file/roles.ts'
import type { Linker, LinkRequest } from '../../customer/link.ts'
import { QueryError } from '../../database/query-error.ts'
import { describeError } from '../../logging/describe-error.ts'
import type { Log } from '../../logging/log.ts'
import type { LogId } from '../../logging/log-id.ts'
import type { VisitReader } from '../../visit/read-visit.ts'
import { addSealedFormRoute, readFields } from './form.ts'
import { HttpError } from '../middleware/http-error.ts'
import { toLinkRequest } from '../customer-page/link-request.ts'
import { setAgentLocals } from '../customer-page/set-agent-locals.ts'
import { requireRole, requireSearchRole } from '../customer-page/require-role.ts'
import type { PageSeal } from '../customer-page/page-seal.ts'
import { LINK_PATH, UNLINK_PATH } from '../customer-page/paths.ts'
import { toVisitorRequest } from '../customer-page/page-request.ts'
import { sendView, type PageRouteOptions } from './send-page.ts'

interface Options extends PageRouteOptions {
  linker: Linker
  search: { restriction: Restriction }
  pageSeal: PageSeal
  readVisit: VisitReader
  logId: LogId
  log: Log
}

/** Missing privilege, or a unique key that is taken. */
const UNWRITABLE: ReadonlySet<string | null> = new Set(['42501', '23505'])

const isUnwritable = ({ failure, isReadOnly, sqlState }: QueryError) =>
  failure !== 'failed' || isReadOnly || UNWRITABLE.has(sqlState)

const formSchema = z.strictObject({ page: z.string() })

/**
 * The response trusts the result of the write, because a replica may lag behind. If somebody else was first, the
 * status is 409 and the page shows the current state.
 */
export function addLinkRoutes(router: Router, options: Options): void {
  const { linker, search, pageSeal, buildPage, readVisit, admission, audit, logId, log } = options

  function open(form: 'link' | 'unlink', body: unknown, response: Response) {
    requireRole(linker.restrictions[form], response)
    const sealed = pageSeal.open(readFields(formSchema, body).page, 'link')
    // Only what the sealed page offered is permitted.
    if (sealed?.link?.form !== form || sealed.customerId === null) throw new HttpError('link_expired')
    requireSearchRole(sealed.request, search.restriction, response)
    const visit = readVisit(sealed.request.target)
    const { locals } = response
    locals.visit = visit
    setAgentLocals(locals, visit, logId)
    const { requestId, session } = locals
    const { customerId, link } = sealed
    const { source } = link
    const linkRequest = toLinkRequest(visit, { customerId, source, requestId }, session?.agent ?? null)
    const visitorRequest = toVisitorRequest(sealed.request)
    return { linkRequest, customerId, source, visitorRequest, extra: { visit, isPosted: true } }
  }
  const warn = (error: QueryError, { locals: { requestId } }: Response) =>
    log.warn({ event: 'link_failed', requestId, error: describeError(error) })
  /** The page can still be read, only the link cannot be written. */
  const mapWriteErrors = <T>(writing: Promise<T>, response: Response) =>
    writing.catch((error: unknown) => {
      if (!(error instanceof QueryError && isUnwritable(error))) throw error
      warn(error, response)
      throw new HttpError('link_unavailable', { retryAfter: RETRY_AFTER_SECONDS.unavailable })
    })
  /** Also before the write, so that nothing is written without a record. */
  const record = (action: AuditAction, status: string, request: LinkRequest, { locals }: Response) =>
    audit.record(locals, action, {
      status,
      source: request.source,
      customerId: logId('customer', request.customerId),
    })

  const link: RequestHandler = async (request, response) => {
    const { linkRequest, customerId, source, visitorRequest, extra } = open('link', request.body, response)
    await record('link', 'asked', linkRequest, response)
    const result = await mapWriteErrors(linker.link(linkRequest), response)
    await record('link', result.status, linkRequest, response)
    if (result.status === 'gone') warn(result.error, response)
    const isLinked = result.status === 'linked'
    if (!isLinked) response.status(409)
    const linked = isLinked ? { customerId, source, at: Date.now(), isUndoable: result.isUndoable } : null
    const notice = result.status === 'linked' ? null : result.status
    const pageRequest = { ...visitorRequest, linked }
    const page = await buildPage(response, pageRequest, { ...extra, notice })
    await sendView(response, options, page)
  }

  const unlink: RequestHandler = async (request, response) => {
    const { linkRequest, customerId, visitorRequest, extra } = open('unlink', request.body, response)
    await record('undo', 'asked', linkRequest, response)
    const isUndone = await mapWriteErrors(linker.unlink(linkRequest), response)
    await record('undo', isUndone ? 'undone' : 'changed', linkRequest, response)
    if (!isUndone) response.status(409)
    const outcome = isUndone ? { unlinkedId: customerId } : ({ notice: 'changed' } as const)
    const page = await buildPage(response, visitorRequest, { ...extra, ...outcome })
    await sendView(response, options, page)
  }

  addSealedFormRoute(router, LINK_PATH, admission, link)
  addSealedFormRoute(router, UNLINK_PATH, admission, unlink)
}
