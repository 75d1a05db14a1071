const BRACKETED = /[([（【].*?[)\]）】]/gu
/** Some of these count as letters, such as the Hangul fillers. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu
/** Includes combining marks, as not every combination has a precomposed form. */
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu
const EAST_ASIAN = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]+$/u
/** Scripts in which the initials of two words can be combined. */
const ALPHABETIC = /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{N}]/u
/** In UTF-16 units. Bounds the search for closing brackets, which is quadratic if they are missing. */
const MAX_LENGTH = 200

/** Text without combining marks, in which each code point is one grapheme: it needs no segmenter, which is slow. */
const SINGLE_CODE_POINTS = /^[\p{Script=Latin}\p{Script=Han}\p{N}]*$/u

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** `EJ` for Emma Johansson, 继鹏 for 李继鹏; null for a name without letters. */
export function toInitials(name: string): string | null {
  const visible = name.slice(0, MAX_LENGTH).normalize('NFC').replaceAll(INVISIBLE, '')
  const words = visible.replaceAll(BRACKETED, ' ').match(WORD) ?? visible.match(WORD) ?? []
  const [first] = words
  const last = words.at(-1)
  if (first === undefined || last === undefined) return null
  // The given name comes last, and is more distinctive than one of about a hundred family names.
  if (EAST_ASIAN.test(first)) return toCharacters(first).slice(-2).join('')
  const letters = words.length > 1 && ALPHABETIC.test(first) ? [first, last] : [first]
  return letters.map((word) => toCharacters(word)[0]?.toUpperCase() ?? '').join('')
}

function toCharacters(text: string): string[] {
  if (SINGLE_CODE_POINTS.test(text)) return Array.from(text)
  return Array.from(segmenter.segment(text), ({ segment }) => segment)
}
