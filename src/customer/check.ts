import { DatabaseError } from 'pg'
import type { Pool } from 'pg'
import { QueryError } from '../database/query-error.ts'
import { queryReadOnly } from '../database/read-only.ts'
import { toUnprepared } from '../database/steps.ts'
import type { Fault } from './annotations.ts'
import type { ParameterName } from './parameter-names.ts'
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
    const { fields } = await queryReadOnly(pool, {
      statement: toUnprepared(withoutRows(file.text), timeoutMs),
      values,
    })
    const names = fields.map(({ name }) => name)
    const id = fields.find(({ name }) => name === 'id')
    return [
      ...checkColumns(file, names),
      ...(isCustomer
        ? [...checkId(file, names, id?.dataTypeID), ...(await probe(pool, file, timeoutMs))]
        : []),
    ]
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

/** A stranger's id is no number: a query that only fails at one would fail for every anonymous visitor. */
async function probe(pool: Pool, file: QueryFile, timeoutMs: number): Promise<Fault[]> {
  const values = file.parameters.map((name) =>
    name === 'visitorImId' ? 'webim-visitor-00000000000000000000' : null,
  )
  try {
    await queryReadOnly(pool, { statement: toUnprepared(file.text, timeoutMs), values })
    return []
  } catch (error) {
    const isFailure = error instanceof QueryError && error.failure === 'failed' && !error.isBadValue
    if (!isFailure || !(error.cause instanceof DatabaseError)) return []
    const { line, message } = toFault(file, error.cause)
    return [
      {
        line,
        message: `fails for a visitor whose id is no number: ${message}. Compare as text: id::text = :visitorImId`,
      },
    ]
  }
}

/** Postgres's numbers of boolean, json, jsonb. */
const NO_ID_TYPES: ReadonlySet<number> = new Set([16, 114, 3802])

function checkId({ columns }: QueryFile, names: readonly string[], type: number | undefined): Fault[] {
  const annotation = columns.get('id')
  if (type === undefined) {
    return [
      {
        line: null,
        message: `must return a column id, by which panels know the customer; it returns ${names.join(', ')}`,
      },
    ]
  }
  if (NO_ID_TYPES.has(type)) return [{ line: null, message: 'the column id must be a number or text' }]
  return annotation?.format.mask ? [{ line: annotation.line, message: 'the column id cannot be masked' }] : []
}

/** What is no fault, and yet rarely meant: a query that gives every visitor the same. */
export function findUnfiltered({ customer, panels }: Queries): string[] {
  const uses = (file: QueryFile, ...names: ParameterName[]) =>
    names.some((name) => file.parameters.includes(name))
  return [
    ...(uses(customer, 'visitorImId', 'verifiedUserId')
      ? []
      : [`${customer.path}: does not use :visitorImId`]),
    ...panels
      .filter((panel) => !uses(panel, 'customerId', 'visitorImId', 'verifiedUserId'))
      .map(({ path }) => `${path}: does not use :customerId, so that it shows every customer the same`),
  ]
}

function checkColumns(file: QueryFile, columns: readonly string[]): Fault[] {
  const faults: Fault[] = []
  const known = `it returns ${columns.join(', ')}`
  const twice = columns.filter((name, index) => columns.indexOf(name) < index)
  for (const name of new Set(twice)) faults.push({ line: null, message: `returns two columns ${name}` })
  for (const [name, { format, line }] of file.columns) {
    if (!columns.includes(name)) faults.push({ line, message: `there is no column ${name}; ${known}` })
    const { display, argument } = format
    const isCode = display === 'money' && /^[A-Z]{3}$/.test(argument ?? '')
    if (argument !== null && !isCode && !columns.includes(argument)) {
      faults.push({ line, message: `${display ?? ''}(${argument}) names no column; ${known}` })
    }
  }
  for (const [name, line] of file.hidden) {
    if ([...file.columns.values()].some(({ format }) => format.argument === name)) {
      faults.push({
        line,
        message: `column ${name} is hidden, and another shows it as its currency or address`,
      })
    }
    if (!columns.includes(name))
      faults.push({ line, message: `there is no column ${name} to hide; ${known}` })
  }
  return faults
}
