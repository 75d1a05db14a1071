const BRACKETED = /[([（【].*?[)\]）】]/gu
/** Letters among them: Hangul's fillers. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu
/** With marks, which not every letter has a composed form with. */
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu
const EAST_ASIAN = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]+$/u
/** Scripts in which two letters of two words can stand side by side. */
const ALPHABETIC = /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{N}]/u
/** UTF-16 units. Names are shorter, and brackets that are never closed take long to look for. */
const READ = 200

/** In these scripts, what has no marks of its own is one character to the eye: the segmenter, which is slow, is not needed. */
const UNMARKED = /^[\p{Script=Latin}\p{Script=Han}\p{N}]*$/u

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** What stands for a picture: `EJ` of Emma Johansson, 继鹏 of 李继鹏; null for a name without letters. */
export function toInitials(name: string): string | null {
  const read = name.slice(0, READ).normalize('NFC').replaceAll(INVISIBLE, '')
  const words = read.replaceAll(BRACKETED, ' ').match(WORD) ?? read.match(WORD) ?? []
  const [first] = words
  const last = words.at(-1)
  if (first === undefined || last === undefined) return null
  // A Chinese given name stands behind, and tells more than one of a hundred family names.
  if (EAST_ASIAN.test(first)) return toCharacters(first).slice(-2).join('')
  const letters = words.length > 1 && ALPHABETIC.test(first) ? [first, last] : [first]
  return letters.map((word) => toCharacters(word)[0]?.toUpperCase() ?? '').join('')
}

/** As they are seen: a letter with its marks is one. */
function toCharacters(text: string): string[] {
  if (UNMARKED.test(text)) return Array.from(text)
  return Array.from(segmenter.segment(text), ({ segment }) => segment)
}
