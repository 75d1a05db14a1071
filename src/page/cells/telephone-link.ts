import { readPhoneNumber } from '../../phone-number.ts'

/** A slash after an area code, as in Germany. Any other slash separates two numbers. */
const AREA_SLASH = /^\(?(?:0|\+)[\d ()]{1,6}\/[^/]+$/
/** At most one pair of parentheses, which contains a digit. */
const ONE_PAIR = /^[^()]*(?:\(\+?\d[^()]*\)[^()]*)?$/
const OTHER_SEPARATOR = /[_:,·]/
/** The most digits of a national number, and of one that begins with `00` (ITU-T E.164). */
const [MAX_NATIONAL, MAX_AFTER_00] = [13, 17]
/** If more groups follow a group of this many digits, the text contains two numbers or an extension. */
const COMPLETE = 7

/**
 * Returns the `tel:` address of a phone number; null unless the text is unambiguously one number. A mask may guess; a
 * call may not.
 */
export function toTelephoneLink(text: string): string | null {
  const phone = readPhoneNumber(text)
  if (!phone) return null
  const { written, digits, isInternational } = phone
  if (OTHER_SEPARATOR.test(written) || !ONE_PAIR.test(written)) return null
  if (written.includes('/') && !AREA_SLASH.test(written)) return null
  const groups = written.match(/\d+/g) ?? []
  if (groups.slice(0, -1).some((group) => group.length >= COMPLETE)) return null
  if (isInternational) return digits.startsWith('0') ? null : `tel:+${digits}`
  return digits.length > (digits.startsWith('00') ? MAX_AFTER_00 : MAX_NATIONAL) ? null : `tel:${digits}`
}
