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
/** Digits with what people put between those of one number. */
const DIGITS = /\d(?:[\s().+-]*\d){6}/
const DIGIT_RUN = /\d(?:[\s().+-]*\d){6,}/g
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
  const exact = new Set<string>()
  const words = new Set<string>()
  const windows = new Set<string>()
  for (const secret of secrets) {
    const plain = toPlain(secret)
    exact.add(plain)
    for (const word of toWords(plain)) words.add(word)
    for (const window of toWindows(plain)) windows.add(window)
  }
  const known = new Map<string, string>()
  /** No shorter text tells anything, but for characters that stand for several. */
  const shortest = Math.min(
    ...lengthsOf(exact),
    ...lengthsOf(words),
    TELLING_DIGITS,
    isPartial ? 1 : Infinity,
  )

  function tells(text: string): boolean {
    const lower = toPlain(text)
    if (exact.has(lower)) return true
    for (const word of words) if (lower.includes(word)) return true
    if (isPartial && lower.includes('@')) return true
    // Most texts have too few digits to tell a number.
    return DIGITS.test(lower) && toWindows(lower).some((window) => isPartial || windows.has(window))
  }

  function conceal(text: string): string {
    if (!tells(text)) return text
    const masked = maskText(text)
    return tells(masked) ? STARS : masked
  }

  return (text) => {
    if (text.length < shortest && ASCII.test(text)) return text
    let shown = known.get(text)
    if (shown === undefined) {
      shown = conceal(text)
      known.set(text, shown)
    }
    return shown
  }
}

function lengthsOf(texts: ReadonlySet<string>): number[] {
  return Array.from(texts, ({ length }) => length)
}

/** One form for the many in which the same characters are written, full-width ones among them. */
function toPlain(text: string): string {
  // ASCII has one form only.
  return (ASCII.test(text) ? text : text.normalize('NFKC')).toLowerCase()
}

/** What of a value would tell it: its words, Chinese names in it, and of e-mail addresses what stands before the @. */
function toWords(secret: string): string[] {
  const addresses = secret.match(ADDRESS) ?? []
  const locals = addresses.map((address) => address.slice(0, address.lastIndexOf('@')))
  const long = [secret, ...secret.split(BETWEEN_WORDS), ...addresses, ...locals].filter(
    ({ length }) => length >= TELLING_LETTERS,
  )
  return [...long, ...(secret.match(HAN_RUN) ?? [])]
}

/** Every seven digits in a row. */
function toWindows(text: string): string[] {
  const windows: string[] = []
  for (const run of text.match(DIGIT_RUN) ?? []) {
    const digits = run.replaceAll(/\D/g, '')
    for (let at = 0; at + TELLING_DIGITS <= digits.length; at += 1)
      windows.push(digits.slice(at, at + TELLING_DIGITS))
  }
  return windows
}
