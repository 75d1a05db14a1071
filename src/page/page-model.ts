import type { Profile } from '../customer/profile.ts'
import { NO_FORMAT } from '../customer/column-format.ts'
import type { Language } from '../visit/language.ts'
import type { Visit } from '../visit/read-visit.ts'
import { toText, type Cell, type CellMaker } from './cell.ts'
import { NAME_COLUMNS, toCustomerCard } from './customer-card.ts'
import { createConcealer } from './mask.ts'
import { hidesUnknown, secretsOfPanel, toPanel } from './panel-model.ts'
import { secretsOf, toFields, toSafeRow, type RowContext, type SafeRow } from './row-model.ts'
import { toSentModel } from './sent-model.ts'
import { TEXTS } from './texts.ts'

export type PageModel = ReturnType<typeof toPageModel>

interface Input {
  visit: Visit
  profile: Profile
  language: Language
  requestId: string
  makeCell: CellMaker
  now: Date
  /** Since the request came, in milliseconds. */
  tookMs: number
  isRevealed: RowContext['isRevealed']
  addressOf: RowContext['addressOf']
}

/** What may be said of somebody who is only perhaps the visitor. */
const CANDIDATE_COLUMNS: ReadonlySet<string> = new Set(['id', 'customer_no', ...NAME_COLUMNS])
const MAX_CANDIDATES = 20

/** Everything the page says, in one language, for the HTML and for the JSON. */
export function toPageModel(input: Input) {
  const { profile, language, requestId, makeCell, now, tookMs, isRevealed, addressOf } = input
  const { outcome, customers, panels } = profile
  const texts = TEXTS[language]
  const secrets = [...secretsOf(customers, MAX_CANDIDATES), ...panels.flatMap(secretsOfPanel)]
  const conceal = createConcealer(secrets, panels.some(hidesUnknown))
  const context: RowContext = { language, makeCell, conceal, isRevealed, addressOf }
  const visit = toSafeVisit(input.visit, conceal)
  const rows = customers.rows
    .slice(0, outcome === 'found' ? 1 : MAX_CANDIDATES)
    .map((row, index) => toSafeRow(customers, row, { panel: null, row: index }, context))
  const customer = outcome === 'found' ? (rows[0] ?? null) : null
  const customerId = profile.customerId === null ? null : conceal(profile.customerId)
  const heading = toHeading(profile, customer, customerId, language)
  return {
    outcome,
    language,
    requestId,
    visit,
    title: heading,
    channel: visit.channel && { name: visit.channel, text: texts.channels[visit.channel] },
    visitorId: toVisitorId(input.visit, visit),
    customer: customer && ({ ...customer.values, id: customerId } as Record<string, unknown>),
    customerId,
    card: customer && toCustomerCard(toFields(customers, customer, language), heading),
    known: toKnown(visit, language),
    candidates: outcome === 'several' ? rows.map((row) => toCandidate(profile, row, language)) : [],
    moreCandidates: outcome === 'several' ? Math.max(0, customers.rows.length - MAX_CANDIDATES) : 0,
    panels: panels.map((panel) => toPanel(panel, context)),
    sent: toSentModel(visit, language),
    shownAt: makeCell(now, TIMESTAMPTZ, TIME, {}),
    took: texts.took(Math.round(tookMs)),
  }
}

/** Postgres's number of the type. */
const TIMESTAMPTZ = 1184
const TIME = { ...NO_FORMAT, display: 'time' } as const

/** The visitor's id may be a phone number, and a custom parameter an address, that the page masks elsewhere. */
function toSafeVisit(visit: Visit, conceal: (text: string) => string): Visit {
  const builtIn = Object.fromEntries(
    Object.entries(visit.builtIn).map(([name, text]) => [name, text === null ? null : conceal(text)]),
  ) as Visit['builtIn']
  const customParameters = visit.customParameters.map((parameter) => ({
    ...parameter,
    name: conceal(parameter.name),
    value: parameter.value === null ? null : conceal(parameter.value),
  }))
  return { ...visit, builtIn, customParameters }
}

/** Copied only when it stands there whole. */
function toVisitorId({ builtIn: { visitorImId: whole } }: Visit, { builtIn }: Visit): Cell {
  const text = builtIn.visitorImId
  return { text, ...(text === whole ? { copy: whole } : {}) }
}

/** A found customer is called by the company's data only: the nickname in the query is anybody's word. */
function toHeading(
  profile: Profile,
  customer: SafeRow | null,
  customerId: string | null,
  language: Language,
): string {
  const texts = TEXTS[language]
  if (profile.outcome === 'several') return texts.severalTitle(profile.customers.rows.length)
  return customer ? toName(customer, customerId ?? '', language) : texts.unknownTitle
}

function toName({ values }: SafeRow, id: string, language: Language): string {
  const names = NAME_COLUMNS.map((name) => toText(values[name]))
  return names.find((name) => name.trim() !== '') ?? `${TEXTS[language].found} ${id}`
}

function toCandidate({ customers }: Profile, row: SafeRow, language: Language) {
  const { values } = row
  const isShown = ([name]: readonly [string, unknown]) => CANDIDATE_COLUMNS.has(name)
  const id = toText(values['id'])
  const name = toName(row, id, language)
  const fields = toFields(customers, row, language).filter(({ name }) => CANDIDATE_COLUMNS.has(name))
  return {
    id,
    name,
    values: { ...Object.fromEntries(Object.entries(values).filter(isShown)), id },
    fields: fields
      .filter(({ cell }) => cell.text !== name)
      // Nobody's values are had on request before it is known whose they are.
      .map((field) => ({
        ...field,
        cell: field.cell.reveal === undefined ? field.cell : { text: field.cell.text },
      })),
  }
}

/** What the console itself says of the visitor. */
function toKnown({ builtIn }: Visit, language: Language): { label: string; text: string }[] {
  const texts = TEXTS[language]
  const known: [string, string | null][] = [
    [texts.nickname, builtIn.nickname],
    [texts.description, builtIn.desc],
    [texts.channelName, builtIn.techChannelName],
  ]
  return known.flatMap(([label, text]) => (text === null ? [] : [{ label, text }]))
}
