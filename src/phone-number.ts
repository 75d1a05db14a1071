export interface PhoneNumber {
  /** As written, converted to ASCII and without invisible characters. */
  written: string
  /** ASCII digits without separators, and without a `(0)` after a country code. */
  digits: string
  /** Written with a leading `+`. */
  isInternational: boolean
  /** A mobile number of mainland China: 11 digits that begin with 13 to 19, alone or after +86 or 0086. */
  isMainlandMobile: boolean
}

/** Maximum number of digits (E.164), and minimum, for short service numbers. */
const [MAX_DIGITS, MIN_DIGITS] = [15, 5]
const MAX_LENGTH = 40
const WRITTEN = /^\(?\+?[\d(][\d\s()./_:,·-]*$/
const DATE = /^(?:\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2\d{2,4})(?![\d./-])/
const IP_ADDRESS = /^\d{1,3}(?:\.\d{1,3}){3}$/
const OTHER_NUMBER = /^\d+[.,]\d{1,2}$|^\d{1,3}(?:,\d{3})+(?:\.\d+)?$|^\d{1,2}:\d{2}(?::\d{2})?$/
const TWO_NUMBERS = /\d{5}\D*[/,:]\D*\d{5}|\d\s[/,:]\s\d/
/** The trunk prefix after a country code is not dialled, except in Italy, where it is part of the number. */
const TRUNK = /^((?:\+|00)(?!39)[\d ]{1,6})\(0\)/
/** `1-415-555-0132` is North American: nobody separates the first digit of a mainland number. */
const MAINLAND_MOBILE = /^1[3-9]\d{9}$/
const FIRST_DIGIT_APART = /^1[^\d]/

/** Replaces typographic dashes and the minus sign. */
export const withPlainDashes = (text: string) => text.replaceAll(/[\p{Pd}\u2212]/gu, '-')

/** Returns the digits of a phone number, without a `(0)` after a country code. */
export function toDialled(written: string): string {
  return written.replace(TRUNK, '$1').replaceAll(/\D/g, '')
}

/**
 * Parses a text that is exactly one phone number, in full-width digits or with any dash, too; null for anything else.
 */
export function readPhoneNumber(text: string): PhoneNumber | null {
  if (text.length > MAX_LENGTH) return null
  const plain = withPlainDashes(text.normalize('NFKC').replaceAll(/\p{Cf}/gu, ''))
  const written = plain.replaceAll(/\s+/g, ' ').trim()
  if (!WRITTEN.test(written)) return null
  if ([DATE, IP_ADDRESS, OTHER_NUMBER, TWO_NUMBERS].some((other) => other.test(written))) return null
  const isInternational = /^\(?\+/.test(written)
  const hasCountry = isInternational || written.startsWith('00')
  const digits = toDialled(written)
  if (digits.length < MIN_DIGITS || digits.length > MAX_DIGITS) return null
  const national = hasCountry ? /^(?:00)?86(\d+)$/.exec(digits)?.[1] : digits
  const isMainlandMobile =
    national !== undefined && MAINLAND_MOBILE.test(national) && !FIRST_DIGIT_APART.test(written)
  return { written, digits, isInternational, isMainlandMobile }
}
