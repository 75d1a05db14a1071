import type { DatabaseError } from 'pg'

/** How far a statement got: no connection yet; parsing its text; binding its values; running. */
export type Phase = 'connect' | 'parse' | 'bind' | 'run'

/** Error classes that Postgres itself raises while reading. Any other may come from a function, with arbitrary text. */
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

/** Source files of procedural languages, in which `raise` and the like emit arbitrary text. */
const PROCEDURAL_LANGUAGE_FILES = /^pl/i

/** The quotation marks of all of Postgres's languages. Anything between the first and the last may be a value. */
const QUOTED = /["'`´‘’‚‛“”„‟«»‹›「」『』〈〉《》＂＇].*["'`´‘’‚‛“”„‟«»‹›「」『』〈〉《》＂＇]/s
const UNCLOSED = /["'`´‘’‚‛“”„‟«»‹›「」『』〈〉《》＂＇].*/s
const WITH_DIGIT_OR_AT = /\S*[\p{N}@]\S*/gu

const MAX_LENGTH = 200

/**
 * Null if nothing of the message may be logged. While the text is being parsed, also again because its tables have
 * changed, no value is known. Later messages may quote values, in quotation marks or as numbers: these become `…`.
 * Detail, hint and context quote rows, and are not used.
 */
export function redactMessage(
  { code = '', file, where, position, message }: DatabaseError,
  phase: Phase,
): string | null {
  if (phase === 'connect') return null
  const isParsedAgain =
    phase === 'bind' && code.startsWith('42') && position !== undefined && where === undefined
  if (phase === 'parse' || isParsedAgain) return message.slice(0, MAX_LENGTH)
  if (!KNOWN_CLASSES.has(code.slice(0, 2)) || file === undefined || PROCEDURAL_LANGUAGE_FILES.test(file))
    return null
  // A statement that a function has built may contain values in place of names.
  if (code.startsWith('42') && where !== undefined) return null
  const safe = message.replace(QUOTED, '…').replace(UNCLOSED, '…').replaceAll(WITH_DIGIT_OR_AT, '…')
  return safe.slice(0, MAX_LENGTH)
}
