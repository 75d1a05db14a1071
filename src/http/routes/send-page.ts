import type { Request, Response } from 'express'
import type { Audit } from '../../audit/audit.ts'
import type { Renderer } from '../../page/html/renderer.ts'
import { toPageJson } from '../../page/model/page-json.ts'
import type { PageModel } from '../../page/model/page-model.ts'

/** Answers with a page, as HTML or as the same data, and with the status that is set. */
export function sendPage(request: Request, response: Response, renderer: Renderer, page: PageModel): void {
  if (wantsJson(request)) response.json(toPageJson(page))
  else sendHtml(response, renderer.page(page))
}

const HTML = 'text/html; charset=utf-8'

/**
 * As `response.send` does, in one piece: that would make a Buffer of its own, written beside the headers. ASCII, as most
 * pages in English are, is written as it stands in memory.
 */
function sendHtml(response: Response, html: string): void {
  const bytes = Buffer.byteLength(html)
  // Before the end, or Node would count the bytes once more.
  response.writeHead(response.statusCode, { 'Content-Type': HTML, 'Content-Length': bytes })
  response.end(html, bytes === html.length ? 'latin1' : 'utf8')
}

/** Records a page that shows somebody, and sends it then. @throws {AuditUnavailableError} */
export async function sendView(
  request: Request,
  response: Response,
  { renderer, audit }: { renderer: Renderer; audit: Audit },
  page: PageModel,
): Promise<void> {
  const { locals } = response
  if (locals.customerId !== null || locals.candidateIds !== undefined) await audit.record(locals, 'view')
  sendPage(request, response, renderer, page)
}

/** What browsers say first. Nothing can be wanted more. */
const HTML_FIRST = /^text\/html(,|$)/

export function wantsJson(request: Pick<Request, 'accepts' | 'headers'>): boolean {
  const { accept } = request.headers
  if (accept === undefined || HTML_FIRST.test(accept)) return false
  return request.accepts(['html', 'json']) === 'json'
}
