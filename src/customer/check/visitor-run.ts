import type { Pool } from 'pg'
import type { Findings } from './check.ts'
import type { Result, Row } from '../../database/bound-statement.ts'
import { QueryError } from '../../database/query-error.ts'
import { toFault } from './database-fault.ts'
import { toValues, type LookupParameters } from '../lookup-parameters.ts'
import { createProfileReader } from '../profile.ts'
import { allPanels, type ReadQueries } from '../query-file/queries.ts'
import { MAX_ROWS, toReport, type QueryFile } from '../query-file/query-file.ts'
import { createRunQuery, orQueryError } from './run-query.ts'

/**
 * Results of the files for one visitor, one line each. They contain no customer values except in Postgres's messages.
 */
export interface VisitorRun extends Findings {
  results: string[]
}

interface Options {
  pool: Pool
  timeoutMs: number
}

/**
 * Runs `customer.sql` and then every panel for a visitor, as a page does.
 *
 * @throws {QueryError} if the database is unavailable
 */
export async function runForVisitor(
  { queries, runnable }: ReadQueries,
  parameters: LookupParameters,
  { pool, timeoutMs }: Options,
): Promise<VisitorRun> {
  const { customer } = queries
  const run: VisitorRun = { results: [], faults: [], warnings: [] }
  if (!runnable.includes(customer)) {
    run.results.push(`${customer.path}: not run`)
    return run
  }
  const outcome = await lookUp(customer, parameters, { pool, timeoutMs }, run)
  for (const panel of allPanels(queries)) {
    const isShown = (outcome === 'found' || outcome === 'unknown') && isShownTo(panel, outcome)
    if (isShown && runnable.includes(panel))
      await runPanel(customer, panel, parameters, { pool, timeoutMs }, run)
    else run.results.push(`${panel.path}: not run`)
  }
  return run
}

const isShownTo = ({ audience }: QueryFile, outcome: 'found' | 'unknown') =>
  audience === 'all' || audience === outcome

async function lookUp(
  file: QueryFile,
  parameters: LookupParameters,
  { pool, timeoutMs }: Options,
  run: VisitorRun,
): Promise<'found' | 'unknown' | 'several' | 'failed'> {
  const query = createRunQuery(pool, timeoutMs)
  const started = performance.now()
  const result = await query(file.text, toValues(file, parameters, null), file.timeoutMs).catch(orQueryError)
  const tookMs = performance.now() - started
  if (result instanceof QueryError) {
    if (result.isBadValue) {
      run.results.push(`${file.path}: unknown: the column cannot hold such an id`)
      return 'unknown'
    }
    addFailure(file, result, tookMs, run)
    return 'failed'
  }
  const idAt = result.fields.findLastIndex(({ name }) => name === 'id')
  const rows = result.rows.filter((row) => row[idAt] !== null)
  const ids = new Set(rows.map((row) => String(row[idAt])))
  const outcome = ids.size === 0 ? 'unknown' : ids.size === 1 ? 'found' : 'several'
  const names = result.fields.map(({ name }) => name).filter((name) => !file.hidden.has(name))
  run.results.push(toResult(file, outcome, rows.length, tookMs, names))
  run.warnings.push(...findDifferences(file, { ...result, rows }, idAt))
  return outcome
}

/** Uses the page's own reader, so that the check and the page behave alike. */
async function runPanel(
  customer: QueryFile,
  panel: QueryFile,
  parameters: LookupParameters,
  { pool, timeoutMs }: Options,
  run: VisitorRun,
): Promise<void> {
  const queries = { customer, panels: [panel] }
  const read = createProfileReader({ pool, queries, timeoutMs, panelsWithoutProof: true })
  const { panels } = await read(parameters, {}, panel.restriction?.roles)
  const [result] = panels
  if (!result) return
  const { status, rows, columns, error, durationMs, isCutOff } = result
  if (error) {
    addFailure(panel, error, durationMs, run)
    return
  }
  const names = columns.map(({ name }) => name)
  run.results.push(toResult(panel, status, rows.length, durationMs, names))
  if (isCutOff)
    run.warnings.push(`${panel.path}: has more than ${String(MAX_ROWS)} rows; the rest is not read`)
}

function addFailure(file: QueryFile, error: QueryError, tookMs: number, run: VisitorRun): void {
  run.results.push(`${file.path}: ${error.failure}, ${toMs(tookMs)}`)
  const fault =
    error.failure === 'late'
      ? { line: null, message: `took longer than its time limit, ${toMs(tookMs)}` }
      : toFault(file, error)
  run.faults.push(toReport(file.path, fault))
}

/**
 * Finds columns that differ between rows with the same id. Such rows are one customer, of which only the first is
 * shown.
 */
function findDifferences(file: QueryFile, { fields, rows }: Result, idAt: number): string[] {
  const firsts = new Map<string, Row>()
  const differing = new Set<string>()
  for (const row of rows) {
    const id = String(row[idAt])
    const first = firsts.get(id) ?? row
    firsts.set(id, first)
    for (const [at, { name }] of fields.entries()) {
      if (JSON.stringify(row[at]) !== JSON.stringify(first[at])) differing.add(name)
    }
  }
  if (differing.size === 0) return []
  const names = [...differing].join(', ')
  return [`${file.path}: rows with the same id differ in ${names}; the first row is shown`]
}

function toResult(
  { path }: QueryFile,
  status: string,
  count: number,
  tookMs: number,
  columns: readonly string[],
): string {
  const rows = `${String(count)} row${count === 1 ? '' : 's'}`
  return `${path}: ${status}, ${rows}, ${toMs(tookMs)}; columns ${columns.join(', ')}`
}

const toMs = (ms: number) => `${String(Math.round(ms))} ms`
