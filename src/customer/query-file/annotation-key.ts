import { COLUMN_NAME, toColumnName } from './column-name.ts'
import { LABEL_SUFFIXES, SUFFIXES } from './localized.ts'
import { findNear } from './near-miss.ts'
import type { CommentLine } from './comment-lines.ts'
import { toLanguage, type Language } from '../../visit/language.ts'

const KEYS = [
  'title',
  'layout',
  'rows',
  'timeout',
  'empty',
  'for',
  'column',
  'hide',
  'action',
  'reply',
  'sent',
  'roles',
] as const
export type Key = (typeof KEYS)[number]

/** Keys that a name may follow: of a column, of a reply, of a custom parameter. */
const NAMED: readonly Key[] = ['column', 'reply', 'sent']
/** Words of which another comment may begin with one that is near. */
const COMMON_WORDS: readonly string[] = ['for', 'sent'] satisfies Key[]

const SUFFIXED_KEYS: readonly string[] = [
  ...KEYS,
  ...SUFFIXES.flatMap((language) => [`title.${language}`, `empty.${language}`]),
  ...LABEL_SUFFIXES.flatMap((language) => [...NAMED, 'action'].map((key) => `${key}.${language}`)),
]

export interface KeyedComment {
  key: Key
  /** What the key ends in, as in `title.zh`. */
  language: Language | null
  /** What stands between key and colon. */
  name: string | undefined
  value: string
}

const keyed = (key: string) => new RegExp(`^(${key})(?:\\s+(${COLUMN_NAME}))?\\s*[:：]\\s*(.*)$`, 'u')
const ANNOTATION = keyed(SUFFIXED_KEYS.map((key) => key.replace('.', '\\.')).join('|'))
const WORD_AND_COLON = keyed(String.raw`[\w.-]+`)

/** Words on which it depends what leaves the server, and for whom. Nobody would notice a mask that is not there. */
const PROTECTING = /^((columns?|hide|mask|roles)\b|(hidden|masked)\s*[:：])/iu
const HOW_TO =
  'on top of the file, one a line, -- column NAME: Label | 标签 | formats, -- hide: NAME, or -- roles: NAME'

/** Reads a comment as an annotation; one that only looks like it is a fault, and null is any other comment. */
export function readKey({ text, place }: CommentLine): KeyedComment | { fault: string } | null {
  const [, key, name, value = ''] = ANNOTATION.exec(text) ?? []
  // `for example: …` is a sentence.
  const known = SUFFIXED_KEYS.find((one) => one === key && !(one === 'for' && name !== undefined))
  const meant = known ?? findMeant(text)
  const [, behind] = /\s--\s*(.*)$/u.exec(text) ?? []
  if (behind !== undefined && (PROTECTING.test(behind) || findMeant(behind) !== undefined))
    return { fault: `an annotation stands behind another comment, where it is not read: ${HOW_TO}` }
  if (place === 'block') {
    return meant === undefined
      ? null
      : { fault: `${meant} stands inside /* */, where no annotation is read: write -- ${meant}` }
  }
  if (known !== undefined && place === 'top') {
    return { ...toKey(known), name: name === undefined ? undefined : toColumnName(name), value }
  }
  if (PROTECTING.test(text)) return { fault: `looks like an annotation and is none: ${HOW_TO}` }
  if (meant === undefined) return null
  if (known !== undefined)
    return { fault: `${known} is read only on top of the file, before everything else` }
  const [word = ''] = text.split(/[\s:：]/, 1)
  return { fault: `"${word}" is no annotation: did you mean ${meant}?` }
}

function toKey(text: string): Pick<KeyedComment, 'key' | 'language'> {
  const [key, suffix = null] = text.split('.')
  return { key: key as Key, language: toLanguage(suffix) }
}

/** The annotation that a first word before a colon was perhaps meant for: `titel`, `Rows`, `title.en`. */
function findMeant(text: string): string | undefined {
  const [, word, column] = WORD_AND_COLON.exec(text) ?? []
  if (word === undefined) return undefined
  const near = findNear(word, SUFFIXED_KEYS) ?? findNear(word.split(/[._-]/, 1)[0] ?? '', KEYS)
  if (near === undefined || (COMMON_WORDS.includes(near) && near !== word.toLowerCase())) return undefined
  return column === undefined || /^(column|hide|reply)/.test(near) ? near : undefined
}
