import type { Response } from 'express'
import { toLookupParameters } from '../customer/lookup-parameters.ts'
import type { Profile, ProfileReader } from '../customer/profile.ts'
import type { SearchResult } from '../customer/search.ts'
import type { PageRequest } from './page-request.ts'
import type { LinkProved } from './link-proved.ts'
import type { PageLink } from './page-link.ts'
import type { PageSearch } from './page-search.ts'
import { toLimitedClient } from './rate-limit.ts'
import { REVEAL_PATH, type RevealedPage } from './reveal-form.ts'
import { describeError } from '../logging/describe-error.ts'
import type { Log } from '../logging/log.ts'
import type { LogId } from '../logging/log-id.ts'
import type { PageModel, PageModeller } from '../page/model/page-model.ts'
import type { RevealProofs } from '../page/redaction/reveal-proof.ts'
import { createReveal, type RevealRequest } from '../page/redaction/reveal.ts'
import type { Seal } from '../secrets/seal.ts'
import type { Language } from '../visit/language.ts'
import type { Visit, VisitReader } from '../visit/read-visit.ts'

export interface CustomerPageOptions {
  readVisit: VisitReader
  readProfile: ProfileReader
  toPageModel: Readonly<Record<Language, PageModeller>>
  revealProofs: RevealProofs
  revealSeal: Seal<RevealedPage>
  pageSearch: PageSearch
  pageLink: PageLink
  linkProved: LinkProved
  logId: LogId
  log: Log
}

interface Extra {
  /** The visit, where it has been read already. */
  visit?: Visit
  /** What a form asks for. The answer of a form is at an address that is no page. */
  asked?: RevealRequest
  /** What an agent searches for: the page has the answer, and neither the visitor's customer nor the panels. */
  typed?: string
  /** The page answers another form than that of its masked values. */
  isPosted?: boolean
  /** What came of the form, where it was not what was asked for. */
  notice?: 'taken' | 'changed' | null
  /** A customer from whom the visitor has just been unlinked: a replica may still say otherwise. */
  unlinkedId?: string | null
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
    revealSeal,
    pageSearch,
    pageLink,
    linkProved,
    logId,
    log,
  } = options

  return async (base, response, request, extra = {}) => {
    const { visit = readVisit(request.target), asked = null, typed } = extra
    const { locals } = response
    const { requestId } = locals
    const language = visit.lang ?? locals.language
    locals.visit = visit
    locals.tenantId = logId('tenant', visit.builtIn.tenantId)
    locals.agentId = logId('agent', visit.builtIn.agentId)
    locals.language = language
    const { identity } = request
    const given = request.linked ?? request.opened
    const parameters = toLookupParameters(visit, language)
    const started = performance.now()
    const answer = typed === undefined ? null : await pageSearch.find(typed, parameters, response)
    const read = answer
      ? toListedProfile(answer.result, performance.now() - started)
      : await readProfile(parameters, {
          verifiedUserId: identity.status === 'proved' ? identity.subject : null,
          customerId: given?.customerId ?? null,
        })
    const own = isStale(read, extra) ? toNobody(read) : request.linked ? toLinked(read) : read
    const client = toLimitedClient(response.req)
    const isClaimed =
      answer === null && own.outcome === 'unknown' && given === null && identity.status !== 'proved'
    const claim = isClaimed ? await pageSearch.findClaim(visit, parameters, client, response) : null
    const profile = claim ? { ...own, customers: claim.customers, idAt: claim.idAt } : own
    for (const { file, status, error } of profile.panels) {
      if (error)
        log.warn({ event: 'panel', requestId, panel: file.name, status, error: describeError(error) })
    }
    const { customerId } = profile
    locals.profile = profile
    locals.identity = identity
    locals.customerId = logId('customer', customerId)
    const mark = { customerId, at: Date.now() }
    const makeForm = () => ({ action: base + REVEAL_PATH, visit: revealSeal.seal({ request, ...mark }) })
    const page = toPageModel[language]({
      visit,
      profile,
      identity,
      requestId,
      now: Date.now(),
      tookMs: performance.now() - locals.startedAt,
      reveal: createReveal({ proofs: revealProofs, page: mark, makeForm, asked }),
      isPosted: asked !== null || extra.isPosted === true,
      link: pageLink(base, request, profile),
      notice: extra.notice ?? null,
      links: pageSearch.toLinks(base, request, visit),
      answer,
      isClaim: claim !== null,
      dropped: request.dropped ?? 0,
    })
    if (page.candidates.length > 0) {
      const listed = profile.customers.rows.slice(0, page.candidates.length)
      locals.candidateIds = listed.map((row) => logId('customer', String(row[profile.idAt])))
    }
    linkProved(visit, own, response)
    response.setHeader('Vary', 'Accept, Accept-Language')
    return page
  }
}

/** Found customers are candidates like any other: nobody is shown as if it were sure. */
function toListedProfile({ customers, idAt }: SearchResult, lookupMs: number): Profile {
  const outcome = customers.rows.length > 0 ? 'several' : 'unknown'
  const noPage = {
    basis: null,
    conflict: null,
    provedCount: 0,
    customerId: null,
    matchedChannels: null,
    ...{ link: null, isLinked: false },
    panels: [],
    panelsMs: 0,
  }
  return { outcome, customers, idAt, lookupMs, ...noPage }
}

/** The database has said so of a customer who is looked up by their own id. */
const toLinked = (profile: Profile): Profile =>
  profile.outcome === 'found' ? { ...profile, basis: 'linked' } : profile

/** A replica that does not know yet that the visitor is linked no more. */
const isStale = ({ customerId }: Profile, { unlinkedId = null }: Extra) =>
  customerId !== null && customerId === unlinkedId

function toNobody({ customers, ...profile }: Profile): Profile {
  const nobody = {
    outcome: 'unknown',
    ...{ basis: null, isLinked: false },
    customerId: null,
    matchedChannels: null,
    link: null,
    panels: [],
  } as const
  return { ...profile, ...nobody, customers: { ...customers, rows: [] } }
}
