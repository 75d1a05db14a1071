import type { PanelResult } from '../../customer/profile.ts'
import { isChosenByVisitor } from '../../customer/query-file/query-file.ts'
import type { Language } from '../../languages.ts'
import type { RowPlan } from './column-plan.ts'
import { toCardLayout, type CardLayout } from './card-layout.ts'
import { toFigures, type Figures } from './figures.ts'
import { toRowCard, type RowCard } from './row-card.ts'
import { toRowSlots, type RowSlots } from './row-slots.ts'
import { toActions, type ActionLink, type ReplyMaker, type ReplySnippet } from './row-templates.ts'
import type { RowContext } from './row-context.ts'
import { SafeRow } from './row-model.ts'
import { TEXTS } from '../texts/texts.ts'

/** Including folded rows. */
const MAX_PANEL_ROWS = 100
/** The most characters of a text that fit beside a date in a narrow window. */
const MAX_BRIEF = 24

export interface PanelModel {
  name: string
  title: string
  titleHref: string | null
  layout: PanelResult['file']['layout']
  status: PanelResult['status']
  /** The request was a form post, so that the page cannot be reloaded by its address. */
  isPosted: boolean
  /** Empty, and therefore in the JSON response only. */
  isHidden: boolean
  message: string | null
  plan: RowPlan
  /** Null except for a table. */
  slots: RowSlots | null
  rows: readonly PanelRow[]
  figures: Figures | null
  unfolded: number
  more: string | null
}

interface PanelRow extends Pick<SafeRow, 'cells'> {
  row: SafeRow
  /** Distinguishes several rows of fields; null otherwise. */
  caption: string | null
  /** Null except for a table. */
  card: RowCard | null
  layout: CardLayout | null
  actions: readonly ActionLink[]
  replies: readonly ReplySnippet[]
}

interface PanelPage {
  titleHref: string | null
  toReplies: ReplyMaker
  isPosted: boolean
}

/** The page does not know some of the masked values: the panel could not be read, or has rows beyond the limit. */
export function hidesUnknown(panel: PanelResult): boolean {
  const isCut = panel.error !== null || panel.rows.length > MAX_PANEL_ROWS
  return panel.file.masked.length > 0 && !isChosenByVisitor(panel.file) && isCut
}

export function toPanel(
  panel: PanelResult,
  plan: RowPlan,
  language: Language,
  context: RowContext,
  { titleHref, toReplies, isPosted }: PanelPage,
): PanelModel {
  const { file, status, isCutOff } = panel
  const texts = TEXTS[language]
  const title = file.title[language]
  const count = Math.min(panel.rows.length, MAX_PANEL_ROWS)
  const left = panel.rows.length - count
  const safeRows = panel.rows.slice(0, count).map((row, at) => new SafeRow(plan, row, file.name, at, context))
  const slots = file.layout === 'table' ? toUsedSlots(plan, safeRows) : null
  const cards = slots && safeRows.map(({ cells }) => toRowCard(slots, cells, plan.isFuture))
  const isBrief = cards !== null && cards.every(isTextShort)
  const rows = safeRows.map((row, at): PanelRow => {
    const { cells } = row
    const card = cards?.[at] ?? null
    return {
      row,
      cells,
      card,
      layout: card && toCardLayout(card, isBrief),
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
    unfolded: file.rows,
    more: left === 0 ? null : isCutOff ? texts.moreThan(left) : texts.notShown(left),
  }
}

/** Returns the slots of the panel's columns; if a heading's column is null in every row, without all such columns. */
function toUsedSlots({ columns, slots }: RowPlan, rows: readonly SafeRow[]): RowSlots {
  const isUsed = (position: number) => rows.some(({ cells }) => cells[position] !== null)
  return slots.headings.every(({ position }) => isUsed(position)) ? slots : toRowSlots(columns, isUsed)
}

function isTextShort({ text }: RowCard): boolean {
  if (text === null) return true
  return text.cell.text.length + (text.isLabelled ? text.label.length : 0) <= MAX_BRIEF
}

function toMessage({ status, file }: PanelResult, title: string, language: Language): string {
  const texts = TEXTS[language].panel
  if (status === 'late' || status === 'failed') return texts[status](title)
  return file.empty?.[language] ?? texts.empty
}

function toCaption({ currencies }: RowPlan, cells: SafeRow['cells']): string | null {
  return (
    currencies
      .map((position) => cells[position]?.text ?? '')
      .join(' ')
      .trim() || null
  )
}
