import type { FieldDef, Pool, QueryArrayResult } from 'pg'
import { queryReadOnly, QueryError, type Row } from '../database/read-only.ts'
import type { ParameterName } from './parameter-names.ts'
import type { Queries } from './queries.ts'
import { MAX_ROWS, type QueryFile } from './query-file.ts'

/** The values that queries may ask for, but for the customer's id. */
export type LookupParameters = Readonly<Record<Exclude<ParameterName, 'customerId'>, string | null>>

export interface Column {
  name: string
  /** Postgres's number of the type. */
  type: number
  /** Where a row has its value. Of two columns with one name the last is meant. */
  at: number
}

export interface RowSet {
  file: QueryFile
  /** Those that are shown: a row has the values of hidden columns, too. The same array as long as the query gives the same columns. */
  columns: readonly Column[]
  rows: readonly Row[]
  /** There are more rows than were read. */
  isCutOff: boolean
}

export interface PanelResult extends RowSet {
  status: 'ok' | 'empty' | 'late' | 'failed'
  /** Why there are no rows, when there should be some. */
  error: QueryError | null
  durationMs: number
}

/** Who it is. With `several`, `customers` has the candidates and there are no panels: nobody is shown as if sure. */
export interface Profile {
  outcome: 'found' | 'unknown' | 'several'
  customers: RowSet
  /** Where a row of the customers has the id, shown or hidden; -1 where nobody was found. */
  idAt: number
  /** The found customer's id, as text. */
  customerId: string | null
  panels: readonly PanelResult[]
  lookupMs: number
  panelsMs: number
}

export type ProfileReader = (parameters: LookupParameters) => Promise<Profile>

interface Options {
  pool: Pool
  queries: Queries
  /** Time limit of a statement whose file sets none, in milliseconds. */
  timeoutMs: number
}

/**
 * Makes the function that finds the customer and reads the panels.
 *
 * It rejects with a QueryError when the customer cannot be looked up; a panel that fails is part of the profile.
 */
export function createProfileReader({ pool, queries, timeoutMs }: Options): ProfileReader {
  const names = new Map([queries.customer, ...queries.panels].map((file, index) => [file, `query_${index}`]))

  function run(
    file: QueryFile,
    parameters: Partial<Record<ParameterName, string | null>>,
  ): Promise<QueryArrayResult> {
    const values = file.parameters.map((name) => parameters[name] ?? null)
    const { text, timeoutMs: ownTimeoutMs } = file
    return queryReadOnly(pool, { name: names.get(file), text, values, timeoutMs: ownTimeoutMs ?? timeoutMs })
  }

  async function readCustomers(parameters: LookupParameters): Promise<{ customers: RowSet; idAt: number }> {
    try {
      const result = await run(queries.customer, parameters)
      const customers = toRowSet(queries.customer, result)
      const idAt = result.fields.findLastIndex(({ name }) => name === 'id')
      // An aggregate over nothing is a row of nulls, and nobody.
      return { customers: { ...customers, rows: customers.rows.filter((row) => row[idAt] !== null) }, idAt }
    } catch (error) {
      // An id that is no number where ids are numbers, or that the database cannot even write, is nobody's.
      if (error instanceof QueryError && error.isBadValue) {
        const customers = { file: queries.customer, columns: NO_COLUMNS, rows: [], isCutOff: false }
        return { customers, idAt: -1 }
      }
      throw error
    }
  }

  async function readPanel(
    file: QueryFile,
    parameters: LookupParameters,
    customerId: string,
  ): Promise<PanelResult> {
    const started = performance.now()
    const took = () => performance.now() - started
    try {
      const rowSet = toRowSet(file, await run(file, { ...parameters, customerId }))
      return { ...rowSet, status: rowSet.rows.length > 0 ? 'ok' : 'empty', error: null, durationMs: took() }
    } catch (error) {
      if (!(error instanceof QueryError)) throw error
      const status = error.failure === 'late' ? 'late' : 'failed'
      return { file, columns: NO_COLUMNS, rows: [], isCutOff: false, status, error, durationMs: took() }
    }
  }

  return async (parameters) => {
    const started = performance.now()
    const { customers, idAt } = await readCustomers(parameters)
    const found = performance.now()
    const [first, ...others] = customers.rows
    const lookupMs = found - started
    if (!first || others.length > 0) {
      const outcome = first ? 'several' : 'unknown'
      return { outcome, customers, idAt, customerId: null, panels: [], lookupMs, panelsMs: 0 }
    }
    const customerId = toId(first[idAt])
    const panels = await Promise.all(queries.panels.map((file) => readPanel(file, parameters, customerId)))
    return {
      outcome: 'found',
      customers,
      idAt,
      customerId,
      panels,
      lookupMs,
      panelsMs: performance.now() - found,
    }
  }
}

const NO_COLUMNS: readonly Column[] = []
const columnsByFile = new WeakMap<QueryFile, readonly Column[]>()

function toRowSet(file: QueryFile, { fields, rows }: QueryArrayResult): RowSet {
  const isCutOff = rows.length > MAX_ROWS
  return { file, columns: toColumns(file, fields), rows: isCutOff ? rows.slice(0, MAX_ROWS) : rows, isCutOff }
}

function toColumns(file: QueryFile, fields: readonly FieldDef[]): readonly Column[] {
  const shown = fields.filter(({ name }) => !file.hidden.has(name))
  const columns = shown.map(({ name, dataTypeID }) => ({
    ...{ name, type: dataTypeID },
    at: fields.findLastIndex((field) => field.name === name),
  }))
  const known = columnsByFile.get(file) ?? NO_COLUMNS
  const isSame = ({ name, type, at }: Column, index: number) =>
    known[index]?.name === name && known[index].type === type && known[index].at === at
  if (known.length === columns.length && columns.every(isSame)) return known
  columnsByFile.set(file, columns)
  return columns
}

function toId(id: unknown): string {
  if (typeof id === 'string' || typeof id === 'number' || typeof id === 'bigint') return String(id)
  throw new Error('customer.sql must return a column "id" that is a number or text and not null')
}
