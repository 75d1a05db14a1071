import type { FieldDef } from 'pg'
import {
  BOOL,
  BYTEA,
  INT2,
  INT4,
  JSON_TYPES,
  NUMBER_TYPES,
  TEXT,
  TIME_TYPES,
  VARCHAR,
} from '../../database/type-numbers.ts'
import type { Display } from '../query-file/column-format.ts'
import { toSqlName } from '../query-file/column-name.ts'
import { toReport, type QueryFile } from '../query-file/query-file.ts'

const NOT_QUANTITIES = [BOOL, ...TIME_TYPES, ...JSON_TYPES]
const NOT_TIMES = [BOOL, ...NUMBER_TYPES]
const TIME_DISPLAYS: ReadonlySet<Display> = new Set(['date', 'datetime', 'time', 'ago'])
const JSON_DISPLAYS: ReadonlySet<Display> = new Set(['json', 'rows'])

/** Types that a format cannot display; such values are shown unformatted. */
const UNFIT: Readonly<Partial<Record<Display, readonly number[]>>> = {
  number: NOT_QUANTITIES,
  money: NOT_QUANTITIES,
  percent: NOT_QUANTITIES,
  unit: NOT_QUANTITIES,
  filesize: NOT_QUANTITIES,
  duration: NOT_QUANTITIES,
  boolean: [...TIME_TYPES, ...JSON_TYPES],
  date: NOT_TIMES,
  datetime: NOT_TIMES,
  time: NOT_TIMES,
  ago: NOT_TIMES,
  json: [BOOL, BYTEA, TEXT, VARCHAR, ...NUMBER_TYPES, ...TIME_TYPES],
  rows: [BOOL, BYTEA, TEXT, VARCHAR, ...NUMBER_TYPES, ...TIME_TYPES],
  image: [BOOL, ...NUMBER_TYPES, ...TIME_TYPES, ...JSON_TYPES],
  html: [BOOL, BYTEA, ...NUMBER_TYPES, ...TIME_TYPES, ...JSON_TYPES],
}

function toRemedy(column: string, display: Display, type: number): string {
  const name = toSqlName(column)
  if (JSON_DISPLAYS.has(display) && [TEXT, VARCHAR].includes(type))
    return `: cast it to jsonb, as in ${name}::jsonb`
  if (!TIME_DISPLAYS.has(display) || !NUMBER_TYPES.includes(type)) return ''
  const milliseconds = [INT2, INT4].includes(type) ? '' : `, milliseconds by to_timestamp(${name} / 1000.0)`
  return `: seconds since 1970 become a time by to_timestamp(${name})${milliseconds}`
}

export function findUnfitFormats(file: QueryFile, fields: readonly FieldDef[]): string[] {
  return fields.flatMap(({ name, dataTypeID }) => {
    const annotation = file.columns.get(name)
    const display = annotation?.format.display
    // A template does not use the column's own value.
    if (!annotation || !display || annotation.format.template) return []
    if (!UNFIT[display]?.includes(dataTypeID)) return []
    const message = `the type of the column ${name} does not fit the format ${display}; it is shown as it is`
    return [
      toReport(file.path, { line: annotation.line, message: message + toRemedy(name, display, dataTypeID) }),
    ]
  })
}
