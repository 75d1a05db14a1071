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

/** Reads what Postgres writes of a value. */
export type Decoder = (text: string) => unknown

/**
 * Types that have a counterpart in JavaScript. All others stay the text that Postgres writes: numbers, since a JavaScript
 * number would lose digits, and calendar dates and times without a zone, since they are no instants.
 */
const SCALARS: ReadonlyMap<number, Decoder> = new Map<number, Decoder>([
  [BOOL, (text) => text === 't'],
  ...[INT2, INT4, OID].map((type) => [type, Number] as const),
  [BYTEA, types.getTypeParser(types.builtins.BYTEA) as Decoder],
  [TIMESTAMPTZ, toDate],
  ...JSON_TYPES.map((type) => [type, parseJson] as const),
])

/**
 * Chooses how the values of a type are read: text, boolean, number (`smallint`, `integer`), Date, Buffer, what JSON holds,
 * or an array of these, of which any element may be null.
 *
 * @param type Postgres's number of it
 */
export function toDecoder(type: number): Decoder {
  const element = ARRAY_TYPES.get(type)
  if (element === undefined && !TEXT_ARRAY_TYPES.has(type)) return SCALARS.get(type) ?? String
  const decode = SCALARS.get(element ?? TEXT) ?? String
  return (text) => parseArray(text, decode)
}
