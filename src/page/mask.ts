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
  if (local !== undefined && domain !== undefined)
    return `${local.length > 2 ? firstOf(local) : ''}${STARS}@${domain}`
  const digits = text.replaceAll(/\D/g, '')
  if (PHONE.test(text) && digits.length >= 7) return maskPhone(digits)
  if (HAN.test(text)) return `${firstOf(text)}**`
  const characters = Array.from(text)
  if (characters.length <= 4) return STARS
  if (characters.length <= 8) return `${characters[0] ?? ''}${STARS}`
  return `${characters.slice(0, 2).join('')}${STARS}${characters.slice(-2).join('')}`
}

/** Mainland mobile numbers show 3 and 4 digits, as is the custom there; of any other, only the last two are shown. */
function maskPhone(digits: string): string {
  const [, mainland] = /^(?:86)?(1[3-9]\d{9})$/.exec(digits) ?? []
  return mainland === undefined
    ? `${STARS}${digits.slice(-2)}`
    : `${mainland.slice(0, 3)}${STARS}${mainland.slice(-4)}`
}

function firstOf(text: string): string {
  return Array.from(text)[0] ?? ''
}

/** As many digits in a row are part of a phone number, however it is written. */
const TELLING_DIGITS = 7
/** Shorter words stand in other texts by chance. */
const TELLING_LETTERS = 5
/** What people put between the digits of one number. */
const BETWEEN_DIGITS = /[\s().+-]/
const HAN_RUN = /\p{Script=Han}{2,}/gu
const ADDRESS = /[^\s<>"',;()]+@[^\s<>"',;()]+/g
const ASCII = /^[\0-\x7f]*$/
const BETWEEN_WORDS = /[\s,;:/|<>()[\]{}"']+/

/**
 * Makes the function that finds masked values where they stand openly: a phone number that is also the visitor's id, an
 * e-mail address in a note. A text that would give one away is masked itself.
 *
 * @param secrets   the masked values, whole
 * @param isPartial some masked values are not known, as those of a panel that is late: then whatever looks like a phone
 *                  number or an e-mail address is masked
 */
export function createConcealer(secrets: readonly string[], isPartial = false): (text: string) => string {
  if (secrets.length === 0 && !isPartial) return (text) => text
  /** No word of these is long enough to be looked for in other texts. */
  const short = new Set<string>()
  const words = new Set<string>()
  /** Every seven digits in a row. */
  const windows = new Set<number>()
  for (const secret of secrets) {
    const plain = toPlain(secret)
    if (plain.length < TELLING_LETTERS) short.add(plain)
    addWords(plain, words)
    someWindow(plain, (window) => {
      windows.add(window)
      return false
    })
  }

  /** No shorter text tells anything, but for characters that stand for several. */
  let least = isPartial ? 1 : TELLING_DIGITS
  for (const text of [...short, ...words]) least = Math.min(least, text.length)
  const isTelling = (window: number) => isPartial || windows.has(window)

  function tells(text: string): boolean {
    const lower = toPlain(text)
    if (lower.length < TELLING_LETTERS && short.has(lower)) return true
    for (const word of words) if (lower.includes(word)) return true
    if (isPartial && lower.includes('@')) return true
    return lower.length >= TELLING_DIGITS && someWindow(lower, isTelling)
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

/** What of a value would tell it: its words, Chinese names in it, and of e-mail addresses what stands before the @. */
function addWords(secret: string, words: Set<string>): void {
  addWord(secret, words)
  for (const word of secret.split(BETWEEN_WORDS)) addWord(word, words)
  if (secret.includes('@')) {
    for (const address of secret.match(ADDRESS) ?? []) {
      addWord(address, words)
      addWord(address.slice(0, address.lastIndexOf('@')), words)
    }
  }
  if (!ASCII.test(secret)) for (const name of secret.match(HAN_RUN) ?? []) words.add(name)
}

function addWord(word: string, words: Set<string>): void {
  if (word.length >= TELLING_LETTERS) words.add(word)
}

const [ZERO, NINE] = ['0'.charCodeAt(0), '9'.charCodeAt(0)]
const WINDOW = 10 ** TELLING_DIGITS

/** Whether the test holds for some seven digits in a row, as a number. Digits are in a row with separators, too. */
function someWindow(text: string, test: (window: number) => boolean): boolean {
  let window = 0
  let digits = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code >= ZERO && code <= NINE) {
      window = (window * 10 + code - ZERO) % WINDOW
      digits += 1
      if (digits >= TELLING_DIGITS && test(window)) return true
    } else if (digits > 0 && !BETWEEN_DIGITS.test(text.charAt(at))) {
      digits = 0
    }
  }
  return false
}
