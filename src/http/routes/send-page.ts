import type { Response } from 'express'
import type { Audit } from '../../audit/audit.ts'
import type { Renderer } from '../../page/html/renderer.ts'
import { toPageJson } from '../../page/model/page-json.ts'
import type { PageModel } from '../../page/model/page-model.ts'
import type { PageBuilder } from '../customer-page/customer-page.ts'
import type { Admission } from '../middleware/admission.ts'
import { wantsJson } from '../middleware/wants-json.ts'

export interface PageRouteOptions {
  buildPage: PageBuilder
  renderer: Renderer
  admission: Admission
  audit: Audit
}

type SendOptions = Pick<PageRouteOptions, 'renderer' | 'audit'>

export function sendPage(
  response: Response,
  { renderer }: Pick<SendOptions, 'renderer'>,
  page: PageModel,
): void {
  if (wantsJson(response.req)) response.json(toPageJson(page))
  else response.type('html').send(renderer.page(page))
}

/** @throws {AuditUnavailableError} before anything is sent */
export async function sendView(response: Response, options: SendOptions, page: PageModel): Promise<void> {
  const { locals } = response
  if (locals.customerId !== null || locals.candidateIds !== undefined)
    await options.audit.record(locals, 'view')
  sendPage(response, options, page)
}
