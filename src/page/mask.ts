/*
 * What stands for a value that is not to be seen by everybody at the desk. Enough to recognise what one knows, too
 * little to learn what one does not; and always the same number of stars, because a length tells something too.
 */
const STARS = '****'

const EMAIL = /^([^@]+)@([^@]+)$/
const HAN = /^\p{Script=Han}{2,}$/u
/** Digits with what people put between them. */
const PHONE = /^\+?[\d\s().-]+$/

/** Masks a value by its own shape: e-mail, phone, name in Chinese characters, anything else. */
export function maskText(text: string): string {
  const [, local, domain] = EMAIL.exec(text) ?? []
  if (local !== undefined && domain !== undefined) return `${firstOf(local)}${STARS}@${domain}`
  const digits = text.replaceAll(/\D/g, '')
  if (PHONE.test(text) && digits.length >= 7) return maskPhone(digits)
  if (HAN.test(text)) return `${firstOf(text)}**`
  const characters = Array.from(text)
  if (characters.length <= 4) return STARS
  if (characters.length <= 8) return `${characters[0] ?? ''}${STARS}`
  return `${characters.slice(0, 2).join('')}${STARS}${characters.slice(-2).join('')}`
}

/** Mainland numbers have 11 digits, and 3 and 4 of them shown is the custom there; elsewhere the last two. */
function maskPhone(digits: string): string {
  return digits.length === 11
    ? `${digits.slice(0, 3)}${STARS}${digits.slice(-4)}`
    : `${STARS}${digits.slice(-2)}`
}

function firstOf(text: string): string {
  return Array.from(text)[0] ?? ''
}

/** As many digits in a row are a phone number, however it is written. */
const TELLING_DIGITS = 7
/** Shorter texts stand in others by chance. Chinese characters say more. */
const TELLING_LETTERS = 5
const TELLING_HAN = 2

/**
 * Makes the function that finds masked values where they stand openly: a phone number that is also the visitor's id, an
 * e-mail address in a note. A text that would give one away is masked itself.
 *
 * @param secrets the masked values, whole
 */
export function createConcealer(secrets: readonly string[]): (text: string) => string {
  const words = secrets.flatMap(toWords)
  const numbers = secrets
    .map((secret) => secret.replaceAll(/\D/g, ''))
    .filter(({ length }) => length >= TELLING_DIGITS)
  const exact = new Set(secrets)
  return (text) => {
    if (exact.size === 0 || text === '') return text
    const lower = text.toLowerCase()
    const digits = text.replaceAll(/\D/g, '')
    const tells =
      exact.has(text) ||
      words.some((word) => lower.includes(word)) ||
      numbers.some((number) => digits.includes(number.slice(-TELLING_DIGITS)))
    return tells ? maskText(text) : text
  }
}

/** A value, and of an e-mail address also what stands before the @: the rest is shown. */
function toWords(secret: string): string[] {
  const [, local] = EMAIL.exec(secret) ?? []
  return [secret, local ?? ''].filter(isTelling).map((word) => word.toLowerCase())
}

function isTelling(word: string): boolean {
  return word.length >= (HAN.test(word) ? TELLING_HAN : TELLING_LETTERS)
}
