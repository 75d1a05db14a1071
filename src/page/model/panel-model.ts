import type { PanelResult } from '../../customer/profile.ts'
import { isChosenBySender } from '../../customer/query-file/query-file.ts'
import type { Language } from '../../visit/language.ts'
import type { RowPlan } from './column-plan.ts'
import { toFigures, type Figures } from './figures.ts'
import { toRowCard, type RowCard } from './row-card.ts'
import { toRowSlots, type RowSlots } from './row-slots.ts'
import { toActions, type ActionLink, type ReplyMaker, type ReplySnippet } from './row-templates.ts'
import { SafeRow, type RowContext } from './row-model.ts'
import { TEXTS } from '../texts/texts.ts'

/** Rows of a panel that are on the page, folded or not. */
const MAX_PANEL_ROWS = 100
/** Characters of a text beside a date in a narrow window. */
const BRIEF = 24

/** What the page says of a panel, in one language. */
export interface PanelModel {
  name: string
  title: string
  /** Where the title leads to. */
  titleHref: string | null
  layout: PanelResult['file']['layout']
  status: PanelResult['status']
  /** The page answers a form: its address is no page that could be loaded again. */
  isPosted: boolean
  /** Has no rows, and is then only told in JSON. */
  isHidden: boolean
  /** In place of rows. */
  message: string | null
  plan: RowPlan
  /** Of a table; null otherwise. */
  slots: RowSlots | null
  rows: readonly PanelRow[]
  /** Of a summary; null otherwise. */
  figures: Figures | null
  /** The one text of each row is short enough for the line of the amount. */
  isBrief: boolean
  /** Rows beyond this many are folded. */
  unfolded: number
  /** What is said of rows that are not on the page. */
  more: string | null
}

interface PanelRow extends Pick<SafeRow, 'cells'> {
  row: SafeRow
  /** Of one of several rows of fields; null otherwise. */
  caption: string | null
  /** Of a table; null otherwise. */
  card: RowCard | null
  actions: readonly ActionLink[]
  replies: readonly ReplySnippet[]
}

/** What of the page around a panel has a part in it. */
interface Around {
  titleHref: string | null
  toReplies: ReplyMaker
  isPosted: boolean
}

/** A panel with masked columns that could not be read, or has rows that are not on the page: what it masks is not known. */
export function hidesUnknown(panel: PanelResult): boolean {
  const isCut = panel.error !== null || panel.rows.length > MAX_PANEL_ROWS
  return panel.file.masked.length > 0 && !isChosenBySender(panel.file) && isCut
}

export function toPanel(
  panel: PanelResult,
  plan: RowPlan,
  language: Language,
  context: RowContext,
  { titleHref, toReplies, isPosted }: Around,
): PanelModel {
  const { file, status, isCutOff } = panel
  const texts = TEXTS[language]
  const title = file.title[language]
  const count = Math.min(panel.rows.length, MAX_PANEL_ROWS)
  const left = panel.rows.length - count
  const safeRows = panel.rows.slice(0, count).map((row, at) => new SafeRow(plan, row, file.name, at, context))
  const slots = file.layout === 'table' ? toUsedSlots(plan, safeRows) : null
  const rows = safeRows.map((row): PanelRow => {
    const { cells } = row
    return {
      row,
      cells,
      card: slots && toRowCard(slots, cells),
      caption: file.layout === 'fields' && count > 1 ? toCaption(plan, cells) : null,
      actions: toActions(plan, row),
      replies: toReplies(row),
    }
  })
  return {
    name: file.name,
    title,
    titleHref,
    layout: file.layout,
    status,
    isPosted,
    isHidden: status === 'empty' && file.hidesEmpty,
    message: status === 'ok' ? null : toMessage(panel, title, language),
    plan,
    slots,
    rows,
    figures: file.layout === 'summary' ? toFigures(plan, rows) : null,
    isBrief: rows.every(({ card }) => isBrief(card?.text ?? null)),
    unfolded: file.rows,
    more: left === 0 ? null : isCutOff ? texts.moreThan(left) : texts.notShown(left),
  }
}

/** Where the heading of a column would stand over nothing: the places of the columns that have a value in some row. */
function toUsedSlots({ columns, slots }: RowPlan, rows: readonly SafeRow[]): RowSlots {
  const isUsed = (position: number) => rows.some(({ cells }) => cells[position] !== null)
  return slots.headings.every(({ position }) => isUsed(position)) ? slots : toRowSlots(columns, isUsed)
}

/** Short enough for the line of an amount or of a date. */
function isBrief(text: RowCard['text']): boolean {
  if (text === null) return true
  return text.cell.text.length + (text.isLabelled ? text.label.length : 0) <= BRIEF
}

function toMessage({ status, file }: PanelResult, title: string, language: Language): string {
  const texts = TEXTS[language].panel
  if (status === 'late' || status === 'failed') return texts[status](title)
  return file.empty?.[language] ?? texts.empty
}

/** Fields in two currencies are told apart by the currency. */
function toCaption({ currencies }: RowPlan, cells: SafeRow['cells']): string | null {
  return (
    currencies
      .map((position) => cells[position]?.text ?? '')
      .join(' ')
      .trim() || null
  )
}
