import { isCurrencyCode } from '../../customer/query-file/column-format.ts'
import type { Language } from '../../languages.ts'
import type { Cell } from './cell.ts'
import { MAX_DIGITS, PLAIN_NUMBER, OTHER_NUMBER, toInfinity, formatDigits } from './number-cells.ts'
import { toNumberText } from './to-text.ts'

const MAX_FRACTION_DIGITS = 20
/** The fewest significant digits that are shown of an amount. */
const MIN_SIGNIFICANT = 3
/** The most significant digits of a small amount; more are artifacts of division. */
const MAX_SIGNIFICANT = 8

/**
 * Creates the maker of cells with amounts.
 *
 * @param plainNumber formats amounts in unknown currencies
 */
export function createMoneyCells(language: Language, plainNumber: (text: string) => string) {
  const known = new Map<string, { format: Intl.NumberFormat; decimals: number }>()

  /** @param maximumFractionDigits undefined for the currency's default */
  function formatOf(currency: string, maximumFractionDigits?: number) {
    const key = `${currency} ${String(maximumFractionDigits)}`
    const found = known.get(key)
    if (found) return found
    const format = new Intl.NumberFormat(language, { style: 'currency', currency, maximumFractionDigits })
    const made = { format, decimals: format.resolvedOptions().maximumFractionDigits ?? 0 }
    known.set(key, made)
    return made
  }

  /**
   * Formats with the currency's default digits, or more if these would hide a small amount, such as a call's price per
   * second.
   */
  function toAmountCell(text: string, currency: string): Cell {
    const { format, decimals: usual } = formatOf(currency)
    const digits = smallDigits(text, usual)
    const exact = `${text} ${currency}`
    if (text.length > MAX_DIGITS || digits > MAX_FRACTION_DIGITS)
      return { kind: 'number', text: exact, exact: null }
    const isRounded = countDecimals(text) > Math.max(usual, digits)
    const shown = formatDigits(digits > 0 ? formatOf(currency, digits).format : format, text)
    return { kind: 'number', text: shown, exact: isRounded ? exact : null }
  }

  return function toMoneyCell(value: unknown, currency: string): Cell {
    const text = toNumberText(value)
    if (OTHER_NUMBER.test(text)) return { kind: 'text', text: `${toInfinity(text)} ${currency}`.trim() }
    if (!PLAIN_NUMBER.test(text)) return { kind: 'text', text }
    if (isCurrencyCode(currency)) return toAmountCell(text, currency.toUpperCase())
    return { kind: 'number', text: `${plainNumber(text)} ${currency}`.trim(), exact: null }
  }
}

function countDecimals(text: string): number {
  const point = text.indexOf('.')
  return point === -1 ? 0 : text.length - point - 1
}

/** Returns the number of decimals that a small amount needs; 0 if the default is enough. */
function smallDigits(text: string, usual: number): number {
  const [, whole, fraction] = /^-?0*(\d{0,2})\.(\d+)$/.exec(text) ?? []
  if (whole === undefined || fraction === undefined) return 0
  // Zeros before the first significant digit.
  const zeros = whole === '' ? fraction.search(/[1-9]/) : 0
  if (zeros === -1 || whole.length + usual - zeros >= MIN_SIGNIFICANT) return 0
  const digits =
    zeros + fraction.slice(zeros, zeros + MAX_SIGNIFICANT - whole.length).replace(/0+$/, '').length
  return digits > usual ? digits : 0
}
