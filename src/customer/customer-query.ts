import type { Pool } from 'pg'
import { toPrepared, type Result, type Row } from '../database/bound-statement.ts'
import { QueryError } from '../database/query-error.ts'
import { openReadOnly } from '../database/read-only.ts'
import type { ReadOnlyTransaction } from '../database/read-only-transaction.ts'
import { firstRows } from './customer-rows.ts'
import { readStoredLink, type StoredLink } from './stored-link.ts'
import { withSource } from './error-source.ts'
import { toValues, type LookupParameters } from './lookup-parameters.ts'
import type { QueryFile } from './query-file/query-file.ts'
import { positionOf, toEmptyRowSet, toRowSet, type RowSet } from './row-set.ts'

export interface CustomerQueryResult {
  customers: RowSet
  candidates: readonly Row[]
  /** Index of the id column; -1 if the database could not convert a parameter. */
  idAt: number
  /** Index of `matched_channels`; -1 if absent. */
  channelsAt: number
  /** Who linked the visitor to the first customer; null if unknown. */
  link: StoredLink | null
  /** The open transaction of the lookup, which the caller must finish; null if it has ended. */
  transaction: ReadOnlyTransaction | null
  runMs: number
}

/** @throws {QueryError} if the lookup fails */
export type CustomerQuery = (
  parameters: LookupParameters,
  customerId: string | null,
  open?: ReadOnlyTransaction | null,
) => Promise<CustomerQueryResult>

interface Options {
  pool: Pool
  file: QueryFile
  timeoutMs: number
}

/** Optional: the channels in which a customer has the visitor id, as text or an array of text. */
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
      // A value that the database cannot convert or encode, such as text for a numeric id, matches nobody.
      if (!(error instanceof QueryError)) throw error
      if (!error.isBadValue) throw withSource(error, file)
      const nobody = { candidates: [], idAt: -1, channelsAt: -1, link: null, transaction: null, runMs: 0 }
      return { customers: toEmptyRowSet(file), ...nobody }
    }
  }
}

function toFound(result: Result, file: QueryFile): Omit<CustomerQueryResult, 'transaction'> {
  const { fields, runMs } = result
  const idAt = positionOf(fields, 'id')
  const read = toRowSet(file, result)
  // An aggregate over no rows returns a row of nulls, which is not a customer.
  const rows = read.rows.filter((row) => row[idAt] !== null)
  return {
    customers: { ...read, rows },
    link: readStoredLink(fields, rows),
    candidates: firstRows(rows, idAt),
    idAt,
    channelsAt: positionOf(fields, MATCHED_CHANNELS),
    runMs,
  }
}

/** Null if the file does not return them. */
export function readChannels({
  customers,
  channelsAt,
}: Pick<CustomerQueryResult, 'customers' | 'channelsAt'>): string[] | null {
  if (channelsAt === -1) return null
  const values = customers.rows.flatMap((row) => row[channelsAt]).filter((value) => typeof value === 'string')
  return values.flatMap((text) => ENUM_ARRAY.exec(text)?.[1]?.split(',') ?? text)
}

/** An array of a user-defined type arrives as text. */
const ENUM_ARRAY = /^\{([\w,-]+)\}$/
