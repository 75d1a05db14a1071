import { DatabaseError } from 'pg'
import type { Pool } from 'pg'
import { queryReadOnly, QueryError } from '../database/read-only.ts'
import type { Fault } from './annotations.ts'
import type { Queries } from './queries.ts'
import { LINES_BEFORE, QueryFilesError, toReport, type QueryFile } from './query-file.ts'

/**
 * Has the live database describe every query: each is run with all parameters null, and without reading a row.
 *
 * @throws {QueryFilesError} with every fault of every file
 * @throws {QueryError} when the database cannot be asked
 */
export async function checkQueries(pool: Pool, queries: Queries, timeoutMs: number): Promise<void> {
  const reports: string[] = []
  for (const file of [queries.customer, ...queries.panels]) {
    const faults = await checkFile(pool, file, timeoutMs, file === queries.customer)
    reports.push(...faults.map((fault) => toReport(file.path, fault)))
  }
  if (reports.length > 0) throw new QueryFilesError(reports)
}

async function checkFile(
  pool: Pool,
  file: QueryFile,
  timeoutMs: number,
  isCustomer: boolean,
): Promise<Fault[]> {
  try {
    const values = file.parameters.map(() => null)
    const { fields } = await queryReadOnly(pool, { text: withoutRows(file.text), values, timeoutMs })
    return checkColumns(
      file,
      fields.map(({ name }) => name),
      isCustomer,
    )
  } catch (error) {
    if (!(error instanceof QueryError) || error.failure === 'unavailable') throw error
    if (!(error.cause instanceof DatabaseError)) throw error
    return [toFault(file, error.cause)]
  }
}

const UNTYPED_PARAMETER = '42P18'

const withoutRows = (text: string) => text.replace(/ limit \d+$/, ' limit 0')

/** Postgres counts characters of the whole; a line of the file is what can be looked up. */
function toFault({ text, parameters }: QueryFile, { message, hint, position, code }: DatabaseError): Fault {
  const at = Number(position ?? 0)
  const line = at > 0 ? text.slice(0, at - 1).split('\n').length - LINES_BEFORE : null
  const [, untyped] = (code === UNTYPED_PARAMETER && /\$(\d+)$/.exec(message)) || []
  const advice = untyped ? `Write :${parameters[Number(untyped) - 1] ?? ''}::text` : hint
  return { line, message: `${message}${advice ? `. ${advice}` : ''} (${code ?? 'no code'})` }
}

function checkColumns(file: QueryFile, columns: readonly string[], isCustomer: boolean): Fault[] {
  const faults: Fault[] = []
  const known = `it returns ${columns.join(', ')}`
  const twice = columns.filter((name, index) => columns.indexOf(name) < index)
  for (const name of new Set(twice)) faults.push({ line: null, message: `returns two columns ${name}` })
  if (isCustomer && !columns.includes('id')) {
    faults.push({
      line: null,
      message: `must return a column id, by which panels know the customer; ${known}`,
    })
  }
  for (const [name, { format, line }] of file.columns) {
    if (!columns.includes(name)) faults.push({ line, message: `there is no column ${name}; ${known}` })
    const { display, argument } = format
    const isCode = display === 'money' && /^[A-Z]{3}$/.test(argument ?? '')
    if (argument !== null && !isCode && !columns.includes(argument)) {
      faults.push({ line, message: `${display ?? ''}(${argument}) names no column; ${known}` })
    }
  }
  for (const [name, line] of file.hidden) {
    if (!columns.includes(name))
      faults.push({ line, message: `there is no column ${name} to hide; ${known}` })
  }
  if (isCustomer && file.columns.get('id')?.format.mask) {
    faults.push({ line: file.columns.get('id')?.line ?? null, message: 'the column id cannot be masked' })
  }
  return faults
}
