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

/**
 * Element types by array type (`select oid, typelem from pg_type where typcategory = 'A' and typdelim = ','`): Postgres
 * gives its own types these numbers in every database.
 */
const ELEMENTS: ReadonlyMap<number, number> = new Map([
  ...([
    [1000, 16],
    [1001, 17],
    [1002, 18],
    [1003, 19],
    [1016, 20],
    [1005, 21],
    [1007, 23],
  ] as const),
  ...([
    [1009, 25],
    [1028, 26],
    [199, 114],
    [143, 142],
    [651, 650],
    [1021, 700],
    [1022, 701],
  ] as const),
  ...([
    [775, 774],
    [791, 790],
    [1040, 829],
    [1041, 869],
    [1014, 1042],
    [1015, 1043],
  ] as const),
  ...([
    [1182, 1082],
    [1183, 1083],
    [1115, 1114],
    [1185, 1184],
    [1187, 1186],
    [1270, 1266],
  ] as const),
  ...([
    [1561, 1560],
    [1563, 1562],
    [1231, 1700],
    [2951, 2950],
    [3807, 3802],
  ] as const),
  ...([
    [1017, 600],
    [1018, 601],
    [1019, 602],
    [719, 718],
    [4073, 4072],
  ] as const),
  ...([
    [3905, 3904],
    [3907, 3906],
    [3909, 3908],
    [3911, 3910],
    [3913, 3912],
    [3927, 3926],
  ] as const),
])

/**
 * Chooses how the values of a type are read: text, boolean, number (`smallint`, `integer`), Date, Buffer, what JSON holds,
 * or an array of these, of which any element may be null.
 *
 * @param type Postgres's number of it
 */
export function toDecoder(type: number): Decoder {
  const element = ELEMENTS.get(type)
  if (element === undefined) return SCALARS.get(type) ?? String
  const decode = SCALARS.get(element) ?? String
  return (text) => parseArray(text, decode)
}
