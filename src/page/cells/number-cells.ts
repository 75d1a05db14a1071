import type { Language } from '../../visit/language.ts'
import type { Cell } from './cell.ts'
import { toText } from './to-text.ts'

export const NUMERIC = /^-?\d+(\.\d+)?$/
/** Numbers that Postgres does not write as digits and a point. */
export const OTHER_NUMBER = /^(NaN|-?Infinity|-?\d+(\.\d+)?e[-+]?\d+)$/
/** What a `real` tells for sure; digits behind are a conversion's. */
const FLOAT_DIGITS = 7
/** Of floating-point numbers so large and so small the exponent tells more. */
const [LEAST_FLOAT, MOST_FLOAT] = [1e-7, 1e15]

/** What Intl writes with all its digits; more are infinity to it. */
export const MAX_DIGITS = 300

/**
 * Makes the cells of numbers, from their text, because a number would round large amounts. What is no number is shown as
 * the text that it is.
 */
export function createNumberCells(language: Language) {
  const wholeNumbers = new Intl.NumberFormat(language, { maximumFractionDigits: 0 })
  const point = new Intl.NumberFormat(language).formatToParts(0.5).find(({ type }) => type === 'decimal')

  /** With the digits that the database gives: `12.50` has two decimals. */
  function plainNumber(text: string): string {
    const [whole = '', decimals] = text.split('.')
    if (whole.length > MAX_DIGITS) return text
    return write(wholeNumbers, whole) + (decimals === undefined ? '' : `${point?.value ?? '.'}${decimals}`)
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

  return { toNumberCell, toFloatCell, plainNumber }
}

/** `-Infinity` is `-∞`. */
export function toInfinity(text: string): string {
  return text.replace(/^(-?)Infinity$/, '$1∞')
}

/** At least to the hundredth, as in amounts. */
function roundFloat(value: number): string {
  const whole = Math.abs(value) < 1 ? 0 : Math.trunc(Math.abs(value)).toString().length
  const zeros = value === 0 || whole > 0 ? 0 : Math.max(0, -Math.floor(Math.log10(Math.abs(value))) - 1)
  const fixed = value.toFixed(Math.max(2, FLOAT_DIGITS - whole + zeros))
  return fixed.replace(/\.?0+$/, '')
}

export function write(format: Intl.NumberFormat, text: string): string {
  return format.format(text as `${number}`)
}
