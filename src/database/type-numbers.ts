import { types } from 'pg'

/* OIDs of Postgres's built-in types, which are the same in every database: `select oid, typname from pg_type`. */

const builtins: Readonly<Record<keyof typeof types.builtins, number>> = types.builtins

export const { BOOL, BYTEA, DATE, INT2, INT4, OID, TEXT, TIMESTAMP, TIMESTAMPTZ } = builtins
/** `char(n)`. */
export const { BPCHAR } = builtins
export const { INTERVAL, JSONB, MONEY, NUMERIC, TIME, TIMETZ, VARCHAR } = builtins
const { FLOAT4, FLOAT8, INT8, JSON } = builtins

export const FLOAT_TYPES: readonly number[] = [FLOAT4, FLOAT8]
export const NUMBER_TYPES: readonly number[] = [INT8, INT2, INT4, FLOAT4, FLOAT8, NUMERIC]
/** Calendar dates, times of day, and both. */
export const TIME_TYPES: readonly number[] = [DATE, TIME, TIMESTAMP, TIMESTAMPTZ, TIMETZ]
export const JSON_TYPES: readonly number[] = [JSON, JSONB]

/** A row without a named type: `row(1, 'a')`. */
export const RECORD = 2249

export const RANGE_TYPES: ReadonlyMap<number, number> = new Map([
  [3904, INT4],
  [3906, NUMERIC],
  [3908, TIMESTAMP],
  [3910, TIMESTAMPTZ],
  [3912, DATE],
  [3926, INT8],
])

/** Lists of ranges, in a format of their own: `{[1,3),[7,9)}`. */
export const MULTIRANGE_TYPES: ReadonlyMap<number, number> = new Map([
  [4451, 3904],
  [4532, 3906],
  [4533, 3908],
  [4534, 3910],
  [4535, 3912],
  [4536, 3926],
])

export const ARRAY_TYPES: ReadonlyMap<number, number> = new Map([
  ...MULTIRANGE_TYPES,
  [1000, BOOL],
  [1001, BYTEA],
  [1005, INT2],
  [1007, INT4],
  [1014, BPCHAR],
  [1016, INT8],
  [1021, FLOAT4],
  [1022, FLOAT8],
  [1028, OID],
  [1115, TIMESTAMP],
  [1182, DATE],
  [1183, TIME],
  [1185, TIMESTAMPTZ],
  [1187, INTERVAL],
  [1231, NUMERIC],
  [199, JSON],
  [3807, JSONB],
  [2287, RECORD],
  [3905, 3904],
  [3907, 3906],
  [3909, 3908],
  [3911, 3910],
  [3913, 3912],
  [3927, 3926],
])

/** Arrays whose elements are shown as the text that Postgres returns: characters, networks, bits, points and others. */
export const TEXT_ARRAY_TYPES: ReadonlySet<number> = new Set([
  1002, 1003, 1009, 1015, 2951, 143, 791, 1270, 651, 775, 1040, 1041, 1561, 1563, 719, 1017, 1018, 1019, 4073,
])

/** User-defined types have OIDs from here on: enums, composite types, extensions. */
export const FIRST_USER_TYPE = 16_384
