import type { Language } from '../../languages.ts'
import type { Cell } from './cell.ts'
import { toText } from './to-text.ts'

export const PLAIN_NUMBER = /^-?\d+(\.\d+)?$/
/** Numbers in other notations of Postgres. */
export const OTHER_NUMBER = /^(NaN|-?Infinity|-?\d+(\.\d+)?e[-+]?\d+)$/
/** The precision of `real`; further digits are artifacts of conversion. */
const FLOAT_DIGITS = 7
/** Floating-point numbers beyond these are shown with an exponent. */
const [MIN_FLOAT, MAX_FLOAT] = [1e-7, 1e15]

/** Intl formats longer numbers as infinity. */
export const MAX_DIGITS = 300

/**
 * Creates the makers of number cells. They format text, as converting it to a number would round large amounts. Other
 * text is shown unchanged.
 */
export function createNumberCells(language: Language) {
  const wholeNumbers = new Intl.NumberFormat(language, { maximumFractionDigits: 0 })
  const point = new Intl.NumberFormat(language).formatToParts(0.5).find(({ type }) => type === 'decimal')

  /** Keeps the database's decimals: `12.50` has two. A quotient has sixteen or more, most of them often zeros. */
  function plainNumber(text: string): string {
    const [whole = '', decimals] = text.split('.')
    if (whole.length > MAX_DIGITS) return text
    return (
      formatDigits(wholeNumbers, whole) +
      (decimals === undefined ? '' : `${point?.value ?? '.'}${withoutScale(decimals)}`)
    )
  }

  function toNumberCell(value: unknown): Cell {
    const text = toText(value)
    return { kind: 'text', text: PLAIN_NUMBER.test(text) ? plainNumber(text) : toInfinity(text) }
  }

  /** Shows a floating-point number's significant digits: `0.30000000000000004` becomes 0.3. */
  function toFloatCell(value: unknown): Cell {
    const text = toText(value)
    const size = Math.abs(Number(text))
    if (!PLAIN_NUMBER.test(text) && !OTHER_NUMBER.test(text)) return { kind: 'text', text }
    if (!(size === 0 || (size >= MIN_FLOAT && size < MAX_FLOAT)))
      return { kind: 'text', text: toInfinity(text) }
    const shown = plainNumber(roundFloat(Number(text)))
    return shown === plainNumber(text)
      ? { kind: 'text', text: shown }
      : { kind: 'number', text: shown, exact: text }
  }

  return { toNumberCell, toFloatCell, plainNumber }
}

/** Nobody chooses to show more than six decimals. Two remain, as amounts have. */
const MAX_SCALE = 6
function withoutScale(decimals: string): string {
  let end = decimals.length
  if (end > MAX_SCALE) while (end > 2 && decimals.charAt(end - 1) === '0') end -= 1
  return decimals.slice(0, end)
}

/** Replaces `-Infinity` with `-∞`. */
export function toInfinity(text: string): string {
  return text.replace(/^(-?)Infinity$/, '$1∞')
}

/** Rounds to at least two decimals, as amounts have. */
function roundFloat(value: number): string {
  const whole = Math.abs(value) < 1 ? 0 : Math.trunc(Math.abs(value)).toString().length
  const zeros = value === 0 || whole > 0 ? 0 : Math.max(0, -Math.floor(Math.log10(Math.abs(value))) - 1)
  const fixed = value.toFixed(Math.max(2, FLOAT_DIGITS - whole + zeros))
  return fixed.replace(/\.?0+$/, '')
}

/** Intl formats text, too, and does not round it as a number. */
export function formatDigits(format: Intl.NumberFormat, text: string): string {
  return format.format(text as `${number}`)
}
