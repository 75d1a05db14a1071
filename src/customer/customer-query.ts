import type { Pool } from 'pg'
import { toPrepared, type Result, type Row } from '../database/bound-statement.ts'
import { QueryError } from '../database/query-error.ts'
import { openReadOnly } from '../database/read-only.ts'
import type { ReadOnlyTransaction } from '../database/read-only-transaction.ts'
import { firstRows } from './customer-rows.ts'
import { readKeptLink, type KeptLink } from './kept-link.ts'
import { withSource } from './error-source.ts'
import { toValues, type LookupParameters } from './lookup-parameters.ts'
import { MAX_ROWS, type QueryFile } from './query-file/query-file.ts'
import { NO_COLUMNS, NO_ROWS, toColumns, type RowSet } from './row-set.ts'

/** Whom one run of `customer.sql` found. */
export interface CustomerQueryResult {
  customers: RowSet
  /** The first row of each. */
  candidates: readonly Row[]
  /** Where a row has the id; -1 where nobody was found. */
  idAt: number
  /** Where a row has the channels in which the customer has the visitor's id; -1 where it has none. */
  channelsAt: number
  /** Who linked the visitor to the first of them; null where it is not known. */
  link: KeptLink | null
  /** In which they were found, to be ended; null when it has ended. */
  transaction: ReadOnlyTransaction | null
  /** Without the wait for a connection. */
  runMs: number
}

/**
 * Runs `customer.sql`, in a transaction of its own or in one that is open.
 *
 * @throws {QueryError} when the customer cannot be looked up
 */
export type CustomerQuery = (
  parameters: LookupParameters,
  customerId: string | null,
  open?: ReadOnlyTransaction | null,
) => Promise<CustomerQueryResult>

interface Options {
  pool: Pool
  file: QueryFile
  /** Where the file sets none, in milliseconds. */
  timeoutMs: number
}

/** The column in which a file may say in which channels a customer has the visitor's id: a text, or an array of texts. */
const MATCHED_CHANNELS = 'matched_channels'

export function createCustomerQuery({ pool, file, timeoutMs }: Options): CustomerQuery {
  const statement = toPrepared(file.text, file.timeoutMs ?? timeoutMs)

  return async (parameters, customerId, open = null) => {
    try {
      const query = { statement, values: toValues(file, parameters, customerId) }
      const { result, transaction } = open
        ? { result: await open.query(query), transaction: open }
        : await openReadOnly(pool, query)
      return { ...toFound(result, file), transaction }
    } catch (error) {
      // An id that is no number where ids are numbers, or that the database cannot even write, is nobody's.
      if (!(error instanceof QueryError)) throw error
      if (!error.isBadValue) throw withSource(error, file)
      const customers = { file, columns: NO_COLUMNS, rows: NO_ROWS, isCutOff: false }
      return {
        customers,
        candidates: NO_ROWS,
        idAt: -1,
        channelsAt: -1,
        link: null,
        transaction: null,
        runMs: 0,
      }
    }
  }
}

function toFound(
  { fields, rows: read, runMs }: Result,
  file: QueryFile,
): Omit<CustomerQueryResult, 'transaction'> {
  const positionOf = (column: string) => fields.findLastIndex(({ name }) => name === column)
  const idAt = positionOf('id')
  // An aggregate over nothing is a row of nulls, and nobody.
  const rows = read.slice(0, MAX_ROWS).filter((row) => row[idAt] !== null)
  const isCutOff = read.length > MAX_ROWS
  const customers = { file, columns: toColumns(file, fields), rows, isCutOff }
  return {
    customers,
    link: readKeptLink(fields, rows),
    candidates: firstRows(rows, idAt),
    idAt,
    channelsAt: positionOf(MATCHED_CHANNELS),
    runMs,
  }
}

/** The channels in which whoever was found has the visitor's id; null where the file does not return them. */
export function readChannels({
  customers,
  channelsAt,
}: Pick<CustomerQueryResult, 'customers' | 'channelsAt'>): string[] | null {
  if (channelsAt === -1) return null
  return customers.rows.flatMap((row) => row[channelsAt]).filter((value) => typeof value === 'string')
}
