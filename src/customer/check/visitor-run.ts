import type { Pool } from 'pg'
import type { Findings } from './check.ts'
import type { Result, Row } from '../../database/bound-statement.ts'
import { QueryError } from '../../database/query-error.ts'
import { toFault } from './database-fault.ts'
import { toValues, type LookupParameters } from '../lookup-parameters.ts'
import { createProfileReader, type Profile } from '../profile.ts'
import { allPanels, type ReadQueries } from '../query-file/queries.ts'
import { toReport, type QueryFile } from '../query-file/query-file.ts'
import { positionOf, toRowSet } from '../row-set.ts'
import { createRunQuery, orQueryError, type RunQuery } from './run-query.ts'

/** One line each, without customer values except in Postgres's messages. */
export interface VisitorRun extends Findings {
  results: string[]
}

/** @throws {QueryError} if the database is unavailable */
export async function runForVisitor(
  { queries, runnable }: ReadQueries,
  parameters: LookupParameters,
  { pool, timeoutMs }: { pool: Pool; timeoutMs: number },
): Promise<VisitorRun> {
  const { customer } = queries
  const run: VisitorRun = { results: [], faults: [], warnings: [] }
  if (!runnable.includes(customer)) {
    run.results.push(`${customer.path}: not run`)
    return run
  }
  const outcome = await lookUp(customer, parameters, createRunQuery(pool, timeoutMs), run)
  const isCertain = outcome === 'found' || outcome === 'unknown'
  for (const panel of allPanels(queries)) {
    const isShown = isCertain && (panel.audience === 'all' || panel.audience === outcome)
    if (isShown && runnable.includes(panel)) {
      // The page's own reader, so that the check and the page behave alike.
      const files = { customer, panels: [panel] }
      const read = createProfileReader({ pool, queries: files, timeoutMs, panelsWithoutProof: true })
      addPanel(panel, await read(parameters, {}, panel.restriction?.roles), run)
    } else run.results.push(`${panel.path}: not run`)
  }
  return run
}

async function lookUp(
  file: QueryFile,
  parameters: LookupParameters,
  query: RunQuery,
  run: VisitorRun,
): Promise<'found' | 'unknown' | 'several' | 'failed'> {
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
  const idAt = positionOf(result.fields, 'id')
  const { rows: read, isCutOff } = toRowSet(file, result)
  const rows = read.filter((row) => row[idAt] !== null)
  const ids = new Set(rows.map((row) => String(row[idAt])))
  // As on the page: the rows that are not read may belong to somebody else.
  const outcome = ids.size === 0 ? 'unknown' : isCutOff || ids.size > 1 ? 'several' : 'found'
  const names = result.fields.map(({ name }) => name).filter((name) => !file.hidden.has(name))
  run.results.push(toResult(file, outcome, rows.length, tookMs, names))
  run.warnings.push(...findDifferences(file, { ...result, rows }, idAt))
  if (isCutOff) run.warnings.push(toCutOff(file))
  return outcome
}

function addPanel(panel: QueryFile, { panels: [result] }: Profile, run: VisitorRun): void {
  if (!result) return
  const { status, rows, columns, error, durationMs, isCutOff } = result
  if (error) {
    addFailure(panel, error, durationMs, run)
    return
  }
  const names = columns.map(({ name }) => name)
  run.results.push(toResult(panel, status, rows.length, durationMs, names))
  if (isCutOff) run.warnings.push(toCutOff(panel))
}

const toCutOff = ({ path, maxRows }: QueryFile) =>
  `${path}: has more than ${String(maxRows)} rows; the rest is not read`

function addFailure(file: QueryFile, error: QueryError, tookMs: number, run: VisitorRun): void {
  run.results.push(`${file.path}: ${error.failure}, ${toMs(tookMs)}`)
  const fault =
    error.failure === 'late'
      ? { line: null, message: `took longer than its time limit, ${toMs(tookMs)}` }
      : toFault(file, error)
  run.faults.push(toReport(file.path, fault))
}

/** Rows with the same id are one customer, of which only the first is shown. */
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
