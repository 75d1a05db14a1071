import type { Request, RequestHandler, Response, Router } from 'express'
import { toLookupParameters } from '../customer/lookup-parameters.ts'
import type { ProfileReader } from '../customer/profile.ts'
import type { Admission } from './admission.ts'
import { HttpError } from './http-error.ts'
import { onlyPost, readForm, REVEAL_PATH, sameOrigin, toRevealRequest } from './reveal-form.ts'
import { describeError } from '../logging/describe-error.ts'
import type { Log } from '../logging/log.ts'
import type { LogId } from '../logging/log-id.ts'
import { asView, logReveal } from '../logging/view-log.ts'
import { toPageJson } from '../page/model/page-json.ts'
import type { PageModel, PageModeller } from '../page/model/page-model.ts'
import type { Renderer } from '../page/html/renderer.ts'
import type { RevealTokens } from '../page/redaction/reveal-token.ts'
import { createReveal, type RevealRequest } from '../page/redaction/reveal.ts'
import type { Language } from '../visit/language.ts'
import type { VisitReader } from '../visit/read-visit.ts'

interface Options {
  readVisit: VisitReader
  readProfile: ProfileReader
  toPageModel: Readonly<Record<Language, PageModeller>>
  renderer: Renderer
  revealTokens: RevealTokens
  logId: LogId
  log: Log
  admission: Admission
}

/**
 * Adds the page to a router: who asks, who it is, how it looks.
 *
 * `GET /?visitorImId=…` is the page. `POST /reveal` is the same page with one masked value shown, or as JSON that value
 * alone; without a value it is the page with all of them masked.
 */
export function addPageRoutes(router: Router, options: Options): void {
  const {
    readVisit,
    readProfile,
    toPageModel,
    renderer,
    revealTokens: tokens,
    logId,
    log,
    admission,
  } = options

  async function answer(
    base: string,
    response: Response,
    target: string,
    asked: RevealRequest | null,
  ): Promise<PageModel> {
    const { locals } = response
    const { requestId } = locals
    const visit = readVisit(target)
    const language = visit.lang ?? locals.language
    locals.visit = visit
    locals.tenantId = logId('tenant', visit.builtIn.tenantId)
    locals.agentId = logId('agent', visit.builtIn.agentId)
    locals.language = language
    const profile = await readProfile(toLookupParameters(visit, language))
    for (const { file, status, error } of profile.panels) {
      if (error)
        log.warn({ event: 'panel', requestId, panel: file.name, status, error: describeError(error) })
    }
    const { customerId } = profile
    locals.profile = profile
    locals.customerId = logId('customer', customerId)
    const page = toPageModel[language]({
      visit,
      profile,
      requestId,
      now: Date.now(),
      tookMs: performance.now() - locals.startedAt,
      reveal: createReveal({ tokens, action: base + REVEAL_PATH, target: visit.target, customerId, asked }),
      isPosted: asked !== null,
    })
    if (profile.outcome === 'several') {
      const listed = profile.customers.rows.slice(0, page.candidates.length)
      locals.candidateIds = listed.map((row) => logId('customer', String(row[profile.idAt])))
    }
    response.setHeader('Vary', 'Accept, Accept-Language')
    return page
  }

  const showPage: RequestHandler = async (request, response) => {
    const page = await answer(request.baseUrl, response, request.url, null)
    if (wantsJson(request)) response.json(toPageJson(page))
    else sendHtml(response, renderer.page(page))
  }

  const reveal: RequestHandler = async (request, response) => {
    const asked = toRevealRequest(request.body, tokens)
    const page = await answer(request.baseUrl, response, asked.visit.target, asked)
    const { revealed } = page
    if (revealed) logReveal(log, response.locals, revealed.place)
    if (!wantsJson(request)) sendHtml(response, renderer.page(page))
    else if (asked.proof === null) response.json(toPageJson(page))
    else if (revealed) response.json({ ...revealed.place, value: revealed.value, requestId: page.requestId })
    // The value has changed, or whose page it is.
    else throw new HttpError({ status: 404, code: 'reveal_expired' })
  }

  router.get('/', asView, admission.admit(showPage))
  // A body that comes slowly holds up no page.
  router.post(REVEAL_PATH, asView, sameOrigin, readForm, admission.admit(reveal))
  router.all(REVEAL_PATH, onlyPost)
}

const HTML = 'text/html; charset=utf-8'

/**
 * As `response.send` does, in one piece: that would make a Buffer of its own, written beside the headers. ASCII, as most
 * pages in English are, is written as it stands in memory.
 */
function sendHtml(response: Response, html: string): void {
  const bytes = Buffer.byteLength(html)
  // Before the end, or Node would count the bytes once more.
  response.writeHead(200, { 'Content-Type': HTML, 'Content-Length': bytes })
  response.end(html, bytes === html.length ? 'latin1' : 'utf8')
}

/** What browsers say first. Nothing can be wanted more. */
const HTML_FIRST = /^text\/html(,|$)/

function wantsJson(request: Pick<Request, 'accepts' | 'headers'>): boolean {
  const { accept } = request.headers
  if (accept === undefined || HTML_FIRST.test(accept)) return false
  return request.accepts(['html', 'json']) === 'json'
}
