import { types } from 'pg'
import { parse as parseArray } from 'postgres-array'
import { parseJson } from './json.ts'
import { toDate } from './timestamp.ts'

/** Reads what Postgres writes of a value. */
export type Decoder = (text: string) => unknown

const { builtins } = types

/**
 * Types that have a counterpart in JavaScript. All others stay the text that Postgres writes: numbers, since a JavaScript
 * number would lose digits, and calendar dates and times without a zone, since they are no instants.
 */
const SCALARS: ReadonlyMap<number, Decoder> = new Map<number, Decoder>([
  [builtins.BOOL, (text) => text === 't'],
  ...[builtins.INT2, builtins.INT4, builtins.OID].map((type) => [type, Number] as const),
  [builtins.BYTEA, types.getTypeParser(builtins.BYTEA) as Decoder],
  [builtins.TIMESTAMPTZ, toDate],
  ...[builtins.JSON, builtins.JSONB].map((type) => [type, parseJson] as const),
])

/** Arrays of these types. Postgres gives its own types the same numbers in every database: `select oid, typelem from pg_type`. */
const ARRAYS: ReadonlyMap<number, number> = new Map([
  [1000, builtins.BOOL],
  [1001, builtins.BYTEA],
  [1005, builtins.INT2],
  [1007, builtins.INT4],
  [1028, builtins.OID],
  [1185, builtins.TIMESTAMPTZ],
  [199, builtins.JSON],
  [3807, builtins.JSONB],
])

/** Arrays whose elements stay text: of characters, numbers, dates and times, networks, bits, points, ranges and others. */
const TEXT_ARRAYS: ReadonlySet<number> = new Set([
  1002, 1003, 1009, 1014, 1015, 2951, 143, 1016, 1021, 1022, 1231, 791, 1115, 1182, 1183, 1187, 1270, 651,
  775, 1040, 1041, 1561, 1563, 719, 1017, 1018, 1019, 3905, 3907, 3909, 3911, 3913, 3927, 4073,
])

/**
 * Chooses how the values of a type are read: text, boolean, number (`smallint`, `integer`), Date, Buffer, what JSON holds,
 * or an array of these, of which any element may be null.
 *
 * @param type Postgres's number of it
 */
export function toDecoder(type: number): Decoder {
  const element = ARRAYS.get(type)
  if (element === undefined && !TEXT_ARRAYS.has(type)) return SCALARS.get(type) ?? String
  const decode = SCALARS.get(element ?? builtins.TEXT) ?? String
  return (text) => parseArray(text, decode)
}
