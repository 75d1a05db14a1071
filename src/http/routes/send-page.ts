import type { Request, Response } from 'express'
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

export function sendPage(request: Request, response: Response, renderer: Renderer, page: PageModel): void {
  if (wantsJson(request)) response.json(toPageJson(page))
  else response.type('html').send(renderer.page(page))
}

/** @throws {AuditUnavailableError} before anything is sent */
export async function sendView(
  request: Request,
  response: Response,
  { renderer, audit }: Pick<PageRouteOptions, 'renderer' | 'audit'>,
  page: PageModel,
): Promise<void> {
  const { locals } = response
  if (locals.customerId !== null || locals.candidateIds !== undefined) await audit.record(locals, 'view')
  sendPage(request, response, renderer, page)
}
