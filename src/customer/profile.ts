import type { Pool } from 'pg'
import { QueryError } from '../database/query-error.ts'
import { openReadOnly } from '../database/read-only.ts'
import { toPrepared } from '../database/steps.ts'
import type { Transaction } from '../database/transaction.ts'
import { locate } from './locate.ts'
import { toValues, type LookupParameters } from './lookup-parameters.ts'
import { createPanelReader, type PanelResult } from './panels.ts'
import type { Queries } from './queries.ts'
import { MAX_ROWS } from './query-file.ts'
import { NO_COLUMNS, NO_ROWS, toColumns, type RowSet } from './row-set.ts'

export type { LookupParameters } from './lookup-parameters.ts'
export type { PanelResult } from './panels.ts'
export type { Column, RowSet } from './row-set.ts'

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
  const file = queries.customer
  const statement = toPrepared(file.text, file.timeoutMs ?? timeoutMs)
  const readPanels = createPanelReader({ pool, files: queries.panels, timeoutMs })

  async function lookUp(parameters: LookupParameters): Promise<Lookup> {
    try {
      const query = { statement, values: toValues(file, parameters, null) }
      const { result, transaction } = await openReadOnly(pool, query)
      const idAt = result.fields.findLastIndex(({ name }) => name === 'id')
      const isCutOff = result.rows.length > MAX_ROWS
      // An aggregate over nothing is a row of nulls, and nobody.
      const rows = result.rows.slice(0, MAX_ROWS).filter((row) => row[idAt] !== null)
      const customers = { file, columns: toColumns(file, result.fields), rows, isCutOff }
      return { customers, idAt, transaction, runMs: result.runMs }
    } catch (error) {
      // An id that is no number where ids are numbers, or that the database cannot even write, is nobody's.
      if (!(error instanceof QueryError)) throw error
      if (!error.isBadValue) throw locate(error, file)
      const customers = { file, columns: NO_COLUMNS, rows: NO_ROWS, isCutOff: false }
      return { customers, idAt: -1, transaction: null, runMs: 0 }
    }
  }

  return async (parameters) => {
    const started = performance.now()
    const { customers, idAt, transaction, runMs } = await lookUp(parameters)
    const found = performance.now()
    const lookupMs = found - started
    const [first, ...others] = customers.rows
    const id = first && others.length === 0 ? first[idAt] : null
    if (!transaction || !isId(id)) {
      // Nobody waits for the end of it.
      void transaction?.finish([])
      if (first && others.length === 0) throw new Error(NO_ID)
      const outcome = first ? 'several' : 'unknown'
      return { outcome, customers, idAt, customerId: null, panels: [], lookupMs, panelsMs: 0 }
    }
    const customerId = String(id)
    const panels = await readPanels(transaction, parameters, customerId, runMs)
    const panelsMs = performance.now() - found
    return { outcome: 'found', customers, idAt, customerId, panels, lookupMs, panelsMs }
  }
}

/** Who may be meant, and the transaction in which they were found, to be ended; null when it has ended. */
interface Lookup extends Pick<Profile, 'customers' | 'idAt'> {
  transaction: Transaction | null
  /** Without the wait for a connection. */
  runMs: number
}

const NO_ID = 'customer.sql must return a column "id" that is a number or text and not null'

function isId(id: unknown): id is string | number | bigint {
  return typeof id === 'string' || typeof id === 'number' || typeof id === 'bigint'
}
