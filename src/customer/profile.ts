import type { FieldDef, Pool, QueryResult } from 'pg'
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
}

export interface RowSet {
  file: QueryFile
  /** The same array as long as the query gives the same columns. */
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
  ): Promise<QueryResult<Row>> {
    const values = file.parameters.map((name) => parameters[name] ?? null)
    const { text, timeoutMs: ownTimeoutMs } = file
    return queryReadOnly(pool, { name: names.get(file), text, values, timeoutMs: ownTimeoutMs ?? timeoutMs })
  }

  async function readCustomers(parameters: LookupParameters): Promise<RowSet> {
    try {
      const rowSet = toRowSet(queries.customer, await run(queries.customer, parameters))
      // An aggregate over nothing is a row of nulls, and nobody.
      return { ...rowSet, rows: rowSet.rows.filter(({ id }) => id !== null) }
    } catch (error) {
      // An id that is no number where ids are numbers, or that the database cannot even write, is nobody's.
      if (error instanceof QueryError && error.isBadValue)
        return { file: queries.customer, columns: NO_COLUMNS, rows: [], isCutOff: false }
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
    const customers = await readCustomers(parameters)
    const found = performance.now()
    const [first, ...others] = customers.rows
    const lookupMs = found - started
    if (!first || others.length > 0) {
      const outcome = first ? 'several' : 'unknown'
      return { outcome, customers, customerId: null, panels: [], lookupMs, panelsMs: 0 }
    }
    const customerId = toId(first)
    const panels = await Promise.all(queries.panels.map((file) => readPanel(file, parameters, customerId)))
    return { outcome: 'found', customers, customerId, panels, lookupMs, panelsMs: performance.now() - found }
  }
}

const NO_COLUMNS: readonly Column[] = []
const columnsByFile = new WeakMap<QueryFile, readonly Column[]>()

function toRowSet(file: QueryFile, { fields, rows }: QueryResult<Row>): RowSet {
  const shown = file.hidden.size === 0 ? fields : fields.filter(({ name }) => !file.hidden.has(name))
  let columns = columnsByFile.get(file) ?? NO_COLUMNS
  const isSame = ({ name, dataTypeID }: FieldDef, index: number) =>
    columns[index]?.name === name && columns[index].type === dataTypeID
  if (columns.length !== shown.length || !shown.every(isSame)) {
    columns = shown.map(({ name, dataTypeID }) => ({ name, type: dataTypeID }))
    columnsByFile.set(file, columns)
  }
  const isCutOff = rows.length > MAX_ROWS
  return { file, columns, rows: isCutOff ? rows.slice(0, MAX_ROWS) : rows, isCutOff }
}

function toId(row: Row): string {
  const { id } = row
  if (typeof id === 'string' || typeof id === 'number' || typeof id === 'bigint') return String(id)
  throw new Error('customer.sql must return a column "id" that is a number or text and not null')
}
