import { types } from 'pg'

/* Postgres's numbers of its own types, which are the same in every database: `select oid, typname from pg_type`. */

const builtins: Readonly<Record<keyof typeof types.builtins, number>> = types.builtins

export const { BOOL, BYTEA, DATE, INT2, INT4, OID, TEXT, TIMESTAMP, TIMESTAMPTZ } = builtins
const { FLOAT4, FLOAT8, INT8, JSON, JSONB, NUMERIC, TIME, TIMETZ } = builtins

export const NUMBER_TYPES: readonly number[] = [INT8, INT2, INT4, FLOAT4, FLOAT8, NUMERIC]
/** Calendar dates, times of day, and both. */
export const TIME_TYPES: readonly number[] = [DATE, TIME, TIMESTAMP, TIMESTAMPTZ, TIMETZ]
export const JSON_TYPES: readonly number[] = [JSON, JSONB]

/** Types of arrays whose elements are more than text in JavaScript, by the type of their elements. */
export const ARRAY_TYPES: ReadonlyMap<number, number> = new Map([
  [1000, BOOL],
  [1001, BYTEA],
  [1005, INT2],
  [1007, INT4],
  [1028, OID],
  [1185, TIMESTAMPTZ],
  [199, JSON],
  [3807, JSONB],
])

/** Arrays whose elements stay text: of characters, numbers, dates and times, networks, bits, points, ranges and others. */
export const TEXT_ARRAY_TYPES: ReadonlySet<number> = new Set([
  1002, 1003, 1009, 1014, 1015, 2951, 143, 1016, 1021, 1022, 1231, 791, 1115, 1182, 1183, 1187, 1270, 651,
  775, 1040, 1041, 1561, 1563, 719, 1017, 1018, 1019, 3905, 3907, 3909, 3911, 3913, 3927, 4073,
])
