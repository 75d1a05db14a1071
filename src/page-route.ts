import type { RequestHandler } from 'express'
import type { LookupParameters, ProfileReader } from './customer/profile.ts'
import { describeError } from './ops/describe-error.ts'
import type { Log } from './ops/log.ts'
import type { CellMaker } from './page/cell.ts'
import { toPageJson } from './page/page-json.ts'
import { toPageModel } from './page/page-model.ts'
import type { Renderer } from './page/renderer.ts'
import type { Language } from './visit/language.ts'
import type { Visit, VisitReader } from './visit/read-visit.ts'

interface Options {
  readVisit: VisitReader
  readProfile: ProfileReader
  cellMakers: Readonly<Record<Language, CellMaker>>
  renderer: Renderer
  log: Log
}

/** The page: who asks, who it is, how it looks. */
export function createPageRoute({
  readVisit,
  readProfile,
  cellMakers,
  renderer,
  log,
}: Options): RequestHandler {
  return async (request, response) => {
    const { locals } = response
    const visit = readVisit(request.url)
    const language = visit.lang ?? locals.language
    Object.assign(locals, { visit, language })
    const profile = await readProfile(toLookupParameters(visit, language))
    Object.assign(locals, { profile })
    for (const { file, status, error } of profile.panels) {
      if (error)
        log.warn({
          event: 'panel',
          requestId: locals.requestId,
          panel: file.name,
          status,
          error: describeError(error),
        })
    }
    const { requestId } = locals
    const makeCell = cellMakers[language]
    const page = toPageModel({ visit, profile, language, requestId, makeCell, now: new Date() })
    response.vary('Accept, Accept-Language')
    if (request.accepts(['html', 'json']) === 'json') response.json(toPageJson(page))
    else response.type('html').send(renderer.page(page))
  }
}

/** The agent's own e-mail and the custom parameters are not among what a customer is looked up by. */
function toLookupParameters({ builtIn, channel }: Visit, lang: Language): LookupParameters {
  const { visitorImId, easemobId, to, tenantId, agentId, userId } = builtIn
  return { visitorImId, channel, easemobId, to, tenantId, agentId, userId, lang, verifiedUserId: null }
}
