import type { RowCard } from './row-card.ts'

/** Which parts of a card share a line. */
export interface CardLayout {
  /** The title stays on one line, as order numbers do. */
  isTitleShort: boolean
  /** The amount may wrap, because its currency is not one. */
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
/** Amounts are shorter; a number or a currency column may have any length. */
const MAX_AMOUNT = 24

/** @param isBrief the text of every row of the panel fits in the amount's place */
export function toCardLayout(card: RowCard, isBrief: boolean): CardLayout {
  const { title, state, amount, payment, date, carrier, way, items, text, pairs } = card
  const hasAmount = amount !== null || payment !== null
  const isTextBeside = text !== null && isBrief && items === null && !hasAmount
  return {
    isTitleShort: SHORT_TITLE.test(title?.cell?.text ?? ''),
    isAmountLong: (amount?.cell?.text ?? '').length > MAX_AMOUNT,
    isTextBeside,
    isDateBeside: state === null && !hasAmount && !isTextBeside,
    isPairBeside: pairs.length === 1 && amount !== null && date === null,
    hasWay: carrier !== null || way !== null,
    hasItemFold: items?.cell.kind === 'rows',
  }
}
