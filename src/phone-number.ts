/** What a text is dialled as. */
export interface PhoneNumber {
  /** As it was written, in ASCII, without what is not seen. */
  written: string
  /** ASCII digits without separators, and without a `(0)` behind a country code. */
  digits: string
  /** Written with a leading `+`. */
  isInternational: boolean
  /** Of mainland China: 11 digits that begin with 13 to 19, alone or behind +86 or 0086. */
  isMainlandMobile: boolean
}

/** Digits of the longest number (E.164), and of the shortest that a service may have. */
const [MOST, LEAST] = [15, 5]
/** Longer texts are not read. */
const MAX_LENGTH = 40
const WRITTEN = /^\(?\+?[\d(][\d\s()./_:,·-]*$/
const DATE = /^(?:\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2\d{2,4})(?![\d./-])/
const IP_ADDRESS = /^\d{1,3}(?:\.\d{1,3}){3}$/
/** An amount, or a time of day. */
const OTHER_NUMBER = /^\d+[.,]\d{1,2}$|^\d{1,3}(?:,\d{3})+(?:\.\d+)?$|^\d{1,2}:\d{2}(?::\d{2})?$/
const TWO_NUMBERS = /\d{5}\D*[/,:]\D*\d{5}|\d\s[/,:]\s\d/
/** A trunk prefix is not dialled behind a country code, except in Italy, where it is part of the number. */
const TRUNK = /^((?:\+|00)(?!39)[\d ]{1,6})\(0\)/
/** `1-415-555-0132` is North American: nobody writes the first digit of a mainland number apart. */
const MAINLAND_MOBILE = /^1[3-9]\d{9}$/
const FIRST_DIGIT_APART = /^1[^\d]/

/**
 * Reads a text that is one phone number and nothing else, full-width digits and dashes of any kind among them. The only
 * definition of a phone number here: masks and links go by it.
 *
 * @returns null for anything else: dates, amounts, IP addresses, two numbers
 */
export function readPhoneNumber(text: string): PhoneNumber | null {
  if (text.length > MAX_LENGTH) return null
  const written = text
    .normalize('NFKC')
    .replaceAll(/\p{Cf}/gu, '')
    .replaceAll(/[\p{Pd}\u2212]/gu, '-')
    .replaceAll(/\s+/g, ' ')
    .trim()
  if (!WRITTEN.test(written)) return null
  if ([DATE, IP_ADDRESS, OTHER_NUMBER, TWO_NUMBERS].some((other) => other.test(written))) return null
  const isInternational = /^\(?\+/.test(written)
  const hasCountry = isInternational || written.startsWith('00')
  const digits = (hasCountry ? written.replace(TRUNK, '$1') : written).replaceAll(/\D/g, '')
  if (digits.length < LEAST || digits.length > MOST) return null
  const national = hasCountry ? /^(?:00)?86(\d+)$/.exec(digits)?.[1] : digits
  const isMainlandMobile =
    national !== undefined && MAINLAND_MOBILE.test(national) && !FIRST_DIGIT_APART.test(written)
  return { written, digits, isInternational, isMainlandMobile }
}
