import { COMMON_WORDS, HAN_FORENAMES, HAN_TITLES } from './common-words.ts'
import { squeeze } from './plain-text.ts'

/**
 * Search terms derived from masked values, in plain form. Short words match whole words only: `lee` matches `Mr Lee`,
 * but not `sleep`. Sentences and markup contribute longer words only, and common words are excluded, or most texts
 * would be redacted.
 */
export interface SecretWords {
  /** Three or four letters; match whole words. */
  words: Set<string>
  /** Two letters; match whole words after a title. */
  surnames: Set<string>
  /** Five characters or more; match anywhere. */
  parts: Set<string>
  /** Letters and digits of five characters or more; match regardless of separators. */
  codes: Set<string>
  /** Two or more Chinese, Japanese or Korean characters; match regardless of separators. */
  eastAsian: Set<string>
}

const MIN_WORD = 3
export const [MIN_PART, MIN_EAST_ASIAN] = [5, 2]
/** A text with more words, not counting addresses, is a sentence: `Bob Lee <bob.lee@mail.example.org>` is a name. */
const MAX_NAME_WORDS = 5
const BETWEEN_ADDRESSES = /[\s,;<>()"'“”‘’（），；、]+/
const ADDRESS = /@|:\/\//
/** Valid in e-mail addresses, but more common as separators. */
const BETWEEN_WORDS = /[:/|[\]{}]+/
const MARKUP = /[={}\\$]/
const WORD = /\p{L}+/gu
const EAST_ASIAN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー]+/gu
const NAME = /^\p{Script=Han}{2,4}$/u
const NAME_WITH_TITLE = new RegExp(String.raw`^(\p{Script=Han}{1,4}?)(?:${HAN_TITLES.join('|')})$`, 'u')
const DOUBLE_SURNAME = /^(?:欧阳|司马|上官|诸葛|司徒|东方|皇甫|尉迟|公孙|慕容|夏侯|令狐)/
const DIGIT = /\d/
const ONLY_DIGITS = /^\d*$/

export function createSecretWords(): SecretWords {
  return { words: new Set(), surnames: new Set(), parts: new Set(), codes: new Set(), eastAsian: new Set() }
}

/**
 * @param plain a masked value, converted by `toPlain`
 * @param known words that the page shows anyway. Redacting them would show that an address begins with one
 */
export function addSecretWords(plain: string, found: SecretWords, known: ReadonlySet<string>): void {
  addEastAsian(plain, found.eastAsian)
  const chunks = plain.split(BETWEEN_ADDRESSES)
  const withoutAddresses = chunks.filter((chunk) => !ADDRESS.test(chunk)).join(' ')
  const isSentence = (withoutAddresses.match(WORD)?.length ?? 0) > MAX_NAME_WORDS || MARKUP.test(plain)
  for (const chunk of chunks) {
    for (const part of new Set([chunk, ...chunk.split(BETWEEN_WORDS)])) {
      const local = toLocalPart(part)
      if (local === null) addPart(part, isSentence, found)
      else addWhole(known.has(local) || COMMON_WORDS.has(local) ? part : local, found)
    }
  }
}

/** Returns the part of an e-mail address before the @; null for other texts. */
function toLocalPart(text: string): string | null {
  const at = text.lastIndexOf('@')
  return at === -1 ? null : text.slice(0, at)
}

function addPart(part: string, isSentence: boolean, found: SecretWords): void {
  const words = (part.match(WORD) ?? []).filter((word) => !word.match(EAST_ASIAN))
  if (!COMMON_WORDS.has(part) && !(isSentence && words.length < 2)) addWhole(part, found)
  if (DIGIT.test(part) || MARKUP.test(part)) return
  for (const word of words) {
    if (COMMON_WORDS.has(word)) continue
    if (word.length >= MIN_PART) found.parts.add(word)
    else if (isSentence) continue
    else if (word.length >= MIN_WORD) found.words.add(word)
    else if (word.length === 2) found.surnames.add(word)
  }
}

/** Adds a local part, host name or code, including its separators. */
function addWhole(text: string, { words, parts, codes }: SecretWords): void {
  const squeezed = squeeze(text)
  if (ONLY_DIGITS.test(squeezed)) return
  if (text.length >= MIN_PART) parts.add(text)
  else if (text.length >= MIN_WORD && squeezed === text && !DIGIT.test(text)) words.add(text)
  if (DIGIT.test(squeezed) && squeezed.length >= MIN_PART) codes.add(squeezed)
}

function addEastAsian(plain: string, eastAsian: Set<string>): void {
  const squeezed = squeeze(plain)
  const runs: string[] = plain.match(EAST_ASIAN) ?? []
  if (NAME.test(squeezed)) runs.push(squeezed)
  for (const run of runs) {
    const [, titled] = NAME_WITH_TITLE.exec(run) ?? []
    const name = titled ?? run
    if (name.length >= MIN_EAST_ASIAN) eastAsian.add(name)
    if (titled !== undefined || NAME.test(run)) addForms(name, eastAsian)
  }
}

/** Adds other forms of address: the given name, and the surname with a title. */
function addForms(name: string, eastAsian: Set<string>): void {
  const characters = Array.from(name)
  const surname = characters.slice(0, DOUBLE_SURNAME.test(name) ? 2 : 1).join('')
  const given = name.slice(surname.length)
  if (given.length >= MIN_EAST_ASIAN) eastAsian.add(given)
  for (const title of HAN_TITLES) eastAsian.add(surname + title)
  if (surname === characters[0]) for (const word of HAN_FORENAMES) eastAsian.add(word + surname)
}
