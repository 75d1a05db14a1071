const BRACKETED = /[([（【].*?[)\]）】]/gu
const WORD = /[\p{L}\p{N}]+/gu
const EAST_ASIAN = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]+$/u
/** Scripts in which two letters of two words can stand side by side. */
const ALPHABETIC = /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{N}]/u

/** Nobody's name is longer; and brackets that are not closed are looked for from each opening one. */
const MAX_LENGTH = 200

/** What stands for a picture: `EJ` of Emma Johansson, 继鹏 of 李继鹏; null for a name without letters. */
export function toInitials(whole: string): string | null {
  const name = whole.slice(0, MAX_LENGTH)
  const words = name.replaceAll(BRACKETED, ' ').match(WORD) ?? name.match(WORD) ?? []
  const [first] = words
  const last = words.at(-1)
  if (first === undefined || last === undefined) return null
  // A Chinese given name stands behind, and tells more than one of a hundred family names.
  if (EAST_ASIAN.test(first)) return Array.from(first).slice(-2).join('')
  const letters = words.length > 1 && ALPHABETIC.test(first) ? [first, last] : [first]
  return letters.map((word) => Array.from(word)[0]?.toUpperCase() ?? '').join('')
}
