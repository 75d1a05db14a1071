import type { Request, RequestHandler, Response } from 'express'
import type { LookupParameters, ProfileReader } from './customer/profile.ts'
import { notFound } from './error-route.ts'
import { describeError } from './ops/describe-error.ts'
import type { Log } from './ops/log.ts'
import { tellReveal } from './ops/view-log.ts'
import type { CellMaker } from './page/cell.ts'
import { toPageJson } from './page/page-json.ts'
import { toPageModel, type PageModel } from './page/page-model.ts'
import type { Renderer } from './page/renderer.ts'
import type { RevealTokens } from './page/reveal-token.ts'
import type { Place } from './page/row-model.ts'
import type { Language } from './visit/language.ts'
import type { Visit, VisitReader } from './visit/read-visit.ts'

interface Options {
  readVisit: VisitReader
  readProfile: ProfileReader
  cellMakers: Readonly<Record<Language, CellMaker>>
  renderer: Renderer
  revealTokens: RevealTokens
  log: Log
}

interface PageRoutes {
  /** `/?visitorImId=…` */
  page: RequestHandler
  /** `/reveal/<token>`: the same page, with one masked value shown; as JSON, that value alone. */
  reveal: RequestHandler<{ token: string }>
}

/** Who asks, who it is, how it looks. */
export function createPageRoutes(options: Options): PageRoutes {
  const { readVisit, readProfile, cellMakers, renderer, revealTokens, log } = options

  async function toPage(
    request: Request,
    response: Response,
    target: string,
    place: Place | null,
  ): Promise<PageModel> {
    const { locals } = response
    const visit = readVisit(target)
    const language = visit.lang ?? locals.language
    Object.assign(locals, { visit, language })
    const profile = await readProfile(toLookupParameters(visit, language))
    const { requestId } = locals
    for (const { file, status, error } of profile.panels) {
      if (error)
        log.warn({ event: 'panel', requestId, panel: file.name, status, error: describeError(error) })
    }
    const page = toPageModel({
      ...{
        visit,
        profile,
        language,
        requestId,
        makeCell: cellMakers[language],
        now: new Date(),
        revealed: place,
      },
      addressOf: (other) => `${request.baseUrl}/reveal/${revealTokens.seal({ target, place: other })}`,
    })
    Object.assign(locals, { profile, customerId: page.customerId })
    response.vary('Accept, Accept-Language')
    return page
  }

  return {
    async page(request, response) {
      const page = await toPage(request, response, request.url, null)
      if (wantsJson(request)) response.json(toPageJson(page))
      else response.type('html').send(renderer.page(page))
    },
    async reveal(request, response, next) {
      const payload = revealTokens.open(request.params.token)
      if (!payload) {
        notFound(request, response, next)
        return
      }
      const { target, place } = payload
      const page = await toPage(request, response, target, place)
      const value = place && valueAt(page, place)
      if (place && value === null) {
        notFound(request, response, next)
        return
      }
      if (place) tellReveal(log, response.locals, place)
      if (place && wantsJson(request)) response.json({ ...place, value, requestId: page.requestId })
      else if (wantsJson(request)) response.json(toPageJson(page))
      else response.type('html').send(renderer.page(page))
    },
  }
}

function wantsJson(request: Pick<Request, 'accepts'>): boolean {
  return request.accepts(['html', 'json']) === 'json'
}

/** The value that was asked for; null when the page has it no longer. */
function valueAt({ customer, panels }: PageModel, { panel, row, column }: Place): unknown {
  const values = panel === null ? customer : panels.find(({ name }) => name === panel)?.rows[row]?.values
  return values?.[column] ?? null
}

/** The agent's own e-mail and the custom parameters are not among what a customer is looked up by. */
function toLookupParameters({ builtIn, channel }: Visit, lang: Language): LookupParameters {
  const { visitorImId, easemobId, to, tenantId, agentId, userId } = builtIn
  return { visitorImId, channel, easemobId, to, tenantId, agentId, userId, lang, verifiedUserId: null }
}
