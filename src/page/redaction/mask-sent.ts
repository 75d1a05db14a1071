import { readPhoneNumber } from '../../phone-number.ts'
import { maskText, DOTS } from './mask.ts'
import type { Redactor } from './redact.ts'

const EMAILS = /[^\s@<>"'(),:;]{1,64}@[^\s@<>"'(),:;]{1,253}/g
/**
 * What people and programs write between the digits of one number: spaces, dots, dashes, slashes, brackets, quotes,
 * commas, `_*#~=`, and combining and invisible characters. A comma before a space and `#` after one separate numbers, as
 * do `:`, `;`, `|` and `、`.
 */
const BETWEEN = String.raw`(?:(?!,\s|\s#\p{Nd})[\s.,/\\_'’"*#~=<>·•・‧∙⋅。−\p{Pd}\p{Ps}\p{Pe}\p{Cf}\p{M}]){0,3}`
/** At least seven digits of any script, the length of a phone number. */
const NUMBERS = new RegExp(String.raw`\+?\(?\p{Nd}(?:${BETWEEN}\p{Nd}){6,}(?:x(?![\p{L}\p{Nd}]))?`, 'giu')
const IDENTITY_OR_CARD = /^(?:\d{15,19}|\d{17}x)$/i
/** Dates, IP addresses, amounts below ten billion, and numbers too long to identify a person. */
const IMPERSONAL = new RegExp(
  [
    String.raw`\d{4}([-/.])\d{1,2}\1\d{1,2}(?:\s\d{1,2}(?!\d))?`,
    String.raw`(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])`,
    String.raw`(?<![\d.,])(?:\d{2,3}(?:,\d{3}){1,2}|\d(?:,\d{3}){1,3})(?:\.\d+)?(?![\d.,])`,
    String.raw`(?<![\d.,])\d+[.,]\d{1,2}(?![\d.,])`,
    String.raw`\d{20,}`,
  ].join('|'),
  'g',
)
/** As of a screen. */
const SIZE = /^[1-4]?\d{3}\*[1-4]?\d{3}$/
/** Sizes or quantities. Longer groups may be those of one long number that a spreadsheet wrote. */
const LIST = /^[1-9]\d?(?:,[1-9]\d?){3,}$/
export const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i
const MIN_DIGITS = 7

/**
 * Masks e-mail addresses, phone numbers, and identity and bank card numbers in a text that the visitor sent. It depends
 * on the text alone: comparing it with masked values would let visitors test guesses.
 */
export function maskSent(text: string): string {
  if (UUID.test(text)) return text
  const written = text.normalize('NFKC')
  const withoutEmails = written.includes('@')
    ? written.replaceAll(EMAILS, (email) => maskText(email))
    : written
  const masked = withoutEmails.replaceAll(NUMBERS, maskNumber)
  return masked === written ? text : masked
}

/** Redacts by a text's shape alone, independently of the page's masked values, as for the visitor's input. */
export const BY_SHAPE: Redactor = {
  leaks: (text) => maskSent(text) !== text,
  redact: maskSent,
  hasDays: false,
}

function maskNumber(number: string): string {
  const squeezed = number.replaceAll(/[\s,·\p{Pd}]/gu, '')
  const isList = LIST.test(number) && !readPhoneNumber(squeezed)?.isMainlandMobile
  if (isList || SIZE.test(number)) return number
  if (IDENTITY_OR_CARD.test(squeezed)) return maskText(squeezed)
  if (readPhoneNumber(number) !== null) return maskText(number)
  const digits = number.replaceAll(IMPERSONAL, '').match(/\p{Nd}/gu) ?? []
  // Several numbers, or one in an unknown notation.
  return digits.length >= MIN_DIGITS ? DOTS : number
}
