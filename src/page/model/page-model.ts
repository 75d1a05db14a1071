import type { Profile } from '../../customer/profile.ts'
import { NO_FORMAT } from '../../customer/column-format.ts'
import type { Language } from '../../visit/language.ts'
import type { Visit } from '../../visit/read-visit.ts'
import { toCandidate, CANDIDATE_LIMIT, type Candidate } from './candidate.ts'
import { toCell, type Cell } from '../cells/cell.ts'
import { createCellMakers, type CellMaker } from '../cells/cell-makers.ts'
import { createPlanner, type Planner } from './column-plan.ts'
import { toCustomerCard, toName, type CustomerCard } from './customer-card.ts'
import { createRedactor } from '../redaction/redact.ts'
import { hidesUnknown, MAX_PANEL_ROWS, toPanel, type PanelModel } from './panel-model.ts'
import type { Reveal, Shown } from '../redaction/reveal.ts'
import { collectSecrets, toFields, toRecord, toSafeRow, type RowContext, type SafeRow } from './row-model.ts'
import { leaksSecret, toSafeVisit, type SafeVisit } from '../redaction/safe-visit.ts'
import { isFromConsole, toCustomParameterModels, type SentParameter } from './custom-parameters.ts'
import { TEXTS } from '../texts/texts.ts'

/** Everything the page says, in one language, for the HTML and for the JSON. */
export interface PageModel {
  outcome: Profile['outcome']
  language: Language
  requestId: string
  title: string
  channel: { name: string; text: string } | null
  visitorId: Cell
  customerId: string | null
  card: CustomerCard | null
  known: readonly { label: string; text: string }[]
  candidates: readonly Candidate[]
  moreCandidates: number
  panels: readonly PanelModel[]
  sent: readonly SentParameter[]
  notRead: number
  shownAt: Cell | null
  took: string
  /** The masked value that was asked for; null when the page has it no longer. */
  shown: Shown | null
  /** The rest is for JSON only. What tells masked values is masked. */
  toVisit: () => SafeVisit
  /** The found customer's values by name. */
  toCustomer: () => Record<string, unknown> | null
  /** A panel's values by name. */
  toRows: (panel: PanelModel) => Record<string, unknown>[]
}

interface Input {
  visit: Visit
  profile: Profile
  requestId: string
  /** When it is made, in milliseconds since 1970. */
  now: number
  /** Since the request came, in milliseconds. */
  tookMs: number
  /** @param isSecret whether the visit's target would tell a masked value */
  createReveal: (isSecret: () => boolean) => Reveal
}

/** Makes the model of a page. */
export type PageModeller = (input: Input) => PageModel

/** Postgres's number of the type. */
const TIMESTAMPTZ = 1184

export function createPageModeller(language: Language, timeZone: string): PageModeller {
  const planOf = createPlanner(language, timeZone)
  const toClock = createCellMakers(language, timeZone)(TIMESTAMPTZ, { ...NO_FORMAT, display: 'time' })
  return (input) => toPageModel(input, language, planOf, toClock)
}

function toPageModel(input: Input, language: Language, planOf: Planner, toClock: CellMaker): PageModel {
  const { visit, profile, requestId, now, tookMs } = input
  const { outcome, customers, panels } = profile
  const texts = TEXTS[language]
  const plan = planOf(customers)
  const secrets = secretsOf(profile, planOf)
  const isPartial = panels.some(hidesUnknown)
  const redact = createRedactor(secrets, isPartial)
  const datesLeak = isPartial || secrets.some((secret) => DATE.test(secret))
  const reveal = input.createReveal(() => leaksSecret(visit, redact))
  const context: RowContext = { redact, datesLeak, reveal }
  const isFound = outcome === 'found'
  const rows: SafeRow[] = []
  for (const row of customers.rows) {
    if (rows.length === (isFound ? 1 : CANDIDATE_LIMIT)) break
    rows.push(toSafeRow(plan, row, null, rows.length, context))
  }
  const customer = isFound ? (rows[0] ?? null) : null
  const customerId = profile.customerId === null ? null : redact(profile.customerId)
  const title = customer
    ? toName(plan, customer, customerId ?? '', language)
    : outcome === 'several'
      ? texts.severalTitle(customers.rows.length)
      : texts.unknownTitle
  const isSeveral = outcome === 'several'
  const card = customer && toCustomerCard(toFields(plan, customer), title)
  const panelModels = panels.map((panel) => toPanel(panel, planOf(panel), language, context))
  return {
    outcome,
    language,
    requestId,
    title,
    channel: visit.channel && { name: visit.channel, text: texts.channels[visit.channel] },
    visitorId: toVisitorId(visit, redact),
    customerId,
    card,
    known: isFound ? NOTHING : toKnown(visit, redact, language),
    candidates: isSeveral ? rows.map((row) => toCandidate(plan, row, language, context)) : NOTHING,
    moreCandidates: isSeveral ? customers.rows.length - rows.length : 0,
    panels: panelModels,
    sent: toCustomParameterModels(visit, redact, language),
    notRead: visit.notRead,
    shownAt: toClock(new Date(now), undefined),
    took: texts.took(Math.round(tookMs)),
    // Known when every cell has been made.
    shown: reveal.shown(),
    toVisit: () => toSafeVisit(visit, redact),
    toCustomer: () => customer && { ...toRecord(plan, customer, context), id: customerId },
    toRows: ({ plan, rows }) => rows.map((row) => toRecord(plan, row, context)),
  }
}

const NOTHING: readonly never[] = []

/** A day as it is written; or, inside a longer number, as in that of a Chinese identity card, one of these two centuries. */
const DATE = /\d{4}[-.]\d\d[-.]\d\d|(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])/

/** Every masked value of the page. */
function secretsOf({ customers, panels }: Profile, planOf: Planner): string[] {
  const secrets: string[] = []
  collectSecrets(planOf(customers), customers.rows, CANDIDATE_LIMIT, secrets)
  for (const panel of panels) collectSecrets(planOf(panel), panel.rows, MAX_PANEL_ROWS, secrets)
  return secrets
}

/** Copied only when it stands there whole. */
function toVisitorId({ builtIn: { visitorImId } }: Visit, redact: (text: string) => string): Cell {
  const cell = toCell('text', redact(visitorImId))
  if (cell.text === visitorImId) cell.copy = visitorImId
  return cell
}

/** What the console itself says of the visitor. A found customer is called by the company's data only. */
function toKnown(visit: Visit, redact: (text: string) => string, language: Language): PageModel['known'] {
  const texts = TEXTS[language]
  const { nickname, desc, techChannelName } = visit.builtIn
  const known: [string, string | null][] = [[texts.nickname, nickname]]
  if (isFromConsole(visit)) known.push([texts.description, desc], [texts.channelName, techChannelName])
  return known.flatMap(([label, text]) => (text === null ? [] : [{ label, text: redact(text) }]))
}
