import type { Pool } from 'pg'
import {
  toPrepared,
  type BatchStatement,
  type BoundStatement,
  type Outcome,
} from '../database/bound-statement.ts'
import { QueryError, toQueryError } from '../database/query-error.ts'
import { queryReadOnly } from '../database/read-only.ts'
import type { ReadOnlyTransaction } from '../database/read-only-transaction.ts'
import { withSource } from './error-source.ts'
import { toValues, type LookupParameters } from './lookup-parameters.ts'
import { MAX_ROWS, type QueryFile } from './query-file/query-file.ts'
import { isAllowed, type Roles } from './query-file/roles.ts'
import { NO_COLUMNS, NO_ROWS, toColumns, type RowSet } from './row-set.ts'

export interface PanelResult extends RowSet {
  status: 'ok' | 'empty' | 'late' | 'failed'
  /** Why there are no rows, when there should be some. */
  error: QueryError | null
  /** Until it was read, with the wait for a connection and for the panels that are read with it. */
  durationMs: number
}

interface Panel {
  file: QueryFile
  statement: BatchStatement
  /** Its last run failed or was slow: it has a connection of its own, until a run is quick. */
  runsSeparately: boolean
}

interface PageRead {
  started: number
  /** How long the look-up of its customer ran. */
  lookupMs: number
}

interface Options {
  pool: Pool
  files: readonly QueryFile[]
  /** Time limit of a panel whose file sets none, in milliseconds. */
  timeoutMs: number
}

/** Queries that take so much longer than the look-up do not keep others waiting. What both take is the machine's load. */
const SLOW_MS = 50

/**
 * Makes the function that reads a page's panels.
 *
 * They are read together, in the transaction in which the customer was looked up, which ends with them: one round trip. An
 * error ends a transaction, and slow queries keep those behind them waiting; so panels that were not read for such a
 * reason are read again, each on a connection of its own, and those that failed or were slow go there from the start.
 */
export function createPanelReader({ pool, files, timeoutMs }: Options) {
  const panels = files.map((file): Panel => {
    return { file, statement: toPrepared(file.text, file.timeoutMs ?? timeoutMs), runsSeparately: false }
  })

  async function readSeparately(panel: Panel, query: BoundStatement, page: PageRead): Promise<PanelResult> {
    const outcome = await queryReadOnly(pool, query).catch(toQueryError)
    return toPanelResult(panel, outcome, page)
  }

  /**
   * @param transaction null where it has ended already
   * @param roles       of the agent: panels for others are not read
   */
  return async (
    transaction: ReadOnlyTransaction | null,
    parameters: LookupParameters,
    customerId: string | null,
    lookupMs: number,
    roles: Roles = [],
  ): Promise<PanelResult[]> => {
    const page = { started: performance.now(), lookupMs }
    const shown = panels.filter(({ file }) => isAllowed(file.restriction?.roles, roles))
    const reads = shown.map((panel) => {
      const query = { statement: panel.statement, values: toValues(panel.file, parameters, customerId) }
      const isSeparate = panel.runsSeparately || transaction === null
      return { panel, query, separate: isSeparate ? readSeparately(panel, query, page) : null }
    })
    const together = reads.filter(({ separate }) => !separate).map(({ query }) => query)
    // This connection does not wait for those of the others: they may wait for this one.
    const outcomes = transaction ? await transaction.finish(together) : []
    let next = 0
    const results = reads.map(({ panel, query, separate }) => {
      if (separate) return separate
      const outcome = outcomes[next]
      next += 1
      return isOwn(outcome) ? toPanelResult(panel, outcome, page) : readSeparately(panel, query, page)
    })
    return isWhole(results) ? results : Promise.all(results.map(async (result) => result))
  }
}

function isWhole(results: readonly (PanelResult | Promise<PanelResult>)[]): results is PanelResult[] {
  return !results.some((result) => result instanceof Promise)
}

/** Whether the panel has been read or refused, and nothing but its own query was the reason. */
function isOwn(outcome: Outcome | undefined): outcome is Outcome {
  if (!(outcome instanceof QueryError)) return outcome !== undefined
  return outcome.failure !== 'unavailable' && !outcome.isOutdated
}

function toPanelResult(panel: Panel, outcome: Outcome, { started, lookupMs }: PageRead): PanelResult {
  const { file } = panel
  const durationMs = performance.now() - started
  if (outcome instanceof QueryError) {
    panel.runsSeparately = true
    const status = outcome.failure === 'late' ? 'late' : 'failed'
    return {
      file,
      columns: NO_COLUMNS,
      rows: NO_ROWS,
      isCutOff: false,
      status,
      error: withSource(outcome, file),
      durationMs,
    }
  }
  panel.runsSeparately = outcome.runMs > lookupMs + SLOW_MS
  const isCutOff = outcome.rows.length > MAX_ROWS
  const rows = isCutOff ? outcome.rows.slice(0, MAX_ROWS) : outcome.rows
  return {
    file,
    columns: toColumns(file, outcome.fields),
    rows,
    isCutOff,
    status: rows.length > 0 ? 'ok' : 'empty',
    error: null,
    durationMs,
  }
}
