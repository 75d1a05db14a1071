import { COLUMN_NAME, toColumnName } from './column-name.ts'
import { findNear } from './near-miss.ts'
import type { CommentLine } from './comment-lines.ts'

const KEYS = [
  'title',
  'title.zh',
  'layout',
  'rows',
  'timeout',
  'empty',
  'empty.zh',
  'column',
  'hide',
] as const
type Key = (typeof KEYS)[number]

export interface KeyedComment {
  key: Key
  /** The column that stands between key and colon. */
  column: string | undefined
  value: string
}

const keyed = (key: string) => new RegExp(`^(${key})(?:\\s+(${COLUMN_NAME}))?\\s*[:：]\\s*(.*)$`, 'u')
const ANNOTATION = keyed(KEYS.map((key) => key.replace('.', '\\.')).join('|'))
const WORD_AND_COLON = keyed(String.raw`[\w.-]+`)

/** Words on which it depends what leaves the server. Nobody would notice a mask that is not there. */
const PROTECTING = /^((columns?|hide|mask)\b|(hidden|masked)\s*[:：])/iu
const HOW_TO = 'on top of the file, one a line, -- column NAME: Label | 标签 | formats, or -- hide: NAME'

/** Reads a comment as an annotation; one that only looks like it is a fault, and null is any other comment. */
export function readKey({ text, place }: CommentLine): KeyedComment | { fault: string } | null {
  const [, key, column, value = ''] = ANNOTATION.exec(text) ?? []
  const known = KEYS.find((one) => one === key)
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
    return { key: known, column: column === undefined ? undefined : toColumnName(column), value }
  }
  if (PROTECTING.test(text)) return { fault: `looks like an annotation and is none: ${HOW_TO}` }
  if (meant === undefined) return null
  if (known !== undefined)
    return { fault: `${known} is read only on top of the file, before everything else` }
  const [word = ''] = text.split(/[\s:：]/, 1)
  return { fault: `"${word}" is no annotation: did you mean ${meant}?` }
}

/** The annotation that a first word before a colon was perhaps meant for: `titel`, `Rows`, `title.en`. */
function findMeant(text: string): Key | undefined {
  const [, word, column] = WORD_AND_COLON.exec(text) ?? []
  if (word === undefined) return undefined
  const near = findNear(word, KEYS) ?? findNear(word.split(/[._-]/, 1)[0] ?? '', KEYS)
  return column === undefined || near === 'column' || near === 'hide' ? near : undefined
}
