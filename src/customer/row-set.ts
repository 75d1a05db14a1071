import type { FieldDef } from 'pg'
import type { Result, Row } from '../database/bound-statement.ts'
import { isSentParameter, type ParameterName } from './query-file/parameter-names.ts'
import type { QueryFile } from './query-file/query-file.ts'

export interface Column {
  name: string
  /** The type's OID. */
  type: number
  at: number
  /** An expression in a query whose parameters the caller can choose, so it may repeat input. */
  reflectsInput: boolean
}

export interface RowSet {
  file: QueryFile
  /** Includes hidden columns that matter for others: masked ones, and the customer's language. */
  columns: readonly Column[]
  rows: readonly Row[]
  isCutOff: boolean
}

/** Parameters for which the caller can choose any text and still get the same customer. */
const FREE_PARAMETERS: ReadonlySet<ParameterName> = new Set([
  'easemobId',
  'to',
  'tenantId',
  'agentId',
  'userId',
])

/** A prepared statement returns the same fields each time. */
const known = new WeakMap<readonly FieldDef[], { file: QueryFile; columns: readonly Column[] }>()

export function toRowSet(file: QueryFile, { fields, rows }: Pick<Result, 'fields' | 'rows'>): RowSet {
  const { maxRows } = file
  return {
    file,
    columns: columnsOf(file, fields),
    rows: rows.slice(0, maxRows),
    isCutOff: rows.length > maxRows,
  }
}

function columnsOf(file: QueryFile, fields: readonly FieldDef[]): readonly Column[] {
  const last = known.get(fields)
  if (last?.file === file) return last.columns
  const columns = toColumns(file, fields)
  known.set(fields, { file, columns })
  return columns
}

export function toEmptyRowSet(file: QueryFile): RowSet {
  return { file, columns: [], rows: [], isCutOff: false }
}

/** Index of a column; -1 if there is none. If two columns have the same name, the last one counts, with its type. */
export function positionOf(fields: readonly FieldDef[], column: string): number {
  return fields.findLastIndex(({ name }) => name === column)
}

export function toColumns(file: QueryFile, fields: readonly FieldDef[]): readonly Column[] {
  const usesFreeParameters = file.parameters.some(
    (name) => isSentParameter(name) || FREE_PARAMETERS.has(name),
  )
  const isUsed = (name: string) =>
    !file.hidden.has(name) || file.masked.includes(name) || file.columns.get(name)?.format.language === true
  const used = fields.filter(({ name }) => isUsed(name))
  return used.map((field) => {
    const { name } = field
    const at = positionOf(fields, name)
    const { dataTypeID: type, tableID } = fields[at] ?? field
    return { name, type, at, reflectsInput: usesFreeParameters && tableID === 0 }
  })
}
