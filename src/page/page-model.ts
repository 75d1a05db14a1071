import type { PanelResult, Profile } from '../customer/profile.ts'
import type { Language } from '../visit/language.ts'
import type { CustomParameter, Visit } from '../visit/read-visit.ts'
import { toText, type CellMaker } from './cell.ts'
import { createConcealer } from './mask.ts'
import {
  hasMasks,
  isArgument,
  labelOf,
  secretsOf,
  toFields,
  toSafeRow,
  type RowContext,
  type SafeRow,
} from './row-model.ts'
import { TEXTS } from './texts.ts'

export type PageModel = ReturnType<typeof toPageModel>

interface Input {
  visit: Visit
  profile: Profile
  language: Language
  requestId: string
  makeCell: CellMaker
  now: Date
  isRevealed: RowContext['isRevealed']
  addressOf: RowContext['addressOf']
}

/** Columns by which a person is called, the best first. */
const NAME_COLUMNS = ['full_name', 'name', 'display_name', 'nickname'] as const
/** What may be said of somebody who is only perhaps the visitor. */
const CANDIDATE_COLUMNS: ReadonlySet<string> = new Set(['id', 'customer_no', ...NAME_COLUMNS])
const MAX_CANDIDATES = 20
/** Rows of a panel that are on the page, folded or not. */
const MAX_PANEL_ROWS = 100
/** Lengths of custom values, in UTF-16 units and in characters. */
const FOLDED_ABOVE = 160
const BEGINNING = 80

/** Everything the page says, in one language, for the HTML and for the JSON. */
export function toPageModel(input: Input) {
  const { profile, language, requestId, makeCell, now, isRevealed, addressOf } = input
  const { outcome, customers, panels } = profile
  const texts = TEXTS[language]
  const secrets = [
    secretsOf(customers, MAX_CANDIDATES),
    ...panels.map((panel) => secretsOf(panel, MAX_PANEL_ROWS)),
  ]
  const conceal = createConcealer(secrets.flat(), panels.some(hidesUnknown))
  const context: RowContext = { language, makeCell, conceal, isRevealed, addressOf }
  const visit = toSafeVisit(input.visit, conceal)
  const rows = customers.rows
    .slice(0, outcome === 'found' ? 1 : MAX_CANDIDATES)
    .map((row, index) => toSafeRow(customers, row, { panel: null, row: index }, context))
  const customer = outcome === 'found' ? (rows[0] ?? null) : null
  const customerId = profile.customerId === null ? null : conceal(profile.customerId)
  return {
    outcome,
    language,
    requestId,
    visit,
    heading: toHeading(profile, customer, customerId, language),
    channel: visit.channel && texts.channels[visit.channel],
    customer: customer && ({ ...customer.values, id: customerId } as Record<string, unknown>),
    customerId,
    fields: customer ? toFields(customers, customer, language) : [],
    known: toKnown(visit, language),
    candidates: outcome === 'several' ? rows.map((row) => toCandidate(profile, row, language)) : [],
    moreCandidates: outcome === 'several' ? Math.max(0, customers.rows.length - MAX_CANDIDATES) : 0,
    panels: panels.map((panel) => toPanel(panel, context)),
    sent: [...visit.customParameters, ...visit.undecryptable.map(toUndecryptable)].map((parameter) =>
      toSent(parameter, language),
    ),
    shownAt: makeCell(now, TIMESTAMPTZ, null, {}),
  }
}

/** A panel with masked columns that could not be read, or not whole: what it masks is not known. */
function hidesUnknown(panel: PanelResult): boolean {
  return hasMasks(panel) && (panel.error !== null || panel.rows.length > MAX_PANEL_ROWS)
}

/** Postgres's number of the type. */
const TIMESTAMPTZ = 1184

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

/** A found customer is called by the company's data only: the nickname in the query is anybody's word. */
function toHeading(
  profile: Profile,
  customer: SafeRow | null,
  customerId: string | null,
  language: Language,
): string {
  const texts = TEXTS[language]
  if (profile.outcome === 'several') return texts.severalTitle(profile.customers.rows.length)
  if (!customer) return texts.unknownTitle
  const names = NAME_COLUMNS.map((name) => toText(customer.values[name]))
  return names.find((name) => name.trim() !== '') ?? `${texts.found} ${customerId ?? ''}`
}

function toCandidate({ customers }: Profile, { values, cells }: SafeRow, language: Language) {
  const isShown = ([name]: readonly [string, unknown]) => CANDIDATE_COLUMNS.has(name)
  const id = toText(values['id'])
  return {
    id,
    values: { ...Object.fromEntries(Object.entries(values).filter(isShown)), id },
    // Nobody's values are had on request before it is known whose they are.
    fields: toFields(customers, { values, cells: new Map([...cells].filter(isShown)) }, language).map(
      (field) => ({
        ...field,
        cell: field.cell.reveal === undefined ? field.cell : { text: field.cell.text },
      }),
    ),
  }
}

function toPanel(panel: PanelResult, context: RowContext) {
  const { file, status, isCutOff } = panel
  const { language } = context
  const texts = TEXTS[language]
  const shown = panel.columns.map(({ name }) => name).filter((name) => !isArgument(panel, name))
  const left = Math.max(0, panel.rows.length - MAX_PANEL_ROWS)
  const safeRows = panel.rows
    .slice(0, MAX_PANEL_ROWS)
    .map((row, index) => toSafeRow(panel, row, { panel: file.name, row: index }, context))
  return {
    name: file.name,
    title: file.title[language],
    layout: file.layout,
    status,
    message:
      status === 'ok' ? null : status === 'empty' && file.empty ? file.empty[language] : texts.panel[status],
    labels: shown.map((name) => labelOf(panel, name, language)),
    rows: safeRows.map(({ values, cells }) => ({
      values,
      cells: shown.map((name) => cells.get(name) ?? null),
    })),
    /** Rows beyond this many are folded. */
    unfolded: file.rows,
    /** What is said of rows that are not on the page. */
    more: left === 0 ? null : isCutOff ? texts.moreThan(left) : texts.more(left),
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

/** A built-in parameter that could not be decrypted is told beside the custom ones. */
function toUndecryptable({ name, reason }: Visit['undecryptable'][number]): CustomParameter {
  return { name, value: null, status: 'undecryptable', reason }
}

function toSent({ name, value, status, reason }: CustomParameter, language: Language) {
  const texts = TEXTS[language]
  const why = reason && `${texts.undecryptable} (${texts.reasons[reason]})`
  return {
    name,
    value,
    beginning: toBeginning(value),
    status,
    note: why ?? (status === 'cut' ? texts.cut : null),
  }
}

/** What is shown of a value that is too long to be shown unasked; null when it is not. */
function toBeginning(value: string | null): string | null {
  if (value === null || value.length <= FOLDED_ABOVE) return null
  // By whole characters, however many units they have.
  const characters = Array.from(value.slice(0, 2 * BEGINNING))
  return `${characters.slice(0, BEGINNING).join('')}…`
}
