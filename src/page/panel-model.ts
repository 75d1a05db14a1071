import type { PanelResult } from '../customer/profile.ts'
import { planOf, secretsOf, toSafeRow, type ColumnKind, type RowContext } from './row-model.ts'
import { toText } from './cell.ts'
import { TEXTS } from './texts.ts'

/** Rows of a panel that are on the page, folded or not. */
const MAX_ROWS = 100

/** Every masked value of a panel's rows on the page. */
export function secretsOfPanel(panel: PanelResult): string[] {
  return secretsOf(panel, MAX_ROWS)
}

/** A panel with masked columns that could not be read, or not whole: what it masks is not known. */
export function hidesUnknown(panel: PanelResult): boolean {
  return panel.file.masked.length > 0 && (panel.error !== null || panel.rows.length > MAX_ROWS)
}

/** What the page says of a panel, in one language. */
export function toPanel(panel: PanelResult, context: RowContext) {
  const { file, status, isCutOff } = panel
  const { language } = context
  const texts = TEXTS[language]
  const plan = planOf(panel)
  const shown = plan.filter(({ isArgument }) => !isArgument)
  const kinds = shown.map(({ kind }) => kind)
  const left = Math.max(0, panel.rows.length - MAX_ROWS)
  const safeRows = panel.rows
    .slice(0, MAX_ROWS)
    .map((row, index) => toSafeRow(panel, row, { panel: file.name, row: index }, context))
  return {
    name: file.name,
    title: file.title[language],
    layout: file.layout,
    status,
    message:
      status === 'ok' ? null : status === 'empty' && file.empty ? file.empty[language] : texts.panel[status],
    columns: shown.map(({ label, kind }, index) => ({
      ...{ label: label[language], kind },
      explained: index === 0 || explainsItself(kinds, index),
    })),
    rows: safeRows.map(({ values, cells }) => ({
      values,
      caption: safeRows.length > 1 ? toCaption(panel, values) : null,
      cells: cells.filter((_, index) => plan[index]?.isArgument === false),
    })),
    /** Rows beyond this many are folded. */
    unfolded: file.rows,
    /** What is said of rows that are not on the page. */
    more: left === 0 ? null : isCutOff ? texts.moreThan(left) : texts.notShown(left),
  }
}

/** Figures in two currencies stand apart by the currency. */
function toCaption(panel: PanelResult, values: Readonly<Record<string, unknown>>): string | null {
  const currencies = planOf(panel).filter(({ isArgument }) => isArgument)
  return currencies.map(({ name }) => toText(values[name])).join(' ') || null
}

/** A card needs no label beside its one amount, its one date, its one text, or a word with a colour. */
function explainsItself(kinds: readonly ColumnKind[], index: number): boolean {
  const kind = kinds[index]
  return kind === 'badge' || kinds.filter((other, at) => at > 0 && other === kind).length === 1
}
