import { readPhoneNumber } from '../../phone-number.ts'

/** Behind an area code, as it is written in Germany. Otherwise it stands between two numbers. */
const AREA_SLASH = /^\(?(?:0|\+)[\d ()]{1,6}\/[^/]+$/
/** At most one pair of parentheses, with something in it. */
const ONE_PAIR = /^[^()]*(?:\(\+?\d[^()]*\)[^()]*)?$/
const OTHER_SEPARATOR = /[_:,·]/
/** Digits of a number in its own country, and behind `00` (ITU-T E.164). */
const [MOST_NATIONAL, MOST_BEHIND_00] = [13, 17]
/** A number that goes on behind so many digits in a row is two numbers, or has an extension. */
const WHOLE = 7

/**
 * The address by which a telephone number is called; null for a text that may be anything else than exactly one number:
 * a mask may guess, a call may not.
 */
export function toTelephoneLink(text: string): string | null {
  const phone = readPhoneNumber(text)
  if (!phone) return null
  const { written, digits, isInternational } = phone
  if (OTHER_SEPARATOR.test(written) || !ONE_PAIR.test(written)) return null
  if (written.includes('/') && !AREA_SLASH.test(written)) return null
  const groups = written.match(/\d+/g) ?? []
  if (groups.slice(0, -1).some((group) => group.length >= WHOLE)) return null
  if (isInternational) return digits.startsWith('0') ? null : `tel:+${digits}`
  return digits.length > (digits.startsWith('00') ? MOST_BEHIND_00 : MOST_NATIONAL) ? null : `tel:${digits}`
}
