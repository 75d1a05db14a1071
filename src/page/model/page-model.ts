import type { Profile, RowSet } from '../../customer/profile.ts'
import { TIMESTAMPTZ } from '../../database/type-numbers.ts'
import { NO_FORMAT } from '../../customer/query-file/column-format.ts'
import type { Identity } from '../../identity/identity.ts'
import { isChannelUncertain } from '../../visit/channel.ts'
import type { Language } from '../../visit/language.ts'
import type { Visit } from '../../visit/read-visit.ts'
import { toCandidate, CANDIDATE_LIMIT, type Candidate } from './candidate.ts'
import type { Cell } from '../cells/cell.ts'
import { createCellMakers, type CellMaker } from '../cells/cell-makers.ts'
import { liftCommon } from './common-fields.ts'
import { createPlanner, type Planner } from './column-plan.ts'
import { NAME_COLUMNS, toCustomerCard, toName, type CustomerCard } from './customer-card.ts'
import { createRedactor } from '../redaction/redact.ts'
import { redactId } from '../redaction/redact-value.ts'
import { isLocked, isNameOnly, toIdentityJson, toIdentityLine } from './identity-model.ts'
import type { IdentityLine, IdentityRules } from './identity-model.ts'
import { hidesUnknown, toPanel, type PanelModel } from './panel-model.ts'
import type { PageLinks } from './page-links.ts'
import { toSearchModel, type SearchAnswer, type SearchModel } from './search-model.ts'
import type { Reveal, RevealedValue, RevealForm } from '../redaction/reveal.ts'
import {
  collectRowSecrets,
  toFields,
  toRecord,
  toSafeRow,
  type Field,
  type RowContext,
  type SafeRow,
} from './row-model.ts'
import { toLinkModel, type LinkModel, type LinkState } from './link-model.ts'
import { maskVisit, type SafeVisit } from '../redaction/safe-visit.ts'
import { toCustomParameterModels, type SentParameter } from './custom-parameters.ts'
import { toKnown, toVisitorId } from './visitor-model.ts'
import { TEXTS } from '../texts/translations.ts'

export type { LinkState } from './link-model.ts'

/** Everything the page says, in one language, for the HTML and for the JSON. */
export interface PageModel {
  outcome: Profile['outcome']
  basis: Profile['basis']
  conflict: Profile['conflict']
  identity: ReturnType<typeof toIdentityJson>
  identityLine: IdentityLine | null
  /** The proof names none of the candidates. */
  isProofOfNobody: boolean
  /** Masked values open with a proof only. */
  isLocked: boolean
  /** Nothing but the name is shown, because the customer is not proved. */
  isNameOnly: boolean
  language: Language
  requestId: string
  title: string
  channel: { name: string; text: string } | null
  /** The customer was found by an id that may be somebody else's in a channel that is not known. */
  channelUncertain: boolean
  visitorId: Cell
  /** Null where it is hidden, too. */
  customerId: string | null
  card: CustomerCard | null
  known: readonly { label: string; text: string }[]
  candidates: readonly Candidate[]
  /** What all candidates have in common, and what it is said of. */
  common: { of: string; fields: readonly Field[] } | null
  /** What is said of candidates that are not listed. */
  moreCandidates: string | null
  panels: readonly PanelModel[]
  /** Null where nothing can be searched. */
  search: SearchModel | null
  /** Said above candidates whom nobody but the site names. */
  claim: string | null
  /** Said of a customer whom an agent opened by hand, with the way back. */
  opened: { text: string; back: string } | null
  /** Whether the visitor is linked to the customer, and by whom. Null where nothing is known of it or can be done. */
  link: LinkModel | null
  /** What came of a form that asked for something else. */
  notice: string | null
  sent: readonly SentParameter[]
  notRead: number
  shownAt: Cell | null
  took: string
  /** The masked value that was asked for; null when the page has it no longer. */
  revealed: RevealedValue | null
  /** Null where no value is masked and none was. */
  form: RevealForm | null
  /** The page answers a form: its address is no page. */
  isPosted: boolean
  visit: SafeVisit
  /** The rest is for JSON only. */
  /** The found customer's values by name. */
  toCustomer: () => Record<string, unknown> | null
  /** A panel's values by name. */
  toRows: (panel: PanelModel) => Record<string, unknown>[]
}

interface Input {
  visit: Visit
  profile: Profile
  identity: Identity
  requestId: string
  /** When it is made, in milliseconds since 1970. */
  now: number
  /** Since the request came, in milliseconds. */
  tookMs: number
  reveal: Reveal
  isPosted: boolean
  links: PageLinks
  /** What came of a search; null where nothing was searched for. */
  answer: SearchAnswer | null
  /** The customers are whom the site takes an unknown visitor for. */
  isClaim: boolean
  link: LinkState | null
  /** Nothing was linked, or undone, because somebody was quicker. */
  notice: 'taken' | 'changed' | null
  /** Custom parameters that found no room in the address. */
  dropped: number
}

/** Makes the model of a page. */
export type PageModeller = (input: Input) => PageModel

const NOT_PROVED: IdentityRules = { isConfigured: false, required: 'off' }

export function createPageModeller(
  language: Language,
  timeZone: string,
  rules: IdentityRules = NOT_PROVED,
): PageModeller {
  const planOf = createPlanner(language, timeZone)
  const cellMakers = createCellMakers(language, timeZone)
  const toClock = cellMakers(TIMESTAMPTZ, { ...NO_FORMAT, display: 'time' })
  const toDay = cellMakers(TIMESTAMPTZ, { ...NO_FORMAT, display: 'date' })
  const toAge = cellMakers(TIMESTAMPTZ, { ...NO_FORMAT, display: 'ago' })
  return (input) => toPageModel(input, { language, planOf, toClock, toAge, toDay, rules })
}

interface Means {
  language: Language
  planOf: Planner
  toClock: CellMaker
  toAge: CellMaker
  toDay: CellMaker
  rules: IdentityRules
}

function toPageModel(input: Input, { language, planOf, toClock, toAge, toDay, rules }: Means): PageModel {
  const { profile, identity, requestId, now, tookMs, reveal, isPosted, links, answer, isClaim } = input
  const { outcome, customers, panels } = profile
  const texts = TEXTS[language]
  const plan = planOf(customers)
  // Of an unknown visitor there are no rows, but for a claim.
  const isMasking =
    customers.rows.length > 0 && [customers, ...panels].some(({ file }) => file.masked.length > 0)
  const isPartial = isMasking && (customers.isCutOff || panels.some(hidesUnknown))
  const redactor = createRedactor(secretsOf(profile, planOf))
  const context: RowContext = { redactor, isPartial, isMasking, reveal, isLocked: isLocked(rules, profile) }
  const hasNameOnly = isNameOnly(rules, profile)
  const visit = isMasking ? maskVisit(input.visit) : input.visit
  const isFound = outcome === 'found'
  const rows: SafeRow[] = []
  for (const row of customers.rows) {
    if (rows.length === (isFound ? 1 : CANDIDATE_LIMIT)) break
    rows.push(toSafeRow(plan, row, null, rows.length, context))
  }
  const customer = isFound ? (rows[0] ?? null) : null
  const customerId = hasNameOnly ? null : toCustomerId(profile, context)
  const title = customer
    ? toName(plan, customer, customerId, language)
    : answer
      ? texts.search.label
      : outcome === 'several'
        ? customers.isCutOff
          ? texts.severalUncounted
          : customers.rows.length === 1
            ? texts.identity.conflictTitle
            : texts.severalTitle(customers.rows.length)
        : texts.unknownTitle
  const isSeveral = outcome === 'several' || isClaim
  const from = answer ? 'search' : isClaim ? 'claim' : 'candidate'
  // What was typed is compared with nothing that is masked.
  const isNameOpen = !NAME_COLUMNS.some((column) => customers.file.masked.includes(column))
  const toOpenable = (row: SafeRow, at: number): Candidate => {
    const id = String(customers.rows[at]?.[profile.idAt])
    return toCandidate(plan, row, language, context, {
      basis: basisOf(profile, at),
      open: links.open?.(id, from) ?? null,
      isNameOnly: hasNameOnly,
      isWhole: from !== 'candidate',
      typed: isNameOpen ? (answer?.typed ?? '') : '',
    })
  }
  const { candidates, common } = liftCommon(isSeveral ? rows.map(toOpenable) : NOTHING, customers.file.masked)
  const isShown = ({ name }: { name: string }) => !hasNameOnly || NAME_COLUMNS.includes(name)
  const card = customer && toCustomerCard(toFields(plan, customer).filter(isShown), title)
  const panelModels = panels.map((panel) => toPanel(panel, planOf(panel), language, context))
  return {
    outcome,
    basis: profile.basis,
    conflict: profile.conflict,
    identity: toIdentityJson(identity, isMasking),
    identityLine: toIdentityLine({
      ...{ identity, profile, rules },
      texts: { ...texts.identity, openedByHand: texts.search.openedByHand },
      toAge: (time) => toAge(time, undefined),
      toClock: (time) => toClock(time, undefined),
    }),
    isProofOfNobody: profile.conflict !== null && profile.provedCount === 0,
    isLocked: context.isLocked,
    isNameOnly: hasNameOnly,
    language,
    requestId,
    title,
    channel: visit.channel && { name: visit.channel, text: texts.channels[visit.channel] },
    channelUncertain:
      profile.basis === 'linked' &&
      visit.channel === null &&
      isChannelUncertain(input.visit.builtIn.visitorImId, profile.matchedChannels),
    visitorId: toVisitorId(visit, input.visit),
    customerId,
    card,
    known: isFound ? NOTHING : toKnown(visit, language),
    candidates,
    common: common.length === 0 ? null : { of: texts.allOf(candidates.length), fields: common },
    moreCandidates: isSeveral ? toMore(customers, rows.length, language) : null,
    panels: panelModels,
    sent: toCustomParameterModels(visit, language),
    notRead: visit.notRead + input.dropped,
    search: toSearchModel(links, visit, { answer, outcome, language }),
    claim: isClaim ? texts.search.claim : null,
    opened:
      profile.basis === 'opened' && customer
        ? { text: texts.link.notLinked(visit.builtIn.nickname, title), back: links.visitor() }
        : null,
    link:
      input.link && customer
        ? toLinkModel(input.link, { ...toNames(visit, title), toDay: (at) => toDay(at, undefined) }, language)
        : null,
    notice: input.notice && texts.link[input.notice],
    shownAt: toClock(new Date(now), undefined),
    took: texts.took(Math.round(tookMs)),
    // Known when every cell has been made.
    revealed: reveal.revealed(),
    form: isMasking || isPosted ? reveal.form() : null,
    isPosted,
    visit,
    toCustomer: () =>
      customer && {
        ...Object.fromEntries(
          Object.entries(toRecord(plan, customer, context)).filter(([name]) => isShown({ name })),
        ),
        ...(customerId === null ? {} : { id: customerId }),
      },
    toRows: ({ plan, rows }) => rows.map((row) => toRecord(plan, row, context)),
  }
}

/** Where a proof and the visitor's id name different customers, who of them was found by what. */
function basisOf({ conflict, provedCount }: Profile, at: number): 'proved' | 'linked' | null {
  if (conflict === null) return null
  return at < provedCount ? 'proved' : 'linked'
}

function toMore({ rows, isCutOff }: RowSet, listed: number, language: Language): string | null {
  const left = rows.length - listed
  const { moreThan, notShown } = TEXTS[language]
  return left === 0 ? null : isCutOff ? moreThan(left) : notShown(left)
}

/** How the page calls the two whom a link is about. */
function toNames({ builtIn }: SafeVisit, customer: string) {
  return { nickname: builtIn.nickname, visitor: builtIn.nickname ?? builtIn.visitorImId, customer }
}

const NOTHING: readonly never[] = []

/** Every masked value of the page. */
function secretsOf({ customers, panels }: Profile, planOf: Planner): string[] {
  const secrets: string[] = []
  for (const rowSet of [customers, ...panels]) collectRowSecrets(planOf(rowSet), rowSet.rows, secrets)
  return secrets
}

function toCustomerId(
  { customers, customerId }: Profile,
  { isPartial, redactor }: RowContext,
): string | null {
  if (customerId === null || customers.file.hidden.has('id')) return null
  return isPartial ? redactId(customerId) : redactor.redact(customerId)
}
