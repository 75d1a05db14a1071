import { maskText, STARS } from './mask.ts'

/** As many digits in a row are part of a phone number, however it is written. */
const LEAKING_DIGITS = 7
/** Shorter words stand in other texts by chance. */
const LEAKING_LETTERS = 5
/** What people put between the digits of one number. */
const BETWEEN_DIGITS = /[\s().+-]/
const MANY_DIGITS = /\d(?:[\s().+-]*\d){6}/
const DIGITS = /^\d+$/
const HAN_RUN = /\p{Script=Han}{2,}/gu
const ASCII = /^[\0-\x7f]*$/
const BETWEEN_ADDRESSES = /[\s,;<>()"']+/
/** What may stand in an e-mail address, though it stands between words more often. */
const BETWEEN_WORDS = /[:/|[\]{}]+/

/**
 * Makes the function that finds masked values where they stand openly: a phone number that is also the visitor's id, an
 * e-mail address in a note. A text that would give one away is masked itself.
 *
 * @param secrets   the masked values, whole
 * @param isPartial some masked values are not known, as those of a panel that is late: then whatever looks like a phone
 *                  number or an e-mail address is masked
 */
export function createRedactor(secrets: readonly string[], isPartial = false): (text: string) => string {
  if (secrets.length === 0 && !isPartial) return (text) => text
  /** No word of these is long enough to be looked for in other texts. */
  const short = new Set<string>()
  const words = new Set<string>()
  /** Every seven digits in a row. */
  const windows = new Set<number>()
  for (const secret of secrets) {
    const plain = toPlain(secret)
    if (plain.length < LEAKING_LETTERS) short.add(plain)
    addWords(plain, words)
    someWindow(plain, (window) => {
      windows.add(window)
      return false
    })
  }

  /** No shorter text tells anything, but for characters that stand for several. */
  let least = isPartial ? 1 : LEAKING_DIGITS
  for (const text of [...short, ...words]) least = Math.min(least, text.length)
  const mayLeak = (window: number) => isPartial || windows.has(window)

  function tells(text: string): boolean {
    const plain = toPlain(text)
    if (plain.length < LEAKING_LETTERS && short.has(plain)) return true
    for (const word of words) if (plain.includes(word)) return true
    if (isPartial && plain.includes('@')) return true
    return MANY_DIGITS.test(plain) && someWindow(plain, mayLeak)
  }

  return (text) => {
    if ((text.length < least && ASCII.test(text)) || !tells(text)) return text
    const masked = maskText(text)
    return tells(masked) ? STARS : masked
  }
}

/** One form for the many in which the same characters are written, full-width ones among them. */
function toPlain(text: string): string {
  // ASCII has one form only.
  return (ASCII.test(text) ? text : text.normalize('NFKC')).toLowerCase()
}

/**
 * The shortest parts of a value that would tell it: its words, of an e-mail address what stands before the @, Chinese
 * names; or else the whole. Whatever holds more of the value holds one of them. Long numbers are found by their digits.
 */
function addWords(secret: string, words: Set<string>): void {
  let isFound = false
  for (const address of secret.split(BETWEEN_ADDRESSES)) {
    isFound = addWord(toLocalPart(address), words) || isFound
    for (const word of address.split(BETWEEN_WORDS)) {
      isFound = addWord(toLocalPart(word), words) || addWord(word, words) || isFound
    }
  }
  if (!ASCII.test(secret)) for (const name of secret.match(HAN_RUN) ?? []) words.add(name)
  if (!isFound) addWord(secret, words)
}

/** What stands before the @; empty where there is none. */
function toLocalPart(address: string): string {
  return address.slice(0, Math.max(0, address.lastIndexOf('@')))
}

/** @returns whether the text is long enough to be looked for */
function addWord(text: string, words: Set<string>): boolean {
  const isNumber = text.length >= LEAKING_DIGITS && DIGITS.test(text)
  if (text.length >= LEAKING_LETTERS && !isNumber) words.add(text)
  return text.length >= LEAKING_LETTERS
}

const [ZERO, NINE] = ['0'.charCodeAt(0), '9'.charCodeAt(0)]
const WINDOW = 10 ** LEAKING_DIGITS

/** Whether the test holds for some seven digits in a row, as a number. Digits are in a row with separators, too. */
function someWindow(text: string, test: (window: number) => boolean): boolean {
  let window = 0
  let digits = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code >= ZERO && code <= NINE) {
      window = (window * 10 + code - ZERO) % WINDOW
      digits += 1
      if (digits >= LEAKING_DIGITS && test(window)) return true
    } else if (digits > 0 && !BETWEEN_DIGITS.test(text.charAt(at))) {
      digits = 0
    }
  }
  return false
}
