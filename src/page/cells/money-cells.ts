import { isCurrencyCode } from '../../customer/query-file/column-format.ts'
import type { Language } from '../../visit/language.ts'
import type { Cell } from './cell.ts'
import { MAX_DIGITS, NUMERIC, OTHER_NUMBER, toInfinity, write } from './number-cells.ts'
import { toText } from './to-text.ts'

const MAX_FRACTION_DIGITS = 20
/** Fewer significant digits than this do not tell an amount. */
const LEAST = 3
/** Of a small amount so many are shown; more are a division's. */
const MOST = 8

/** Makes the cells of amounts. @param plainNumber writes those in what is no currency's code */
export function createMoneyCells(language: Language, plainNumber: (text: string) => string) {
  const currencies = new Map<string, Intl.NumberFormat>()
  const usualDigits = new Map<string, number>()

  /** @param maximumFractionDigits the currency's usual digits when undefined */
  function formatOf(currency: string, maximumFractionDigits?: number): Intl.NumberFormat {
    const key = `${currency} ${String(maximumFractionDigits)}`
    let format = currencies.get(key)
    if (!format) {
      format = new Intl.NumberFormat(language, { style: 'currency', currency, maximumFractionDigits })
      currencies.set(key, format)
    }
    return format
  }

  /** With the usual digits, or with more where those would hide a small amount, as the price of a second of a call. */
  function amount(text: string, currency: string): string {
    const format = formatOf(currency)
    const usual = usualDigits.get(currency) ?? format.resolvedOptions().maximumFractionDigits ?? 0
    usualDigits.set(currency, usual)
    const digits = smallDigits(text, usual)
    if (text.length > MAX_DIGITS || digits > MAX_FRACTION_DIGITS) return `${text} ${currency}`
    return write(digits > 0 ? formatOf(currency, digits) : format, text)
  }

  return function toMoneyCell(value: unknown, currency: string): Cell {
    const text = toText(value)
    const exact = `${text} ${currency}`.trim()
    if (OTHER_NUMBER.test(text)) return { kind: 'text', text: `${toInfinity(text)} ${currency}`.trim() }
    if (!NUMERIC.test(text)) return { kind: 'text', text }
    const shown = isCurrencyCode(currency)
      ? amount(text, currency.toUpperCase())
      : `${plainNumber(text)} ${currency}`.trim()
    return { kind: 'number', text: shown, exact }
  }
}

/** How many digits a small amount needs behind the point; 0 where the usual ones are enough. */
function smallDigits(text: string, usual: number): number {
  const [, whole, fraction] = /^-?0*(\d{0,2})\.(\d+)$/.exec(text) ?? []
  if (whole === undefined || fraction === undefined) return 0
  // Before the first digit that counts.
  const zeros = whole === '' ? fraction.search(/[1-9]/) : 0
  if (zeros === -1 || whole.length + usual - zeros >= LEAST) return 0
  const digits = zeros + fraction.slice(zeros, zeros + MOST - whole.length).replace(/0+$/, '').length
  return digits > usual ? digits : 0
}
