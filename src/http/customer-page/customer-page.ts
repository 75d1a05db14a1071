import type { Response } from 'express'
import type { RevealReason } from '../../config/audit.ts'
import type { Linker } from '../../customer/link.ts'
import type { Profile, ProfileReader } from '../../customer/profile.ts'
import { createCustomerFinder, type Finding } from './find-customer.ts'
import { noteVisit } from './note-visit.ts'
import type { PageRequest } from './page-request.ts'
import { rolesOf } from './require-role.ts'
import type { LinkProved } from './link-proved.ts'
import { toLinkForm, toLinkState } from './page-link.ts'
import type { PageSearch } from './page-search.ts'
import { REVEAL_PATH, type PageSeal } from './page-seal.ts'
import { describeError } from '../../logging/describe-error.ts'
import type { Log } from '../../logging/log.ts'
import type { LogId } from '../../logging/log-id.ts'
import type { PageModel } from '../../page/model/page-model.ts'
import type { PageModeller } from '../../page/model/page-modeller.ts'
import type { RevealProofs } from '../../page/redaction/reveal-proof.ts'
import { createReveal, type RevealRequest } from '../../page/redaction/reveal.ts'
import { toShownName } from '../../sign-in/agent.ts'
import type { Language } from '../../visit/language.ts'
import type { Visit, VisitReader } from '../../visit/read-visit.ts'

export interface CustomerPageOptions {
  readVisit: VisitReader
  readProfile: ProfileReader
  toPageModel: Readonly<Record<Language, PageModeller>>
  revealProofs: RevealProofs
  /** Of which one is asked for before a value is shown; empty where none is. */
  revealReasons: readonly RevealReason[]
  pageSeal: PageSeal
  pageSearch: PageSearch
  /** Null where nobody can be linked. */
  linker: Linker | null
  linkProved: LinkProved
  logId: LogId
  log: Log
}

interface Extra extends Finding {
  /** The visit, where it has been read already. */
  visit?: Visit
  /** What a form asks for. The answer of a form is at an address that is no page. */
  asked?: RevealRequest & { reason: string | null }
  /** The page answers another form than that of its masked values. */
  isPosted?: boolean
  /** What came of the form, where it was not what was asked for. */
  notice?: 'taken' | 'gone' | 'changed' | null
}

/**
 * Makes a customer's page: who asks, who it is, how it looks.
 *
 * @param base what leads to the page's routes: the access token, and the proxy's path
 */
export type PageMaker = (
  base: string,
  response: Response,
  request: PageRequest,
  extra?: Extra,
) => Promise<PageModel>

/**
 * Makes the function that every route of a customer's page calls. What the log may hold of the page is left in
 * `response.locals`.
 */
export function createCustomerPage(options: CustomerPageOptions): PageMaker {
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
  const find = createCustomerFinder({ readProfile, pageSearch })

  function logPanels({ panels }: Profile, requestId: string): void {
    for (const { file, status, error } of panels) {
      if (error)
        log.warn({ event: 'panel', requestId, panel: file.name, status, error: describeError(error) })
    }
  }

  return async (base, response, request, extra = {}) => {
    const { visit = readVisit(request.target), asked = null } = extra
    const { locals } = response
    const { requestId } = locals
    const language = visit.lang ?? locals.language
    noteVisit(locals, visit, logId)
    const { session } = locals
    locals.language = language
    pageSearch.requireRole(request, response)
    const { own, profile, answer, isClaim, isKnown } = await find(visit, request, extra, response)
    logPanels(profile, requestId)
    const { customerId } = profile
    locals.profile = profile
    locals.identity = request.identity
    locals.customerId = logId('customer', customerId)
    const mark = { customerId, at: Date.now() }
    const roles = rolesOf(response)
    const link = toLinkForm(linker, request, profile, roles)
    let sealed: string | undefined
    const sealPage = () => (sealed ??= pageSeal.seal({ request: { ...request, isKnown }, ...mark, link }))
    const makeForm = () => ({
      action: base + REVEAL_PATH,
      visit: sealPage(),
      reasons: revealReasons.map(({ key, labels }) => ({ key, label: labels[language] })),
      reason: asked?.reason ?? null,
    })
    const page = toPageModel[language]({
      visit,
      profile,
      identity: request.identity,
      requestId,
      now: Date.now(),
      reveal: createReveal({ proofs: revealProofs, page: mark, makeForm, asked }),
      roles,
      isPosted: asked !== null || extra.isPosted === true,
      link: toLinkState(base, request, profile, { link, sealPage }),
      notice: extra.notice ?? null,
      links: pageSearch.toLinks(base, { ...request, isKnown }, { sealPage, roles }),
      answer,
      isClaim,
      isKnown,
      // What this visit itself has no room for is on the page, where it was sent to it.
      dropped: request.dropped - visit.dropped,
      agent: session ? { name: toShownName(session.agent), signOut: session.signOut } : null,
    })
    const listed = profile.customers.rows.slice(0, page.candidates.length)
    // The page names, too, to whom the visitor was linked before the proof.
    const others = profile.replaced ? [...listed, profile.replaced] : listed
    if (others.length > 0)
      locals.candidateIds = others.map((row) => logId('customer', String(row[profile.idAt])))
    // What an agent has just undone stays so on this page.
    if (!extra.unlinkedId) linkProved(visit, own, response)
    response.setHeader('Vary', 'Accept, Accept-Language')
    if (answer === null && !isClaim && asked === null) {
      const totalMs = performance.now() - locals.startedAt
      response.setHeader('Server-Timing', toServerTiming(profile, totalMs))
    }
    return page
  }
}

/**
 * Whole milliseconds, as in the log and coarser than what a browser measures itself. Not of a search, a claim or a value
 * that is shown: those compare what was typed or sent with what may be masked.
 */
function toServerTiming({ lookupMs, panelsMs }: Profile, totalMs: number): string {
  const entries = Object.entries({ lookup: lookupMs, panels: panelsMs, total: totalMs })
  return entries.map(([name, ms]) => `${name};dur=${String(Math.round(ms))}`).join(', ')
}
