import type { PanelResult } from '../../customer/profile.ts'
import { isChosenBySender } from '../../customer/query-file/query-file.ts'
import type { Language } from '../../visit/language.ts'
import type { RowPlan } from './column-plan.ts'
import { toActions, type ActionLink, type ReplyMaker, type ReplySnippet } from './row-templates.ts'
import { toSafeRow, type RowContext, type SafeRow } from './row-model.ts'
import { TEXTS } from '../texts/texts.ts'

/** Rows of a panel that are on the page, folded or not. */
const MAX_PANEL_ROWS = 100

/** What the page says of a panel, in one language. */
export interface PanelModel {
  name: string
  title: string
  /** Where the title leads to. */
  titleHref: string | null
  layout: PanelResult['file']['layout']
  status: PanelResult['status']
  /** Has no rows, and is then only told in JSON. */
  isHidden: boolean
  /** In place of rows. */
  message: string | null
  plan: RowPlan
  rows: readonly PanelRow[]
  /** Rows beyond this many are folded. */
  unfolded: number
  /** What is said of rows that are not on the page. */
  more: string | null
}

interface PanelRow extends SafeRow {
  caption: string | null
  actions: readonly ActionLink[]
  replies: readonly ReplySnippet[]
}

/** What of the page around a panel has a part in it. */
interface Around {
  titleHref: string | null
  toReplies: ReplyMaker
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
  { titleHref, toReplies }: Around,
): PanelModel {
  const { file, status, isCutOff } = panel
  const texts = TEXTS[language]
  const count = Math.min(panel.rows.length, MAX_PANEL_ROWS)
  const left = panel.rows.length - count
  const rows: PanelRow[] = []
  for (const row of panel.rows) {
    if (rows.length === count) break
    const safe = toSafeRow(plan, row, file.name, rows.length, context)
    rows.push({
      ...safe,
      caption: count > 1 ? toCaption(plan, safe.cells) : null,
      actions: toActions(plan, row, context),
      replies: toReplies(safe, context),
    })
  }
  return {
    name: file.name,
    title: file.title[language],
    titleHref,
    layout: file.layout,
    status,
    isHidden: status === 'empty' && file.hidesEmpty,
    message:
      status === 'ok' ? null : status === 'empty' && file.empty ? file.empty[language] : texts.panel[status],
    plan,
    rows,
    unfolded: file.rows,
    more: left === 0 ? null : isCutOff ? texts.moreThan(left) : texts.notShown(left),
  }
}

/** Figures in two currencies are told apart by the currency. */
function toCaption({ columns }: RowPlan, cells: SafeRow['cells']): string | null {
  let caption = ''
  for (let position = 0; position < columns.length; position += 1) {
    if (columns[position]?.isArgument) caption += ` ${cells[position]?.text ?? ''}`
  }
  return caption.trim() || null
}
