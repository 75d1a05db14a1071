import type { DatabaseError } from 'pg'

/** How far a statement came: no connection yet; its text is read; its values are read; it runs. */
export type Phase = 'connect' | 'parse' | 'bind' | 'run'

/** Classes of Postgres's own errors in reading; any other may be a function's own, whose words nobody knows. */
const KNOWN_CLASSES: ReadonlySet<string> = new Set([
  '0A',
  '21',
  '22',
  '23',
  '25',
  '26',
  '40',
  '42',
  '53',
  '54',
  '55',
  '57',
] as const)

/** Source files of the languages that functions are written in, where `raise` and its kin put words of their own. */
const LANGUAGE_FILES = /^pl/i

/** The quotation marks of Postgres's languages. What stands between the first and the last may be a value. */
const QUOTED = /["'`´‘’‚‛“”„‟«»‹›「」『』〈〉《》＂＇].*["'`´‘’‚‛“”„‟«»‹›「」『』〈〉《》＂＇]/s
const UNCLOSED = /["'`´‘’‚‛“”„‟«»‹›「」『』〈〉《》＂＇].*/s
const WITH_DIGIT_OR_AT = /\S*[\p{N}@]\S*/gu

const MAX_LENGTH = 200

/**
 * What a log may hold of Postgres's message; null where nothing is sure. The same text may be in any language.
 *
 * Until a statement's text is read, no value is known, and the words are about that text. Later ones may repeat values, in
 * quotation marks or as numbers: these become `…`. Only the message is used: its detail, hint and context repeat rows.
 */
export function toSafeWords({ code = '', file, where, message }: DatabaseError, phase: Phase): string | null {
  if (phase === 'connect') return null
  if (phase === 'parse') return message.slice(0, MAX_LENGTH)
  if (!KNOWN_CLASSES.has(code.slice(0, 2)) || file === undefined || LANGUAGE_FILES.test(file)) return null
  // A statement that a function has put together may have values in place of names.
  if (code.startsWith('42') && where !== undefined) return null
  const safe = message.replace(QUOTED, '…').replace(UNCLOSED, '…').replaceAll(WITH_DIGIT_OR_AT, '…')
  return safe.slice(0, MAX_LENGTH)
}
