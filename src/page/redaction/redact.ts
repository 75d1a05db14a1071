import { TITLES } from './common-words.ts'
import { findDays } from './days.ts'
import { maskText, DOTS } from './mask.ts'
import { createFinder } from './needles.ts'
import { findAmounts, LEAKING_DIGITS, LONG_DIGITS, toAmount, toWindows } from './numbers.ts'
import { squeeze, toPlain, toReadings } from './plain-text.ts'
import {
  addSecretWords,
  createSecretWords,
  MIN_EAST_ASIAN,
  MIN_PART,
  type SecretWords,
} from './secret-words.ts'

/** Finds masked values in unmasked database values. */
export interface Redactor {
  /** Whether the text contains a masked value, or enough of one to identify it. */
  leaks: (text: string) => boolean
  /** Returns the text, masked if it leaks. */
  redact: (text: string) => string
  /** Some masked value contains a date, so that dates and times must be checked too. */
  hasDays: boolean
}

const WORD = /\p{L}+/gu
/** A numeric date, with or without a time. */
const DAY = /^(?:\d{8}|\d{1,4}[^\d]\d{1,2}[^\d]\d{1,4}(?!\d).*)$/
/** Redacting all that equal it would show what the masked value is, and hide quantities and flags. */
const COMMON = /^(?:\p{Nd}|[^\p{L}\p{N}]*)$/u
/** Longer texts are not dates. */
const MAX_DATE_LENGTH = 40

/**
 * Creates a redactor. It finds a phone number in a note, a surname with a title, a date in another notation.
 *
 * @param secrets the complete masked values. They are compared with database values only, never with the visitor's
 *   input
 * @param names the names in the heading or beside it
 */
export function createRedactor(secrets: readonly string[], names: readonly string[] = []): Redactor {
  const redactor = createRedactorBeside(names, secrets)
  // A name that is redacted itself, such as an address in its place, shows no word.
  const shown = names.filter((name) => !redactor.leaks(name))
  return shown.length === names.length ? redactor : createRedactor(secrets, shown)
}

function createRedactorBeside(names: readonly string[], secrets: readonly string[]): Redactor {
  if (secrets.length === 0) return { leaks: () => false, redact: (text) => text, hasDays: false }
  const values = new Set<string>()
  const windows = new Set<string>()
  const amounts = new Set<string>()
  const days = new Set<string>()
  const secretWords = createSecretWords()
  const known = new Set(names.flatMap((name) => toPlain(name).match(WORD) ?? []))
  for (const plain of new Set(secrets.map(toPlain))) {
    const squeezed = squeeze(plain)
    addSecretWords(plain, secretWords, known)
    const amount = toAmount(plain)
    const ownDays = plain.length <= MAX_DATE_LENGTH ? findDays(plain) : []
    for (const day of ownDays) addDay(day, days)
    // Dates and fractions are not matched by windows, as other dates and amounts share most of their digits.
    const isFraction = amount?.includes('.') === true
    const isDay = ownDays.length > 0 && DAY.test(plain)
    if (!isFraction && !COMMON.test(squeezed || plain)) values.add(squeezed || plain)
    const hasWindows = !isFraction && !isDay
    if (hasWindows) for (const digits of toWindows(squeezed)) windows.add(digits)
    // Long amounts are found by their windows.
    if (amount !== null && !(hasWindows && amount.length >= LEAKING_DIGITS)) amounts.add(amount)
  }
  const hasWords = createWordTest(secretWords)
  const hasWindow = createFinder(windows, LEAKING_DIGITS)

  function mayLeak(plain: string): boolean {
    const squeezed = squeeze(plain)
    if (values.has(squeezed || plain)) return true
    if (hasWords(plain, squeezed)) return true
    if (LONG_DIGITS.test(squeezed) && hasWindow(squeezed)) return true
    if (amounts.size > 0 && findAmounts(plain).some((amount) => amounts.has(amount))) return true
    return days.size > 0 && findDays(plain).some((day) => days.has(day))
  }

  /** By text: rows repeat their currencies, states and the names of JSON members. */
  const leaking = new Map<string, boolean>()
  const leaks = (text: string): boolean => {
    let isLeak = leaking.get(text)
    if (isLeak === undefined) {
      isLeak = toReadings(text).some(mayLeak)
      leaking.set(text, isLeak)
    }
    return isLeak
  }
  return {
    leaks,
    redact(text) {
      if (text === '' || !leaks(text)) return text
      const masked = maskText(text)
      return leaks(masked) ? DOTS : masked
    },
    hasDays: days.size > 0,
  }
}

/** Matches the day with and without its year. */
function addDay(day: string, days: Set<string>): void {
  days.add(day)
  days.add(day.slice(-'05-17'.length))
}

function createWordTest({ words, surnames, parts, codes, eastAsian }: SecretWords) {
  const hasPart = createFinder(parts, MIN_PART)
  const hasCode = createFinder(codes, MIN_PART)
  const hasEastAsian = createFinder(eastAsian, MIN_EAST_ASIAN)
  return (plain: string, squeezed: string): boolean => {
    if (hasPart(plain) || hasCode(squeezed) || hasEastAsian(squeezed)) return true
    if (words.size + surnames.size === 0) return false
    let previous = ''
    for (const word of plain.match(WORD) ?? []) {
      if (words.has(word) || (surnames.has(word) && TITLES.has(previous))) return true
      previous = word
    }
    return false
  }
}
