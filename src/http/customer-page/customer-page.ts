import type { Response } from 'express'
import type { RevealReason } from '../../config/audit.ts'
import type { Linker } from '../../customer/link.ts'
import type { Profile, ProfileReader } from '../../customer/profile.ts'
import { createProfileChooser, type ChoiceOptions } from './choose-profile.ts'
import { setAgentLocals } from './set-agent-locals.ts'
import type { PageRequest } from './page-request.ts'
import { rolesOf } from './require-role.ts'
import type { LinkProved } from './link-proved.ts'
import { toLinkForm, toLinkState } from './page-link.ts'
import type { PageSearch } from './page-search.ts'
import type { PageSeal } from './page-seal.ts'
import { REVEAL_PATH } from './paths.ts'
import { describeError } from '../../logging/describe-error.ts'
import type { Log } from '../../logging/log.ts'
import type { LogId } from '../../logging/log-id.ts'
import type { PageModel } from '../../page/model/page-model.ts'
import type { PageModelBuilder } from '../../page/model/page-model-builder.ts'
import type { RevealProofs } from '../../page/redaction/reveal-proof.ts'
import { createReveal, type RevealRequest } from '../../page/redaction/reveal.ts'
import { toShownName } from '../../sign-in/agent.ts'
import type { Language } from '../../languages.ts'
import type { Visit, VisitReader } from '../../visit/read-visit.ts'

export interface CustomerPageOptions {
  readVisit: VisitReader
  readProfile: ProfileReader
  toPageModel: Readonly<Record<Language, PageModelBuilder>>
  revealProofs: RevealProofs
  revealReasons: readonly RevealReason[]
  pageSeal: PageSeal
  pageSearch: PageSearch
  linker: Linker | null
  linkProved: LinkProved
  logId: LogId
  log: Log
}

interface PageExtras extends ChoiceOptions {
  visit?: Visit
  revealRequest?: RevealRequest & { reason: string | null }
  isPosted?: boolean
  notice?: 'taken' | 'gone' | 'changed' | null
}

export type PageBuilder = (response: Response, request: PageRequest, extra?: PageExtras) => Promise<PageModel>

/** Stores in `response.locals` what the log, the audit and the metrics need. */
export function createCustomerPage(options: CustomerPageOptions): PageBuilder {
  const {
    readVisit,
    readProfile,
    toPageModel,
    revealProofs,
    revealReasons,
    pageSeal,
    pageSearch,
    linker,
    linkProved,
    logId,
    log,
  } = options
  const choose = createProfileChooser({ readProfile, pageSearch })

  function logPanels({ panels }: Profile, requestId: string): void {
    for (const { file, status, error } of panels) {
      if (error)
        log.warn({ event: 'panel', requestId, panel: file.name, status, error: describeError(error) })
    }
  }

  return async (response, request, extra = {}) => {
    const { visit = readVisit(request.target), revealRequest = null } = extra
    const { locals } = response
    const { requestId, session } = locals
    // The prefix of the page's routes: base path, access token and window.
    const base = response.req.baseUrl
    const language = visit.lang ?? locals.language
    locals.visit = visit
    setAgentLocals(locals, visit, logId)
    locals.language = language
    pageSearch.requireRole(request, response)
    const { visitorProfile, profile, answer, isClaim, isKnown } = await choose(
      visit,
      request,
      extra,
      response,
    )
    logPanels(profile, requestId)
    const { customerId } = profile
    locals.profile = profile
    locals.identity = request.identity
    locals.customerId = logId('customer', customerId)
    const pageMark = { customerId, at: Date.now() }
    const roles = rolesOf(response)
    const link = toLinkForm(linker, request, profile, roles)
    let sealed: string | undefined
    const sealPage = () => (sealed ??= pageSeal.seal({ request: { ...request, isKnown }, ...pageMark, link }))
    const createForm = () => ({
      action: base + REVEAL_PATH,
      visit: sealPage(),
      reasons: revealReasons.map(({ key, labels }) => ({ key, label: labels[language] })),
      reason: revealRequest?.reason ?? null,
    })
    const page = toPageModel[language]({
      visit,
      profile,
      identity: request.identity,
      requestId,
      now: Date.now(),
      reveal: createReveal({
        proofs: revealProofs,
        page: pageMark,
        createForm,
        revealRequest,
      }),
      roles,
      isPosted: revealRequest !== null || extra.isPosted === true,
      link: toLinkState(base, request, profile, { link, sealPage }),
      notice: extra.notice ?? null,
      links: pageSearch.toLinks(base, { ...request, isKnown }, { sealPage, roles }),
      answer,
      isClaim,
      isKnown,
      // Parameters that this visit itself dropped are still on the page, because they were in its request.
      dropped: request.dropped - visit.dropped,
      agent: session ? { name: toShownName(session.agent), signOut: session.signOut } : null,
    })
    const listed = profile.customers.rows.slice(0, page.candidates.length)
    const others = profile.replaced ? [...listed, profile.replaced] : listed
    if (others.length > 0)
      locals.candidateIds = others.map((row) => logId('customer', String(row[profile.idAt])))
    // Do not recreate a link that the agent has just removed.
    if (!extra.unlinkedId) linkProved(visit, visitorProfile, response)
    response.setHeader('Vary', 'Accept, Accept-Language')
    if (answer === null && !isClaim && revealRequest === null) {
      const totalMs = performance.now() - locals.startedAt
      response.setHeader('Server-Timing', toServerTiming(profile, totalMs))
    }
    return page
  }
}

/**
 * Omitted for searches, claims and reveals: their timing depends on comparing input with values that may be masked.
 */
function toServerTiming({ lookupMs, panelsMs }: Profile, totalMs: number): string {
  const entries = Object.entries({ lookup: lookupMs, panels: panelsMs, total: totalMs })
  return entries.map(([name, ms]) => `${name};dur=${String(Math.round(ms))}`).join(', ')
}
