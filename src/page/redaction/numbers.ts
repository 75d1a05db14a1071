/** This many consecutive digits identify a phone number, however it is written. */
export const LEAKING_DIGITS = 7
/** Shorter numbers occur in other texts by chance. */
const MIN_DIGITS = 4
const HAS_MIN_DIGITS = /\d\D*\d\D*\d\D*\d/
/** With or without thousands separators and a fraction. */
const NUMBER = /\d{1,3}(?:[,.'’ \u00a0\u202f]\d{3})+(?:[.,]\d{1,6})?(?!\d)|\d+(?:[.,]\d{1,6}(?!\d))?/g
const WHOLE_NUMBER = new RegExp(`^(?:${NUMBER.source})$`)
/** A number next to these is part of a date, a time or a longer number. */
const JOINED_BEFORE = /\d[-/:._]$/
const JOINED_AFTER = /^[-/:]\d/

/** They identify no number, and fractions of the type `numeric` end in them: 100.00000000. */
const ZEROS = '0'.repeat(LEAKING_DIGITS)

/** A text without it, as most are, contains no window. */
export const LONG_DIGITS = /\d{7}/

/**
 * Returns the windows of seven consecutive digits, except zeros.
 *
 * @param squeezed the text without separators
 */
export function toWindows(squeezed: string): string[] {
  const windows: string[] = []
  for (const digits of squeezed.match(/\d{7,}/g) ?? []) {
    for (let at = 0; at + LEAKING_DIGITS <= digits.length; at += 1)
      windows.push(digits.slice(at, at + LEAKING_DIGITS))
  }
  return windows.filter((digits) => digits !== ZEROS)
}

/** Returns the canonical form of a text that is a single number of at least four digits; null otherwise. */
export function toAmount(plain: string): string | null {
  const text = plain.trim().replace(/^[-+]/, '')
  return WHOLE_NUMBER.test(text) ? toCanonical(text) : null
}

/** Finds the numbers in a text, in canonical form. */
export function findAmounts(plain: string): string[] {
  const amounts: string[] = []
  if (!HAS_MIN_DIGITS.test(plain)) return amounts
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
  // Digits after the last separator are a fraction, unless they are a group of three.
  const [, whole = number, fraction = ''] = /^(.*)[.,](\d{1,2}|\d{4,})$/.exec(number) ?? []
  const digits = whole.replaceAll(/\D/g, '')
  const rest = fraction.replace(/0+$/, '')
  if (digits.length + fraction.length < MIN_DIGITS) return null
  return rest === '' ? digits : `${digits}.${rest}`
}
