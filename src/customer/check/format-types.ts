import type { FieldDef } from 'pg'
import type { ColumnFormat } from '../query-file/column-format.ts'
import type { QueryFile } from '../query-file/query-file.ts'

/** Postgres's numbers of types. */
const BOOLEAN = 16
const NUMBERS = [20, 21, 23, 700, 701, 1700]
const TIMES = [1082, 1083, 1114, 1184, 1266]
const JSON_TYPES = [114, 3802]

/** Types of which a format can make nothing: such a value is shown as it is. */
const UNFIT: Readonly<Partial<Record<NonNullable<ColumnFormat['display']>, readonly number[]>>> = {
  ...{ number: [BOOLEAN, ...TIMES, ...JSON_TYPES], money: [BOOLEAN, ...TIMES, ...JSON_TYPES] },
  ...{ date: [BOOLEAN, ...NUMBERS], datetime: [BOOLEAN, ...NUMBERS] },
  ...{ time: [BOOLEAN, ...NUMBERS], ago: [BOOLEAN, ...NUMBERS] },
}

/** Formats that do nothing for their column's type: integers as booleans, seconds since 1970 as times. */
export function findUnfitFormats(file: QueryFile, fields: readonly FieldDef[]): string[] {
  return fields.flatMap(({ name, dataTypeID }) => {
    const annotation = file.columns.get(name)
    const display = annotation?.format.display
    if (!annotation || !display) return []
    const isUnfit = display === 'boolean' ? dataTypeID !== BOOLEAN : UNFIT[display]?.includes(dataTypeID)
    if (!isUnfit) return []
    return [
      `${file.path}:${String(annotation.line)}: the type of the column ${name} does not fit the format ${display}; it is shown as it is`,
    ]
  })
}
