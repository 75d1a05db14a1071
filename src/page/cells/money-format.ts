import { memoize } from '../memoize.ts'
import { createNumberFormat, type NumberFormat } from './number-format.ts'

/** Fewer significant digits than this do not tell an amount. */
const LEAST = 3
/** Of a small amount so many are shown; more are a division's. */
const MOST = 8
/** As Intl allows, and as it writes whole: more is infinity to it. */
const [MOST_FRACTION_DIGITS, MOST_LENGTH] = [20, 300]

/**
 * Makes the format of a currency: with its usual digits, or with more where those would hide a small amount, as the price
 * of a second of a call.
 *
 * @param currency three capital letters
 */
export function createMoneyFormat(language: string, currency: string): NumberFormat {
  const options = { style: 'currency', currency } as const
  const usual = new Intl.NumberFormat(language, options).resolvedOptions().maximumFractionDigits ?? 0
  const formatOf = memoize(new Map<number, NumberFormat>(), (maximumFractionDigits) =>
    createNumberFormat(language, { ...options, maximumFractionDigits }),
  )
  return (text) => {
    const digits = Math.max(usual, smallDigits(text, usual))
    const isWhole = digits <= MOST_FRACTION_DIGITS && text.length <= MOST_LENGTH
    return isWhole ? formatOf(digits)(text) : `${text} ${currency}`
  }
}

/** How many digits a small amount needs behind the point; 0 for any other. */
function smallDigits(text: string, usual: number): number {
  const [, whole = '', fraction = ''] = /^-?0*(\d*)\.?(\d*)$/.exec(text) ?? []
  // Before the first digit that counts.
  const zeros = whole === '' ? fraction.search(/[1-9]/) : 0
  if (zeros === -1 || whole.length + usual - zeros >= LEAST) return 0
  const counted = fraction.slice(zeros, zeros + MOST - whole.length)
  return zeros + counted.replace(/0+$/, '').length
}
