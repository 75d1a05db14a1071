import { COLUMN_NAME, toColumnName } from './column-name.ts'
import { LABEL_SUFFIXES, SUFFIXES } from './localized.ts'
import { findNear } from '../../near-miss.ts'
import type { CommentLine } from './comment-lines.ts'
import { toLanguage, type Language } from '../../languages.ts'

const KEYS = [
  'title',
  'layout',
  'rows',
  'timeout',
  'empty',
  'for',
  'public',
  'column',
  'hide',
  'action',
  'reply',
  'sent',
  'roles',
] as const
export type Key = (typeof KEYS)[number]

/** Keys that can be followed by a name: of a column, reply or custom parameter. */
const NAMED: readonly Key[] = ['column', 'reply', 'sent']
/** Keys that are ordinary words, so a similar word in a comment is probably not a typo. */
const COMMON_WORDS: readonly string[] = ['for', 'public', 'sent'] satisfies Key[]
/** Common words that take no name: `for example: …` and `public holidays: …` are prose. */
const PROSE: readonly string[] = ['for', 'public'] satisfies Key[]

const SUFFIXED_KEYS: readonly string[] = [
  ...KEYS,
  ...SUFFIXES.flatMap((language) => [`title.${language}`, `empty.${language}`]),
  ...LABEL_SUFFIXES.flatMap((language) => [...NAMED, 'action'].map((key) => `${key}.${language}`)),
]

export interface KeyedComment {
  key: Key
  language: Language | null
  name: string | undefined
  value: string
}

const keyed = (key: string) => new RegExp(`^(${key})(?:\\s+(${COLUMN_NAME}))?\\s*[:：]\\s*(.*)$`, 'u')
const ANNOTATION = keyed(SUFFIXED_KEYS.map((key) => key.replace('.', '\\.')).join('|'))
const WORD_AND_COLON = keyed(String.raw`[\w.-]+`)

/** Annotations that control what leaves the server, and for whom. A misspelt mask would go unnoticed. */
const PROTECTIVE = /^((columns?|hide|mask|roles)\b|(hidden|masked)\s*[:：])/iu
const HOW_TO =
  'on top of the file, one a line, -- column NAME: Label | 标签 | formats, -- hide: NAME, or -- roles: NAME; a NAME with spaces is in double quotes'

/** Returns a fault for what only resembles an annotation, and null for other comments. */
export function readKey({ text, place }: CommentLine): KeyedComment | { fault: string } | null {
  const [, key, name, value = ''] = ANNOTATION.exec(text) ?? []
  const known = SUFFIXED_KEYS.find((one) => one === key && !(PROSE.includes(one) && name !== undefined))
  const intended = known ?? findIntended(text)
  const [, ...trailing] = text.split(/\s--\s*/u)
  if (trailing.some((comment) => PROTECTIVE.test(comment) || findIntended(comment) !== undefined))
    return { fault: `an annotation follows another comment, where it is not read: ${HOW_TO}` }
  if (place === 'block') {
    return intended === undefined
      ? null
      : { fault: `${intended} is inside /* */, where annotations are not read: write -- ${intended}` }
  }
  if (known !== undefined && place === 'top') {
    return { ...toKey(known), name: name === undefined ? undefined : toColumnName(name), value }
  }
  if (PROTECTIVE.test(text)) return { fault: `looks like an annotation but is not one: ${HOW_TO}` }
  if (intended === undefined) return null
  if (known !== undefined)
    return { fault: `${known} is read only on top of the file, before everything else` }
  const [word = ''] = text.split(/[\s:：]/, 1)
  return { fault: `"${word}" is not an annotation: did you mean ${intended}?` }
}

function toKey(text: string): Pick<KeyedComment, 'key' | 'language'> {
  const [key, suffix = null] = text.split('.')
  return { key: key as Key, language: toLanguage(suffix) }
}

/** The annotation that a misspelt first word was probably meant to be: `titel`, `Rows`, `title.en`. */
function findIntended(text: string): string | undefined {
  const [, word, column] = WORD_AND_COLON.exec(text) ?? []
  if (word === undefined) return undefined
  const near = findNear(word, SUFFIXED_KEYS) ?? findNear(word.split(/[._-]/, 1)[0] ?? '', KEYS)
  if (near === undefined || (COMMON_WORDS.includes(near) && near !== word.toLowerCase())) return undefined
  return column === undefined || /^(column|hide|reply)/.test(near) ? near : undefined
}
