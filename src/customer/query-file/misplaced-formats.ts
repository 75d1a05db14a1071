import { isExtra, isFormatWord } from './column-format.ts'
import { isNear } from '../../near-miss.ts'

/** Formats that protect a value. Losing one is always reported. */
const PROTECTIVE = ['mask', 'secret'].filter(isFormatWord)

/** Format words that labels commonly end in ("Order id", "Spoken language") and that are harmless to lose. */
const NOUNS = ['id', 'language', 'candidate'].filter(isFormatWord)

/** The last word of a text, with its parentheses and trailing punctuation. */
const LAST_WORD = /(?<=^|[^\p{L}\p{N}_]|\p{Script=Han})([a-z]+)(\((?:"[^"]*"|[^")])*\))?[\s,，、;；]*$/iu
const INNER = /\(([^()]*)\([^()]*\)/gu
const ENDS_IN_HAN = /\p{Script=Han}\s*$/u
const ENDS_IN_BAR = /[,，、;；/\\¦∣│丨]\s*$/u

/** As when a bar is missing: `手机 phone mask`, `link(url)`. `Phone number` is an ordinary label. */
export function hasMisplacedFormats(label: string, formats: string): boolean {
  let before = withoutInner(label)
  const words: string[] = []
  let hasArgument = false
  for (let match = LAST_WORD.exec(before); match; match = LAST_WORD.exec(before)) {
    const [, word = '', argument] = match
    if (NOUNS.includes(word) || (!isFormatWord(word) && !isProtective(word))) break
    words.push(word)
    hasArgument ||= argument !== undefined
    before = before.slice(0, match.index)
  }
  const given = formats.split(/\s+/)
  const isLost = words.some((word) => isProtective(word) && !given.includes(word.toLowerCase()))
  if (words.length === 0) return false
  // A single capitalized word such as "Secret" is a label if formats are given in their place.
  if (/^\p{Lu}\p{L}+$/u.test(label) && formats !== '') return false
  if (hasArgument || ENDS_IN_HAN.test(before)) return true
  // "Open task" is a label; "phone maks" is not.
  if (isLost && words.some((word) => isFormatWord(word.toLowerCase()))) return true
  return formats === '' && (words.some(isExtra) || ENDS_IN_BAR.test(before))
}

function withoutInner(label: string): string {
  let [rest, last] = [label, '']
  while (rest !== last) [rest, last] = [rest.replaceAll(INNER, '($1'), rest]
  return rest
}

function isProtective(word: string): boolean {
  return PROTECTIVE.some((known) => isNear(word, known))
}
