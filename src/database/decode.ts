import { types } from 'pg'
import { parse as parseArray } from 'postgres-array'
import { parseJson } from './json.ts'
import { toDate } from './timestamp.ts'
import {
  ARRAY_TYPES,
  BOOL,
  BYTEA,
  INT2,
  INT4,
  JSON_TYPES,
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
  ...[INT2, INT4, OID].map((type) => [type, Number] as const),
  [BYTEA, types.getTypeParser(types.builtins.BYTEA) as Decoder],
  [TIMESTAMPTZ, toDate],
  ...JSON_TYPES.map((type) => [type, parseJson] as const),
])

/** In UTF-16 units. The engine's regular expressions overflow its stack beyond some millions. */
const MAX_LENGTH = 1_000_000

export class LongValueError extends RangeError {
  override name = 'LongValueError'

  constructor() {
    super(`has a value of more than ${String(MAX_LENGTH)} characters`)
  }
}

/**
 * Values become text, boolean, number (`smallint`, `integer`, `oid`), Date, Buffer, parsed JSON, or an array of
 * these.
 *
 * @param type the type's OID
 * @returns throws a LongValueError for values that are too long; bytes may have any length
 */
export function toDecoder(type: number): Decoder {
  const decode = ofType(type)
  if (type === BYTEA) return decode
  return (text) => {
    if (text.length > MAX_LENGTH) throw new LongValueError()
    return decode(text)
  }
}

function ofType(type: number): Decoder {
  const element = ARRAY_TYPES.get(type)
  if (element === undefined && !TEXT_ARRAY_TYPES.has(type)) return SCALARS.get(type) ?? String
  const decode = SCALARS.get(element ?? TEXT) ?? String
  return (text) => parseArray(text, decode)
}
