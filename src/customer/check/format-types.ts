import type { FieldDef } from 'pg'
import {
  BOOL,
  BYTEA,
  JSON_TYPES,
  NUMBER_TYPES,
  TEXT,
  TIME_TYPES,
  VARCHAR,
} from '../../database/type-numbers.ts'
import type { ColumnFormat } from '../query-file/column-format.ts'
import type { QueryFile } from '../query-file/query-file.ts'

/** Types that a format cannot display; such values are shown unformatted. */
const UNFIT: Readonly<Partial<Record<NonNullable<ColumnFormat['display']>, readonly number[]>>> = {
  number: [BOOL, ...TIME_TYPES, ...JSON_TYPES],
  money: [BOOL, ...TIME_TYPES, ...JSON_TYPES],
  percent: [BOOL, ...TIME_TYPES, ...JSON_TYPES],
  unit: [BOOL, ...TIME_TYPES, ...JSON_TYPES],
  filesize: [BOOL, ...TIME_TYPES, ...JSON_TYPES],
  duration: [BOOL, ...TIME_TYPES, ...JSON_TYPES],
  boolean: [...TIME_TYPES, ...JSON_TYPES],
  date: [BOOL, ...NUMBER_TYPES],
  datetime: [BOOL, ...NUMBER_TYPES],
  time: [BOOL, ...NUMBER_TYPES],
  ago: [BOOL, ...NUMBER_TYPES],
  rows: [BOOL, BYTEA, TEXT, VARCHAR, ...NUMBER_TYPES, ...TIME_TYPES],
  image: [BOOL, ...NUMBER_TYPES, ...TIME_TYPES, ...JSON_TYPES],
  html: [BOOL, BYTEA, ...NUMBER_TYPES, ...TIME_TYPES, ...JSON_TYPES],
}

/** Finds formats that have no effect on their column's type, such as a time format on seconds since 1970. */
export function findUnfitFormats(file: QueryFile, fields: readonly FieldDef[]): string[] {
  return fields.flatMap(({ name, dataTypeID }) => {
    const annotation = file.columns.get(name)
    const display = annotation?.format.display
    // A template does not use the column's own value.
    if (!annotation || !display || annotation.format.template) return []
    if (!UNFIT[display]?.includes(dataTypeID)) return []
    return [
      `${file.path}:${String(annotation.line)}: the type of the column ${name} does not fit the format ${display}; it is shown as it is`,
    ]
  })
}
