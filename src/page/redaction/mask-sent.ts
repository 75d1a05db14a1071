import { readPhoneNumber } from '../../phone-number.ts'
import { maskText, DOTS } from './mask.ts'

const EMAILS = /[^\s@<>"'(),:;]{1,64}@[^\s@<>"'(),:;]{1,253}/g
/** At least seven digits, the length of a phone number, with common separators. */
const NUMBERS = /\+?\(?\d(?:[\s().\-/_·\p{Pd}\p{Cf}]{0,3}\d){6,}(?:x(?![\p{L}\d]))?/giu
const IDENTITY_OR_CARD = /^(?:\d{15,19}|\d{17}x)$/i
/** Dates, IP addresses, amounts, and numbers too long to identify a person. */
const IMPERSONAL =
  /\d{4}([-/.])\d{1,2}\1\d{1,2}(?:\s\d{1,2}(?!\d))?|(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])|(?<!\d)\d+\.\d{1,2}(?![\d.])|\d{20,}/g
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i
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

function maskNumber(number: string): string {
  const isPhone = readPhoneNumber(number) !== null
  if (isPhone || IDENTITY_OR_CARD.test(number.replaceAll(/[\s-]/g, ''))) return maskText(number)
  const left = number.replaceAll(IMPERSONAL, '').replaceAll(/\D/g, '')
  // Several numbers, or one in an unknown notation.
  return left.length >= MIN_DIGITS ? DOTS : number
}
