import { types } from 'pg'
import { parse as parseArray } from 'postgres-array'
import { parseJson } from './json.ts'
import { toDate } from './timestamp.ts'
import {
  ARRAY_TYPES,
  BOOL,
  BPCHAR,
  BYTEA,
  INT2,
  INT4,
  JSON_TYPES,
  MULTIRANGE_TYPES,
  OID,
  TEXT,
  TEXT_ARRAY_TYPES,
  TIMESTAMPTZ,
} from './type-numbers.ts'

export type Decoder = (text: string) => unknown

/**
 * Types with an equivalent in JavaScript. All others remain the text that Postgres returns: a JavaScript number would
 * lose digits of large or decimal numbers, and dates and times without a zone are not instants.
 */
const SCALARS: ReadonlyMap<number, Decoder> = new Map<number, Decoder>([
  [BOOL, (text) => text === 't'],
  [BPCHAR, withoutPadding],
  ...[INT2, INT4, OID].map((type) => [type, Number] as const),
  [BYTEA, types.getTypeParser(types.builtins.BYTEA) as Decoder],
  [TIMESTAMPTZ, toDate],
  ...JSON_TYPES.map((type) => [type, parseJson] as const),
])

/** Postgres ignores these spaces when it compares or casts: with them, an id of a `char(12)` would find no rows as text. */
function withoutPadding(text: string): string {
  let end = text.length
  while (text.charAt(end - 1) === ' ') end -= 1
  return text.slice(0, end)
}

/** In UTF-16 units. The engine's regular expressions overflow its stack beyond some millions. */
const MAX_VALUE_LENGTH = 1_000_000
/** Takes the server about a tenth of a second to show. */
const MAX_RESULT_LENGTH = 4_000_000

/** A value or a whole result that would hold up every page. */
export class TooLongError extends RangeError {
  override name = 'TooLongError'
}

/** @param length of all values of a result so far, without bytes */
export function limitResult(length: number): void {
  if (length > MAX_RESULT_LENGTH)
    throw new TooLongError(`has more than ${String(MAX_RESULT_LENGTH)} characters in all rows together`)
}

/**
 * Values become text, boolean, number (`smallint`, `integer`, `oid`), Date, Buffer, parsed JSON, or an array of
 * these.
 *
 * @param type the type's OID
 * @returns throws a TooLongError for values that are too long; bytes may have any length
 */
export function toDecoder(type: number): Decoder {
  const decode = ofType(type)
  if (type === BYTEA) return decode
  return (text) => {
    if (text.length > MAX_VALUE_LENGTH)
      throw new TooLongError(`has a value of more than ${String(MAX_VALUE_LENGTH)} characters`)
    return decode(text)
  }
}

/** None of their bounds contains a bracket. */
const splitRanges: Decoder = (text) => text.match(/[[(][^\])]*[\])]/g) ?? []

function ofType(type: number): Decoder {
  if (MULTIRANGE_TYPES.has(type)) return splitRanges
  const element = ARRAY_TYPES.get(type)
  if (element === undefined && !TEXT_ARRAY_TYPES.has(type)) return SCALARS.get(type) ?? String
  const decode = SCALARS.get(element ?? TEXT) ?? String
  return (text) => parseArray(text, decode)
}
