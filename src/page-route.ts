import type { Request, RequestHandler, Response } from 'express'
import type { LookupParameters, ProfileReader } from './customer/profile.ts'
import { notFound } from './ops/answer-error.ts'
import { describeError } from './ops/describe-error.ts'
import type { Log } from './ops/log.ts'
import type { LogId } from './ops/log-id.ts'
import { tellReveal } from './ops/view-log.ts'
import type { CellMaker } from './page/cell.ts'
import { toPageJson } from './page/page-json.ts'
import { toPageModel, type PageModel } from './page/page-model.ts'
import type { Renderer } from './page/renderer.ts'
import { toDigest, type RevealPayload, type RevealTokens } from './page/reveal-token.ts'
import type { Place } from './page/row-model.ts'
import type { Language } from './visit/language.ts'
import type { Visit, VisitReader } from './visit/read-visit.ts'

interface Options {
  readVisit: VisitReader
  readProfile: ProfileReader
  cellMakers: Readonly<Record<Language, CellMaker>>
  renderer: Renderer
  revealTokens: RevealTokens
  logId: LogId
  log: Log
}

interface PageRoutes {
  /** `/?visitorImId=…` */
  page: RequestHandler
  /** `/reveal/<token>`: the same page, with one masked value shown; as JSON, that value alone. */
  reveal: RequestHandler<{ token: string }>
}

interface Answer {
  page: PageModel
  /** The value that was asked for; null when the page has it no longer. */
  shown: string | null
}

/** Who asks, who it is, how it looks. */
export function createPageRoutes(options: Options): PageRoutes {
  const { readVisit, readProfile, cellMakers, renderer, revealTokens, logId, log } = options

  async function answer(
    base: string,
    response: Response,
    target: string,
    asked: RevealPayload | null,
  ): Promise<Answer> {
    const { locals } = response
    const { requestId } = locals
    const visit = readVisit(target)
    const language = visit.lang ?? locals.language
    locals.visit = visit
    locals.language = language
    const profile = await readProfile(toLookupParameters(visit, language))
    for (const { file, status, error } of profile.panels) {
      if (error)
        log.warn({ event: 'panel', requestId, panel: file.name, status, error: describeError(error) })
    }
    const { customerId } = profile
    locals.profile = profile
    locals.customerId = logId(customerId, visit)
    let shown: string | null = null
    const page = toPageModel({
      ...{ visit, profile, language, requestId, makeCell: cellMakers[language] },
      ...{ now: new Date(), tookMs: performance.now() - locals.startedAt },
      addressOf(place, value) {
        const digest = place && toDigest(value)
        return `${base}/reveal/${revealTokens.seal({ target: visit.target, customerId, digest, place, at: Date.now() })}`
      },
      isRevealed(place, value) {
        const isAsked = asked !== null && asked.customerId === customerId && isSame(asked.place, place)
        if (!isAsked || asked.digest !== toDigest(value)) return false
        shown = value
        return true
      },
    })
    if (profile.outcome === 'several') {
      const listed = profile.customers.rows.slice(0, page.candidates.length)
      locals.candidateIds = listed.map(({ id }) => logId(String(id), visit))
    }
    response.setHeader('Vary', 'Accept, Accept-Language')
    return { page, shown }
  }

  return {
    async page(request, response) {
      const { page } = await answer(request.baseUrl, response, request.url, null)
      if (wantsJson(request)) response.json(toPageJson(page))
      else sendHtml(response, renderer.page(page))
    },
    async reveal(request, response, next) {
      const asked = revealTokens.open(request.params.token)
      if (!asked) {
        notFound(request, response, next)
        return
      }
      const { page, shown } = await answer(request.baseUrl, response, asked.target, asked)
      if (asked.place && shown !== null) tellReveal(log, response.locals, asked.place)
      if (!wantsJson(request)) sendHtml(response, renderer.page(page))
      else if (!asked.place) response.json(toPageJson(page))
      else if (shown !== null) response.json({ ...asked.place, value: shown, requestId: page.requestId })
      else notFound(request, response, next)
    },
  }
}

const HTML = 'text/html; charset=utf-8'

/** As `response.send` does, in one piece: that would make a Buffer of its own, written beside the headers. */
function sendHtml(response: Response, html: string): void {
  // Before the end, or Node would count the bytes once more.
  response.writeHead(200, { 'Content-Type': HTML, 'Content-Length': Buffer.byteLength(html) })
  response.end(html)
}

/** What browsers say first. Nothing can be wanted more. */
const HTML_FIRST = /^text\/html(,|$)/

function wantsJson(request: Pick<Request, 'accepts' | 'headers'>): boolean {
  const { accept } = request.headers
  if (accept === undefined || HTML_FIRST.test(accept)) return false
  return request.accepts(['html', 'json']) === 'json'
}

function isSame(one: Place | null, other: Place): boolean {
  return one !== null && one.panel === other.panel && one.row === other.row && one.column === other.column
}

/** The agent's own e-mail and the custom parameters are not among what a customer is looked up by. */
export function toLookupParameters({ builtIn, channel }: Visit, lang: Language): LookupParameters {
  const { visitorImId, easemobId, to, tenantId, agentId, userId } = builtIn
  return { visitorImId, channel, easemobId, to, tenantId, agentId, userId, lang, verifiedUserId: null }
}
