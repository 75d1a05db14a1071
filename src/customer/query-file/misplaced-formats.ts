import { isExtra, isFormatWord } from './column-format.ts'
import { isNear } from './near-miss.ts'

/** Formats that keep a value from being seen: the loss of one is told however it came about. */
const PROTECTING = ['mask', 'secret'].filter(isFormatWord)

/** Words that labels end in, of which nothing is lost where a format was meant: "Order id", "Spoken language". */
const NOUNS = ['id', 'language', 'candidate'].filter(isFormatWord)

/** A word at the end of a text, with what it has in parentheses, and what stands between it and the end. */
const LAST_WORD = /(?<=^|[^\p{L}\p{N}_]|\p{Script=Han})([a-z]+)(\((?:"[^"]*"|[^")])*\))?[\s,，、;；]*$/iu
const INNER = /\(([^()]*)\([^()]*\)/gu
const ENDS_IN_HAN = /\p{Script=Han}\s*$/u
const ENDS_IN_BAR = /[,，、;；/\\¦∣│丨]\s*$/u

/**
 * Whether a label ends in words that were meant as formats, as where a bar was forgotten: `手机 phone mask`,
 * `Mobile, phone`, `link(url)`. `Phone number` is a label that happens to end in one.
 *
 * @param formats the third part of the annotation
 */
export function hasMisplacedFormats(label: string, formats: string): boolean {
  let before = withoutInner(label)
  const words: string[] = []
  let hasArgument = false
  for (let match = LAST_WORD.exec(before); match; match = LAST_WORD.exec(before)) {
    const [, word = '', argument] = match
    if (NOUNS.includes(word) || (!isFormatWord(word) && !isProtecting(word))) break
    words.push(word)
    hasArgument ||= argument !== undefined
    before = before.slice(0, match.index)
  }
  const given = formats.split(/\s+/)
  const isLost = words.some((word) => isProtecting(word) && !given.includes(word.toLowerCase()))
  if (words.length === 0) return false
  // A label of one capitalized word is one, such as "Secret", where formats stand in their place.
  if (/^\p{Lu}\p{L}+$/u.test(label) && formats !== '') return false
  if (hasArgument || ENDS_IN_HAN.test(before)) return true
  // "Open task" is a label, and "phone maks" is none.
  if (isLost && words.some((word) => isFormatWord(word.toLowerCase()))) return true
  return formats === '' && (words.some(isExtra) || ENDS_IN_BAR.test(before))
}

/** A label with what stands in parentheses inside of others left out: `Items rows(sku: SKU)`. */
function withoutInner(label: string): string {
  let [rest, last] = [label, '']
  while (rest !== last) [rest, last] = [rest.replaceAll(INNER, '($1'), rest]
  return rest
}

function isProtecting(word: string): boolean {
  return PROTECTING.some((known) => isNear(word, known))
}
