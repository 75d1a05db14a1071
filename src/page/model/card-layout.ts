import type { RowCard } from './row-card.ts'
import { toTextWidth } from './text-width.ts'

/** Which parts of a card share a line. */
export interface CardLayout {
  /** The title stays on one line, as order numbers do. */
  isTitleShort: boolean
  /** The title is a longer number, whose digits are not broken where there is room. */
  isTitleNumber: boolean
  /** The title is prose, such as a note, which is not bold and can be folded. */
  isTitleProse: boolean
  /** The amount does not fit beside title and date, and may wrap. */
  isAmountLong: boolean
  /** The text is in the amount's place. */
  isTextBeside: boolean
  /** The date is beside the title, for want of a state or an amount. */
  isDateBeside: boolean
  /** The only labelled value is beside the amount, in the date's place. */
  isPairBeside: boolean
  /** The first line is followed by the way of delivery; otherwise by items or text. */
  hasWay: boolean
  /** Items can be folded out, together with the folded values. */
  hasItemFold: boolean
}

const SHORT_TITLE = /^[!-~]{1,14}$/
/** Of as many digits as fit in the narrowest window. */
const NUMBER_TITLE = /^[-\d.,]{15,24}$/
/** In pixels of small text: two lines in a narrow pane. */
const TITLE_WIDTH = 540
/** In pixels of small text. Amounts are shorter; a number, its label or a currency column may have any length. */
const AMOUNT_WIDTH = 119

/** @param isBrief the text of every row of the panel fits in the amount's place */
export function toCardLayout(card: RowCard, isBrief: boolean): CardLayout {
  const { title, state, amount, payment, date, carrier, way, items, text, pairs } = card
  const heading = title?.cell?.text ?? ''
  const hasAmount = amount !== null || payment !== null
  const isTextBeside = text !== null && isBrief && items === null && !hasAmount
  return {
    isTitleShort: SHORT_TITLE.test(heading),
    isTitleNumber: NUMBER_TITLE.test(heading),
    isTitleProse: heading.includes('\n') || toTextWidth(heading.slice(0, TITLE_WIDTH)) > TITLE_WIDTH,
    isAmountLong: toWidth(amount) > AMOUNT_WIDTH,
    isTextBeside,
    isDateBeside: state === null && !hasAmount && !isTextBeside,
    isPairBeside: pairs.length === 1 && amount !== null && date === null,
    hasWay: carrier !== null || way !== null,
    hasItemFold: items?.cell.kind === 'rows',
  }
}

function toWidth(slot: RowCard['amount']): number {
  return toTextWidth(`${slot?.isLabelled ? slot.label : ''} ${slot?.cell?.text ?? ''}`)
}
