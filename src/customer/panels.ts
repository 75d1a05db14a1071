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
import type { QueryFile } from './query-file/query-file.ts'
import { isAllowed, type Roles } from './query-file/roles.ts'
import { toEmptyRowSet, toRowSet, type RowSet } from './row-set.ts'

export interface PanelResult extends RowSet {
  status: 'ok' | 'empty' | 'late' | 'failed'
  error: QueryError | null
  /** Includes the wait for a connection and for the panels read with it. */
  durationMs: number
}

interface Panel {
  file: QueryFile
  statement: BatchStatement
  /** Its last run failed or was slow, so it gets a separate connection until a run is fast again. */
  runsSeparately: boolean
}

interface Timing {
  started: number
  lookupMs: number
}

interface Options {
  pool: Pool
  files: readonly QueryFile[]
  timeoutMs: number
}

/** Comparing with the lookup cancels out the load of the machine. */
const SLOW_MS = 50

/**
 * Panels are read as one batch in the transaction of the lookup, which then ends: one round trip. An error ends the
 * transaction, and a slow query delays those after it, so those are retried on separate connections; panels that
 * failed or were slow last time run separately from the start.
 */
export function createPanelReader({ pool, files, timeoutMs }: Options) {
  const panels = files.map((file): Panel => {
    return { file, statement: toPrepared(file.text, file.timeoutMs ?? timeoutMs), runsSeparately: false }
  })

  async function readSeparately(panel: Panel, query: BoundStatement, page: Timing): Promise<PanelResult> {
    const outcome = await queryReadOnly(pool, query).catch(toQueryError)
    return toPanelResult(panel, outcome, page)
  }

  /**
   * @param transaction null if it has already ended
   * @param roles of the agent; panels restricted to other roles are not read
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
      return { panel, query, separate: panel.runsSeparately ? readSeparately(panel, query, page) : null }
    })
    const batch = reads.filter(({ separate }) => !separate)
    // Finish this batch first: separate panels may be waiting for this connection.
    const outcomes = transaction ? await transaction.finish(batch.map(({ query }) => query)) : []
    const results = reads.map(async (read) => {
      const { panel, query, separate } = read
      if (separate) return separate
      const outcome = outcomes[batch.indexOf(read)]
      return isFinal(outcome) ? toPanelResult(panel, outcome, page) : readSeparately(panel, query, page)
    })
    return Promise.all(results)
  }
}

/** The outcome is the panel's own: a result, or an error that its own query caused. */
function isFinal(outcome: Outcome | undefined): outcome is Outcome {
  if (!(outcome instanceof QueryError)) return outcome !== undefined
  return outcome.failure !== 'unavailable' && !outcome.isOutdated
}

function toPanelResult(panel: Panel, outcome: Outcome, { started, lookupMs }: Timing): PanelResult {
  const { file } = panel
  const durationMs = performance.now() - started
  if (outcome instanceof QueryError) {
    panel.runsSeparately = true
    const status = outcome.failure === 'late' ? 'late' : 'failed'
    return { ...toEmptyRowSet(file), status, error: withSource(outcome, file), durationMs }
  }
  panel.runsSeparately = outcome.runMs > lookupMs + SLOW_MS
  const rowSet = toRowSet(file, outcome)
  return { ...rowSet, status: rowSet.rows.length > 0 ? 'ok' : 'empty', error: null, durationMs }
}
