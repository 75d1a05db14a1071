import { TITLES } from './common-words.ts'
import { findDays } from './days.ts'
import { maskText, STARS } from './mask.ts'
import { createFinder } from './needles.ts'
import { findAmounts, LEAKING_DIGITS, someWindow, toAmount } from './numbers.ts'
import { squeeze, toPlain, toReadings } from './plain-text.ts'
import {
  addSecretWords,
  createSecretWords,
  LEAST_EAST_ASIAN,
  LEAST_PART,
  type SecretWords,
} from './secret-words.ts'

/** Finds masked values where they stand openly in what the database gave. */
export interface Redactor {
  /** Whether the text would give a masked value away. */
  leaks: (text: string) => boolean
  /** The text; or what stands for it where it leaks. */
  redact: (text: string) => string
  /** A masked value is a day, so that a date or a time may be that. */
  hasDays: boolean
}

const WORD = /\p{L}+/gu
/** A day in digits, perhaps with a time. */
const DAY = /^(?:\d{8}|\d{1,4}[^\d]\d{1,2}[^\d]\d{1,4}(?!\d).*)$/
/** Longer texts are no dates. */
const MAX_DATE_LENGTH = 40

/**
 * Makes the functions that find masked values: a phone number in a note, a surname with a title, a day in another form.
 *
 * @param secrets the masked values, whole. They are compared with the database's values only, never with what was sent
 */
export function createRedactor(secrets: readonly string[]): Redactor {
  if (secrets.length === 0) return { leaks: () => false, redact: (text) => text, hasDays: false }
  const values = new Set<string>()
  const windows = new Set<string>()
  const amounts = new Set<string>()
  const days = new Set<string>()
  const found = createSecretWords()
  for (const plain of new Set(secrets.map(toPlain))) {
    const squeezed = squeeze(plain)
    addSecretWords(plain, found)
    const amount = toAmount(plain)
    const ownDays = plain.length <= MAX_DATE_LENGTH ? findDays(plain) : []
    for (const day of ownDays) addDay(day, days)
    // Other days and amounts have most digits in common with these.
    const isFraction = amount?.includes('.') === true
    const isDay = ownDays.length > 0 && DAY.test(plain)
    if (!isFraction) values.add(squeezed || plain)
    const hasWindows = !isFraction && !isDay
    if (hasWindows) someWindow(squeezed, (digits) => !windows.add(digits))
    // A long one is found by its windows.
    if (amount !== null && !(hasWindows && amount.length >= LEAKING_DIGITS)) amounts.add(amount)
  }
  const hasWords = createWordTest(found)

  function mayLeak(plain: string): boolean {
    const squeezed = squeeze(plain)
    if (values.has(squeezed || plain)) return true
    if (hasWords(plain, squeezed)) return true
    if (someWindow(squeezed, (digits) => windows.has(digits))) return true
    if (amounts.size > 0 && findAmounts(plain).some((amount) => amounts.has(amount))) return true
    return days.size > 0 && findDays(plain).some((day) => days.has(day))
  }

  /** Most texts of a page stand in several rows: a currency, a state, a name in JSON. */
  const known = new Map<string, boolean>()
  const leaks = (text: string): boolean => {
    let isLeak = known.get(text)
    if (isLeak === undefined) {
      isLeak = toReadings(text).some(mayLeak)
      known.set(text, isLeak)
    }
    return isLeak
  }
  return {
    leaks,
    redact(text) {
      if (text === '' || !leaks(text)) return text
      const masked = maskText(text)
      return leaks(masked) ? STARS : masked
    },
    hasDays: days.size > 0,
  }
}

/** A day is found without its year, too. */
function addDay(day: string, days: Set<string>): void {
  days.add(day)
  days.add(day.slice(-'05-17'.length))
}

function createWordTest({ words, surnames, parts, codes, eastAsian }: SecretWords) {
  const hasPart = createFinder(parts, LEAST_PART)
  const hasCode = createFinder(codes, LEAST_PART)
  const hasEastAsian = createFinder(eastAsian, LEAST_EAST_ASIAN)
  return (plain: string, squeezed: string): boolean => {
    if (hasPart(plain) || hasCode(squeezed) || hasEastAsian(squeezed)) return true
    if (words.size + surnames.size === 0) return false
    let last = ''
    for (const word of plain.match(WORD) ?? []) {
      if (words.has(word) || (surnames.has(word) && TITLES.has(last))) return true
      last = word
    }
    return false
  }
}
