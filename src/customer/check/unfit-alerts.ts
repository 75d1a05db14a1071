import type { FieldDef } from 'pg'
import {
  ARRAY_TYPES,
  BOOL,
  BYTEA,
  INTERVAL,
  JSON_TYPES,
  MONEY,
  NUMBER_TYPES,
  TEXT_ARRAY_TYPES,
  TIME,
  TIMETZ,
  TIME_TYPES,
} from '../../database/type-numbers.ts'
import type { ColumnFormat, Display } from '../query-file/column-format.ts'
import { toReport, type QueryFile } from '../query-file/query-file.ts'

const WITHOUT_ALERT: ReadonlySet<Display> = new Set([
  'badge',
  'link',
  'phone',
  'email',
  'tags',
  'json',
  'rows',
  'image',
])
const NOT_SINGLE: ReadonlySet<number> = new Set([...ARRAY_TYPES.keys(), ...TEXT_ARRAY_TYPES, ...JSON_TYPES])
const NOT_NUMBERS: ReadonlySet<number> = new Set([BOOL, BYTEA, INTERVAL, MONEY, ...TIME_TYPES])
const NOT_TIMES: ReadonlySet<number> = new Set([BOOL, BYTEA, INTERVAL, MONEY, TIME, TIMETZ, ...NUMBER_TYPES])

export function findUnfitAlerts(file: QueryFile, fields: readonly FieldDef[]): string[] {
  return fields.flatMap(({ name, dataTypeID }) => {
    const annotation = file.columns.get(name)
    const reason = annotation?.format.alert === true ? findReason(annotation.format, dataTypeID) : null
    if (!annotation || reason === null) return []
    const message = `alert has no effect on the column ${name}: ${reason}`
    return [toReport(file.path, { line: annotation.line, message })]
  })
}

function findReason({ display, mask, condition }: ColumnFormat, type: number): string | null {
  if (mask) return 'a masked value is not highlighted'
  if (display !== null && WITHOUT_ALERT.has(display)) return `${display} is not highlighted`
  if (NOT_SINGLE.has(type)) return 'only single values are highlighted'
  if (condition === 'overdue') return NOT_TIMES.has(type) ? 'overdue needs a date, or a date and time' : null
  if (condition !== null && NOT_NUMBERS.has(type)) return 'only numbers are compared; cast it to numeric'
  return null
}
