import type { FieldDef } from 'pg'
import type { Row } from '../database/bound-statement.ts'
import { isSent, type ParameterName } from './query-file/parameter-names.ts'
import type { QueryFile } from './query-file/query-file.ts'

export interface Column {
  name: string
  /** Postgres's number of the type. */
  type: number
  /** Where a row has its value. Of two columns with one name the last is meant, and its type. */
  at: number
  /** An expression in a query that uses parameters which whoever calls the page may choose: it may repeat what was sent. */
  mayEcho?: true
}

export interface RowSet {
  file: QueryFile
  /**
   * Those that are shown, and hidden ones of which something else depends: masked ones, whose values are secrets wherever
   * else they stand, and the customer's language. A row has the values of all columns.
   */
  columns: readonly Column[]
  rows: readonly Row[]
  /** There are more rows than were read. */
  isCutOff: boolean
}

/** Whoever calls the page can choose any text for them, and get the same customer. */
const FREE_PARAMETERS: ReadonlySet<ParameterName> = new Set([
  'easemobId',
  'to',
  'tenantId',
  'agentId',
  'userId',
])

export const NO_COLUMNS: readonly Column[] = []
export const NO_ROWS: readonly Row[] = []

/** The columns of which a page makes something, in the query's order. */
export function toColumns(file: QueryFile, fields: readonly FieldDef[]): readonly Column[] {
  const usesFreeParameters = file.parameters.some((name) => isSent(name) || FREE_PARAMETERS.has(name))
  const isUsed = (name: string) =>
    !file.hidden.has(name) || file.masked.includes(name) || file.columns.get(name)?.format.language === true
  const used = fields.filter(({ name }) => isUsed(name))
  return used.map((field) => {
    const { name } = field
    const at = fields.findLastIndex((other) => other.name === name)
    const { dataTypeID: type, tableID } = fields[at] ?? field
    return usesFreeParameters && tableID === 0 ? { name, type, at, mayEcho: true } : { name, type, at }
  })
}
