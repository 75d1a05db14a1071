import { readPhoneNumber } from '../../phone-number.ts'
import { maskText, STARS } from './mask.ts'

const EMAILS = /[^\s@<>"'(),:;]{1,64}@[^\s@<>"'(),:;]{1,253}/g
/** As many digits as a phone number has, whatever people put between them. */
const NUMBERS = /\+?\(?\d(?:[\s().\-/_·\p{Pd}\p{Cf}]{0,3}\d){6,}(?:x(?![\p{L}\d]))?/giu
const IDENTITY_OR_CARD = /^(?:\d{15,19}|\d{17}x)$/i
/** Dates, IP addresses, amounts; and numbers that are longer than any that belongs to a person. */
const IMPERSONAL =
  /\d{4}([-/.])\d{1,2}\1\d{1,2}(?:\s\d{1,2}(?!\d))?|(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])|(?<!\d)\d+\.\d{1,2}(?![\d.])|\d{20,}/g
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i
const LEAST_DIGITS = 7

/**
 * Masks what looks like an e-mail address, a phone number or the number of an identity or bank card in a text that was
 * sent. It goes by the text alone: were it compared with what is masked, whoever sends texts could find that out.
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
  // Two numbers, or one that nobody writes so.
  return left.length >= LEAST_DIGITS ? STARS : number
}
