import type { Language } from '../../visit/language.ts'
import type { Cell } from './cell.ts'
import { toText } from './to-text.ts'

const NUMERIC = /^-?\d+(\.\d+)?$/
/** Numbers that Postgres does not write as digits and a point. */
const OTHER_NUMBER = /^(NaN|-?Infinity|-?\d+(\.\d+)?e[-+]?\d+)$/
const CURRENCY = /^[A-Z]{3}$/i
/** What a `real` tells for sure; digits behind are a conversion's. */
const FLOAT_DIGITS = 7
/** Of floating-point numbers so large and so small the exponent tells more. */
const [LEAST_FLOAT, MOST_FLOAT] = [1e-7, 1e15]

/** What Intl writes with all its digits; more are infinity to it. */
const MAX_DIGITS = 300
const MAX_FRACTION_DIGITS = 20
/** Fewer significant digits than this do not tell an amount. */
const LEAST = 3
/** Of a small amount so many are shown; more are a division's. */
const MOST = 8

/**
 * Makes the cells of numbers, from their text, because a number would round large amounts. What is no number is shown as
 * the text that it is.
 */
export function createNumberCells(language: Language) {
  const wholeNumbers = new Intl.NumberFormat(language, { maximumFractionDigits: 0 })
  const point = new Intl.NumberFormat(language).formatToParts(0.5).find(({ type }) => type === 'decimal')
  const currencies = new Map<string, Intl.NumberFormat>()
  const usualDigits = new Map<string, number>()

  /** With the digits that the database gives: `12.50` has two decimals. */
  function plainNumber(text: string): string {
    const [whole = '', decimals] = text.split('.')
    if (whole.length > MAX_DIGITS) return text
    return write(wholeNumbers, whole) + (decimals === undefined ? '' : `${point?.value ?? '.'}${decimals}`)
  }

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

  function toNumberCell(value: unknown): Cell {
    const text = toText(value)
    return { kind: 'text', text: NUMERIC.test(text) ? plainNumber(text) : toInfinity(text) }
  }

  /** Of a floating-point number's digits the ones that tell something: `0.30000000000000004` is 0.3. */
  function toFloatCell(value: unknown): Cell {
    const text = toText(value)
    const size = Math.abs(Number(text))
    if (!NUMERIC.test(text) && !OTHER_NUMBER.test(text)) return { kind: 'text', text }
    if (!(size === 0 || (size >= LEAST_FLOAT && size < MOST_FLOAT)))
      return { kind: 'text', text: toInfinity(text) }
    const shown = plainNumber(roundFloat(Number(text)))
    return shown === plainNumber(text)
      ? { kind: 'text', text: shown }
      : { kind: 'number', text: shown, exact: text }
  }

  function toMoneyCell(value: unknown, currency: string): Cell {
    const text = toText(value)
    const exact = `${text} ${currency}`.trim()
    if (OTHER_NUMBER.test(text)) return { kind: 'text', text: `${toInfinity(text)} ${currency}`.trim() }
    if (!NUMERIC.test(text)) return { kind: 'text', text }
    const shown = CURRENCY.test(currency)
      ? amount(text, currency.toUpperCase())
      : `${plainNumber(text)} ${currency}`.trim()
    return { kind: 'number', text: shown, exact }
  }

  return { toNumberCell, toFloatCell, toMoneyCell }
}

/** `-Infinity` is `-∞`. */
function toInfinity(text: string): string {
  return text.replace(/^(-?)Infinity$/, '$1∞')
}

/** At least to the hundredth, as in amounts. */
function roundFloat(value: number): string {
  const whole = Math.abs(value) < 1 ? 0 : Math.trunc(Math.abs(value)).toString().length
  const zeros = value === 0 || whole > 0 ? 0 : Math.max(0, -Math.floor(Math.log10(Math.abs(value))) - 1)
  const fixed = value.toFixed(Math.max(2, FLOAT_DIGITS - whole + zeros))
  return fixed.replace(/\.?0+$/, '')
}

function write(format: Intl.NumberFormat, text: string): string {
  return format.format(text as `${number}`)
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
