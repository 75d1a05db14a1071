import type { Pool } from 'pg'
import { toPrepared, type Row } from '../database/pipelined-batch.ts'
import { QueryError } from '../database/query-error.ts'
import { openReadOnly, type ReadOnlyTransaction } from '../database/read-only.ts'
import { firstRows, isId } from './customer-rows.ts'
import { readKeptLink, type KeptLink } from './kept-link.ts'
import { locate } from './locate.ts'
import { toValues, type LookupParameters } from './lookup-parameters.ts'
import { createPanelReader, type PanelResult } from './panels.ts'
import type { Queries } from './query-file/queries.ts'
import { MAX_ROWS } from './query-file/query-file.ts'
import { NO_COLUMNS, NO_ROWS, toColumns, type RowSet } from './row-set.ts'

export type { Row } from '../database/pipelined-batch.ts'
export type { LookupParameters } from './lookup-parameters.ts'
export type { PanelResult } from './panels.ts'
export type { Column, RowSet } from './row-set.ts'

/** Who it is. With `several`, `customers` has the candidates and there are no panels: nobody is shown as if sure. */
export interface Profile {
  outcome: 'found' | 'unknown' | 'several'
  /** With `found`, every row of the customer, of which the first is shown; with `several`, the first row of each candidate. */
  customers: RowSet
  /** Where a row of the customers has the id, shown or hidden; -1 where nobody was found. */
  idAt: number
  /** The found customer's id, as text. */
  customerId: string | null
  /** The channels in which the found customer has the visitor's id; null where the file does not return them. */
  matchedChannels: readonly string[] | null
  /** Who linked the visitor to the found customer; null where nobody did, or it is not known. */
  link: KeptLink | null
  panels: readonly PanelResult[]
  lookupMs: number
  panelsMs: number
}

/**
 * @param openedId the id of a customer whom an agent opened by hand: they are looked up by nothing else
 */
export type ProfileReader = (parameters: LookupParameters, openedId?: string | null) => Promise<Profile>

interface Options {
  pool: Pool
  queries: Pick<Queries, 'customer' | 'panels'>
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

  async function lookUp(parameters: LookupParameters, openedId: string | null): Promise<Lookup> {
    try {
      const asked = openedId === null ? parameters : { ...parameters, ...NO_IDS }
      const query = { statement, values: toValues(file, asked, openedId) }
      const { result, transaction } = await openReadOnly(pool, query)
      const positionOf = (column: string) => result.fields.findLastIndex(({ name }) => name === column)
      const idAt = positionOf('id')
      const isCutOff = result.rows.length > MAX_ROWS
      // An aggregate over nothing is a row of nulls, and nobody.
      const rows = result.rows.slice(0, MAX_ROWS).filter((row) => row[idAt] !== null)
      const customers = { file, columns: toColumns(file, result.fields), rows, isCutOff }
      const link = readKeptLink(result.fields, rows)
      return {
        customers,
        idAt,
        channelsAt: positionOf(MATCHED_CHANNELS),
        link,
        transaction,
        runMs: result.runMs,
      }
    } catch (error) {
      // An id that is no number where ids are numbers, or that the database cannot even write, is nobody's.
      if (!(error instanceof QueryError)) throw error
      if (!error.isBadValue) throw locate(error, file)
      const customers = { file, columns: NO_COLUMNS, rows: NO_ROWS, isCutOff: false }
      return { customers, idAt: -1, channelsAt: -1, link: null, transaction: null, runMs: 0 }
    }
  }

  return async (parameters, openedId = null) => {
    const started = performance.now()
    const { customers, idAt, channelsAt, link, transaction, runMs } = await lookUp(parameters, openedId)
    const found = performance.now()
    const lookupMs = found - started
    const candidates = firstRows(customers.rows, idAt)
    const [first] = candidates
    // Rows that were not read may be another customer's.
    const isOne = candidates.length === 1 && !customers.isCutOff
    const id = isOne ? first?.[idAt] : null
    if (!transaction || !isId(id)) {
      // Nobody waits for the end of it.
      void transaction?.finish([])
      if (isOne) throw new Error(NO_ID)
      return {
        outcome: first ? 'several' : 'unknown',
        customers: { ...customers, rows: candidates },
        ...{ idAt, customerId: null, matchedChannels: null, link: null, panels: [], lookupMs, panelsMs: 0 },
      }
    }
    const customerId = String(id)
    if (openedId !== null && customerId !== openedId) throw new Error(OTHER_ID)
    const matchedChannels = channelsAt === -1 ? null : toTexts(customers.rows, channelsAt)
    const panels = await readPanels(transaction, parameters, customerId, runMs)
    const panelsMs = performance.now() - found
    return {
      outcome: 'found',
      customers,
      idAt,
      customerId,
      matchedChannels,
      link,
      panels,
      lookupMs,
      panelsMs,
    }
  }
}

/** The column in which a file may say in which channels a customer has the visitor's id: a text, or an array of texts. */
const MATCHED_CHANNELS = 'matched_channels'

function toTexts(rows: readonly Row[], at: number): string[] {
  return rows.flatMap((row) => row[at]).filter((value) => typeof value === 'string')
}

/** Who may be meant, and the transaction in which they were found, to be ended; null when it has ended. */
interface Lookup extends Pick<Profile, 'customers' | 'idAt'> {
  /** Where a row has the channels; -1 where it has none. */
  channelsAt: number
  link: KeptLink | null
  transaction: ReadOnlyTransaction | null
  /** Without the wait for a connection. */
  runMs: number
}

/** What says who the visitor is. */
const NO_IDS = { visitorImId: null, userId: null, verifiedUserId: null } as const

const OTHER_ID = 'customer.sql must return the customer of :customerId, and no other'
const NO_ID = 'customer.sql must return a column "id" that is a number or text and not null'
