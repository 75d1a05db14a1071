import { COMMON_WORDS, HAN_FORENAMES, HAN_TITLES } from './common-words.ts'
import { squeeze } from './plain-text.ts'

/**
 * What is looked for in other texts, in plain form. Shorter words must stand there as words: `lee` is in `Mr Lee`, and
 * not in `sleep`. Of sentences and markup only longer words are taken, and common words never are, or every other text
 * would be masked; names of few words are taken whole.
 */
export interface SecretWords {
  /** Three or four letters, as a word. */
  words: Set<string>
  /** Two letters, as a word behind a title. */
  surnames: Set<string>
  /** From here on, five characters or more: anywhere in a text. */
  parts: Set<string>
  /** Letters and digits, whatever stands between them. */
  codes: Set<string>
  /** Two characters or more of Chinese, Japanese or Korean, whatever stands between them. */
  eastAsian: Set<string>
}

const LEAST_WORD = 3
export const [LEAST_PART, LEAST_EAST_ASIAN] = [5, 2]
/** A text with more words is a sentence. Those of an address are not counted: `Bob Lee <bob.lee@mail.example.org>` is a name. */
const MOST_NAMES = 5
const BETWEEN_ADDRESSES = /[\s,;<>()"'“”‘’（），；、]+/
const ADDRESS = /@|:\/\//
/** What may stand in an e-mail address, though it stands between words more often. */
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

/** @param plain a masked value, as `toPlain` makes it */
export function addSecretWords(plain: string, found: SecretWords): void {
  addEastAsian(plain, found.eastAsian)
  const chunks = plain.split(BETWEEN_ADDRESSES)
  const spoken = chunks.filter((chunk) => !ADDRESS.test(chunk)).join(' ')
  const isSentence = (spoken.match(WORD)?.length ?? 0) > MOST_NAMES || MARKUP.test(plain)
  for (const chunk of chunks) {
    for (const part of new Set([chunk, ...chunk.split(BETWEEN_WORDS)])) {
      const local = toLocalPart(part)
      if (local === null) addPart(part, isSentence, found)
      else if (!COMMON_WORDS.has(local)) addWhole(local, found)
    }
  }
}

/** What stands before the @ of an e-mail address. */
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
    if (word.length >= LEAST_PART) found.parts.add(word)
    else if (isSentence) continue
    else if (word.length >= LEAST_WORD) found.words.add(word)
    else if (word.length === 2) found.surnames.add(word)
  }
}

/** A local part, a host name, a code: with what stands between its letters. */
function addWhole(text: string, { words, parts, codes }: SecretWords): void {
  const squeezed = squeeze(text)
  if (ONLY_DIGITS.test(squeezed)) return
  if (text.length >= LEAST_PART) parts.add(text)
  else if (text.length >= LEAST_WORD && squeezed === text && !DIGIT.test(text)) words.add(text)
  if (DIGIT.test(squeezed) && squeezed.length >= LEAST_PART) codes.add(squeezed)
}

function addEastAsian(plain: string, eastAsian: Set<string>): void {
  const squeezed = squeeze(plain)
  const runs: string[] = plain.match(EAST_ASIAN) ?? []
  if (NAME.test(squeezed)) runs.push(squeezed)
  for (const run of runs) {
    const [, titled] = NAME_WITH_TITLE.exec(run) ?? []
    const name = titled ?? run
    if (name.length >= LEAST_EAST_ASIAN) eastAsian.add(name)
    if (titled !== undefined || NAME.test(run)) addForms(name, eastAsian)
  }
}

/** What a person is called beside the whole name: by the given name, or by the surname with a title. */
function addForms(name: string, eastAsian: Set<string>): void {
  const characters = Array.from(name)
  const surname = characters.slice(0, DOUBLE_SURNAME.test(name) ? 2 : 1).join('')
  const given = name.slice(surname.length)
  if (given.length >= LEAST_EAST_ASIAN) eastAsian.add(given)
  for (const title of HAN_TITLES) eastAsian.add(surname + title)
  if (surname === characters[0]) for (const word of HAN_FORENAMES) eastAsian.add(word + surname)
}
