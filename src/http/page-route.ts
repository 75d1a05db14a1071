import type { Request, RequestHandler, Response } from 'express'
import type { LookupParameters, ProfileReader } from '../customer/profile.ts'
import { notFound } from './http-error.ts'
import { describeError } from '../logging/describe-error.ts'
import type { Log } from '../logging/log.ts'
import type { LogId } from '../logging/log-id.ts'
import { logReveal } from '../logging/view-log.ts'
import { toPageJson } from '../page/model/page-json.ts'
import type { PageModel, PageModeller } from '../page/model/page-model.ts'
import type { Renderer } from '../page/html/renderer.ts'
import type { RevealTokens } from '../page/redaction/reveal-token.ts'
import { createReveal, type RevealRequest } from '../page/redaction/reveal.ts'
import type { Language } from '../visit/language.ts'
import type { Visit, VisitReader } from '../visit/read-visit.ts'

interface Options {
  readVisit: VisitReader
  readProfile: ProfileReader
  toPageModel: Readonly<Record<Language, PageModeller>>
  renderer: Renderer
  revealTokens: RevealTokens
  logId: LogId
  log: Log
}

interface PageRoutes {
  /** `/?visitorImId=…` */
  page: RequestHandler
  /**
   * `/reveal/<token>/<proof>`: the same page, with one masked value shown; as JSON, that value alone. Without a proof none
   * is shown.
   */
  reveal: RequestHandler<{ token: string; proof?: string }>
}

/** Where a masked value is shown. */
export const REVEAL_PATH = '/reveal/:token{/:proof}'

/** Who asks, who it is, how it looks. */
export function createPageRoutes(options: Options): PageRoutes {
  const { readVisit, readProfile, toPageModel, renderer, revealTokens: tokens, logId, log } = options

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
      createReveal: (isSecret) =>
        createReveal({ tokens, base, target: visit.target, customerId, asked, isSecret }),
    })
    if (profile.outcome === 'several') {
      const listed = profile.customers.rows.slice(0, page.candidates.length)
      locals.candidateIds = listed.map((row) => logId('customer', String(row[profile.idAt])))
    }
    response.setHeader('Vary', 'Accept, Accept-Language')
    return page
  }

  return {
    async page(request, response) {
      const page = await answer(request.baseUrl, response, request.url, null)
      if (wantsJson(request)) response.json(toPageJson(page))
      else sendHtml(response, renderer.page(page))
    },
    async reveal(request, response, next) {
      const { token, proof = null } = request.params
      const asked = tokens.open(token, request.url)
      if (!asked) {
        notFound(request, response, next)
        return
      }
      const page = await answer(request.baseUrl, response, asked.target, { at: asked.at, proof })
      const { shown } = page
      if (shown) logReveal(log, response.locals, shown.place)
      if (!wantsJson(request)) sendHtml(response, renderer.page(page))
      else if (proof === null) response.json(toPageJson(page))
      else if (shown) response.json({ ...shown.place, value: shown.value, requestId: page.requestId })
      else notFound(request, response, next)
    },
  }
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

/** The agent's own e-mail and the custom parameters are not among what a customer is looked up by. */
export function toLookupParameters({ builtIn, channel }: Visit, lang: Language): LookupParameters {
  const { visitorImId, easemobId, to, tenantId, agentId, userId } = builtIn
  return { visitorImId, channel, easemobId, to, tenantId, agentId, userId, lang, verifiedUserId: null }
}
