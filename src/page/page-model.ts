import type { Column, PanelResult, Profile, RowSet } from '../customer/profile.ts'
import { toLabel } from '../customer/sql-file.ts'
import type { Language } from '../visit/language.ts'
import type { CustomParameter, Visit } from '../visit/read-visit.ts'
import { toText, type Cell, type CellMaker } from './cell.ts'
import { TEXTS } from './texts.ts'

export interface Field {
  name: string
  label: string
  cell: Cell
}

export type PageModel = ReturnType<typeof toPageModel>

interface Input {
  visit: Visit
  profile: Profile
  language: Language
  requestId: string
  makeCell: CellMaker
  now: Date
}

type PageRow = Readonly<Record<string, unknown>>

/** Columns by which a person is called, the best first. */
const NAME_COLUMNS = ['full_name', 'name', 'display_name', 'nickname'] as const
/** What may be said of somebody who is only perhaps the visitor. */
const CANDIDATE_COLUMNS: ReadonlySet<string> = new Set(['id', 'customer_no', ...NAME_COLUMNS])
const MAX_CANDIDATES = 20
/** Lengths of custom values, in UTF-16 units and in characters. */
const FOLDED_ABOVE = 160
const BEGINNING = 80

/** Everything the page says, in one language, for the HTML and for the JSON. */
export function toPageModel({ visit, profile, language, requestId, makeCell, now }: Input) {
  const { outcome, customers } = profile
  const texts = TEXTS[language]
  const customer = outcome === 'found' ? (customers.rows[0] ?? null) : null
  return {
    outcome,
    language,
    requestId,
    visit,
    heading: toHeading(profile, language),
    channel: visit.channel && texts.channels[visit.channel],
    customer: customer && toValues(customers, customer),
    customerId: profile.customerId,
    fields: customer ? toFields(customers, customer, language, makeCell) : [],
    known: toKnown(visit, language),
    candidates: outcome === 'several' ? toCandidates(customers, language, makeCell) : [],
    moreCandidates: outcome === 'several' ? Math.max(0, customers.rows.length - MAX_CANDIDATES) : 0,
    panels: profile.panels.map((panel) => toPanel(panel, language, makeCell)),
    sent: [...visit.customParameters, ...visit.undecryptable.map(toUndecryptable)].map((parameter) =>
      toSent(parameter, language),
    ),
    shownAt: makeCell(now, 0, { name: 'datetime', argument: null }, {}),
  }
}

/** A found customer is called by the company's data only: the nickname in the query is anybody's word. */
function toHeading({ outcome, customers, customerId }: Profile, language: Language): string {
  const texts = TEXTS[language]
  if (outcome === 'several') return texts.severalTitle(customers.rows.length)
  if (outcome === 'unknown') return texts.unknownTitle
  const row = customers.rows[0] ?? {}
  const names = NAME_COLUMNS.filter((name) => !customers.file.hidden.has(name)).map((name) =>
    toText(row[name]),
  )
  return names.find((name) => name.trim() !== '') ?? `${texts.found} ${customerId ?? ''}`
}

function labelOf({ file }: RowSet, { name }: Column, language: Language): string {
  return file.columns.get(name)?.label[language] ?? toLabel(name)
}

/** The row's values that are there; the id is not one of them, it stands in the header. */
function toFields(rowSet: RowSet, row: PageRow, language: Language, makeCell: CellMaker): Field[] {
  return rowSet.columns.flatMap((column) => {
    const { name } = column
    const cell = name === 'id' ? null : makeCell(row[name], column.type, formatOf(rowSet, column), row)
    return cell ? [{ name, label: labelOf(rowSet, column, language), cell }] : []
  })
}

function toValues({ columns }: RowSet, row: PageRow): Record<string, unknown> {
  return Object.fromEntries(columns.map(({ name }) => [name, row[name]]))
}

function formatOf({ file }: RowSet, { name }: Column) {
  return file.columns.get(name)?.format ?? null
}

function toCandidates(rowSet: RowSet, language: Language, makeCell: CellMaker) {
  const columns = rowSet.columns.filter(({ name }) => CANDIDATE_COLUMNS.has(name))
  return rowSet.rows.slice(0, MAX_CANDIDATES).map((row) => ({
    id: toText(row['id']),
    values: { ...toValues({ ...rowSet, columns }, row), id: toText(row['id']) },
    fields: toFields({ ...rowSet, columns }, row, language, makeCell),
  }))
}

function toPanel(panel: PanelResult, language: Language, makeCell: CellMaker) {
  const { file, status } = panel
  // A currency is shown with its amount, not beside it.
  const currencies = new Set([...file.columns.values()].map(({ format }) => format?.argument))
  const shown = panel.columns.filter(({ name }) => !currencies.has(name))
  return {
    name: file.name,
    title: file.title[language],
    layout: file.layout,
    status,
    message: status === 'ok' ? null : TEXTS[language].panel[status],
    labels: shown.map((column) => labelOf(panel, column, language)),
    rows: panel.rows.map((row) => ({
      values: toValues(panel, row),
      cells: shown.map((column) => makeCell(row[column.name], column.type, formatOf(panel, column), row)),
    })),
    /** Rows beyond this many are folded. */
    unfolded: file.rows,
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
  return `${Array.from(value.slice(0, 2 * BEGINNING))
    .slice(0, BEGINNING)
    .join('')}…`
}
