/** As many digits in a row are part of a phone number, however it is written. */
export const LEAKING_DIGITS = 7
/** Numbers with fewer digits stand in other texts by chance. */
const LEAST_DIGITS = 4
const HAS_LEAST_DIGITS = /\d\D*\d\D*\d\D*\d/
/** With thousands apart, or without; and perhaps with a fraction. */
const NUMBER = /\d{1,3}(?:[,.'’ \u00a0\u202f]\d{3})+(?:[.,]\d{1,6})?(?!\d)|\d+(?:[.,]\d{1,6}(?!\d))?/g
const WHOLE_NUMBER = new RegExp(`^(?:${NUMBER.source})$`)
/** A number beside these is a part of a date, a time or a longer number. */
const JOINED_BEFORE = /\d[-/:._]$/
const JOINED_AFTER = /^[-/:]\d/

/**
 * Calls back with every seven digits in a row, as text.
 *
 * @param squeezed without what people put between the digits of one number
 * @returns whether one of the calls did
 */
export function someWindow(squeezed: string, test: (digits: string) => boolean): boolean {
  for (const digits of squeezed.match(/\d{7,}/g) ?? []) {
    for (let at = 0; at + LEAKING_DIGITS <= digits.length; at += 1) {
      if (test(digits.slice(at, at + LEAKING_DIGITS))) return true
    }
  }
  return false
}

/** A text that is one number of four digits or more, in one form for all ways to write it; null for anything else. */
export function toAmount(plain: string): string | null {
  const text = plain.trim().replace(/^[-+]/, '')
  return WHOLE_NUMBER.test(text) ? toCanonical(text) : null
}

/** The numbers in a text, in that form. */
export function findAmounts(plain: string): string[] {
  const amounts: string[] = []
  if (!HAS_LEAST_DIGITS.test(plain)) return amounts
  for (const { 0: number, index } of plain.matchAll(NUMBER)) {
    const end = index + number.length
    if (JOINED_BEFORE.test(plain.slice(Math.max(0, index - 2), index))) continue
    if (JOINED_AFTER.test(plain.slice(end, end + 2))) continue
    const amount = toCanonical(number)
    if (amount !== null) amounts.push(amount)
  }
  return amounts
}

function toCanonical(number: string): string | null {
  // What stands behind the last mark is a fraction, unless it is a group of three digits.
  const [, whole = number, fraction = ''] = /^(.*)[.,](\d{1,2}|\d{4,})$/.exec(number) ?? []
  const digits = whole.replaceAll(/\D/g, '')
  const rest = fraction.replace(/0+$/, '')
  if (digits.length + fraction.length < LEAST_DIGITS) return null
  return rest === '' ? digits : `${digits}.${rest}`
}
