import { MAX_SEARCH_TERM } from '../limits.ts'
import { toDialled, withPlainDashes } from '../phone-number.ts'

/** Parameters of `search.sql`. Null if the input is not of that kind. */
export interface SearchTerms {
  email: string | null
  /** Digits only. */
  phone: string | null
  /** What a stored number ends with; at least four digits. */
  phoneTail: string | null
  /** An order or customer number, as typed, without spaces. */
  number: string | null
  name: string | null
  /** The name with the wildcards of `like` escaped by backslashes. */
  nameLike: string | null
}

const SEARCH_KINDS = ['email', 'phone', 'number', 'name'] as const
export type SearchKind = (typeof SEARCH_KINDS)[number]

const MIN_DIGITS_OF_TAIL = 4
const MIN_DIGITS_OF_PHONE = 7
const MAX_DIGITS_OF_PHONE = 15
const MIN_NUMBER = 4
const MIN_LETTERS = 3
/** In Chinese, two characters are a whole name. */
const MIN_EAST_ASIAN = 2

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/
const PHONE = /^\(?\+?[\d\s()./-]+$/
const NUMBER = /^#?[\p{L}\p{N}][\p{L}\p{N}._/-]*$/u
const EAST_ASIAN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu
const LETTER = /\p{L}/gu
const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}]/gu
/** As in text copied from a chat or a web page. */
const INVISIBLE = /\p{Cf}/gu

/** @returns null if it is too short or too long; a term may be of several kinds */
export function toSearchTerms(typed: string): SearchTerms | null {
  const text = fold(typed)
  if (text.length > MAX_SEARCH_TERM) return null
  const isEmail = EMAIL.test(text)
  // Names keep their dashes.
  const written = withPlainDashes(text)
  const digits = PHONE.test(written) ? toDialled(written) : ''
  const phone = digits.length >= MIN_DIGITS_OF_PHONE && digits.length <= MAX_DIGITS_OF_PHONE ? digits : null
  const isTail = digits.length >= MIN_DIGITS_OF_TAIL && digits.length <= MAX_DIGITS_OF_PHONE
  const name = !isEmail && isName(text) ? text : null
  const terms: SearchTerms = {
    email: isEmail ? text.toLowerCase() : null,
    phone,
    phoneTail: isTail ? digits : null,
    number: isEmail ? null : toNumber(written),
    name,
    nameLike: name === null ? null : name.replaceAll(/[\\%_]/g, String.raw`\$&`),
  }
  return kindsOf(terms).length > 0 ? terms : null
}

/** @returns null if it cannot be a number; a site's is matched as a whole, so it may be short */
export function toClaimTerms(sent: string): SearchTerms | null {
  const number = withPlainDashes(fold(sent))
  if (number.length > MAX_SEARCH_TERM || !NUMBER.test(number)) return null
  return { email: null, phone: null, phoneTail: null, number, name: null, nameLike: null }
}

/** For the log, which never contains the term. */
export function kindsOf(terms: SearchTerms): SearchKind[] {
  return SEARCH_KINDS.filter((kind) => (kind === 'phone' ? terms.phoneTail : terms[kind]) !== null)
}

function fold(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll(INVISIBLE, '')
    .replaceAll(CONTROLS, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
}

/** A word that contains a digit, or a number typed in groups: `2026 1118 0042`. */
function toNumber(text: string): string | null {
  const joined = /^[\d ]+$/.test(text) ? text.replaceAll(' ', '') : text
  const number = joined.replace(/^#/, '')
  return NUMBER.test(joined) && /\d/.test(number) && number.length >= MIN_NUMBER ? number : null
}

function isName(text: string): boolean {
  const letters = text.match(LETTER)?.length ?? 0
  const eastAsian = text.match(EAST_ASIAN)?.length ?? 0
  return eastAsian >= MIN_EAST_ASIAN || letters >= MIN_LETTERS
}
