import { lstatSync } from 'node:fs'
import { basename } from 'node:path'
import { readAnnotations, type Annotations, type Fault } from './annotations.ts'
import { isTiedToVisitor, sentNamesOf } from './parameter-names.ts'
import { readQuerySource } from './query-source.ts'
import { KINDS, type QueryKind } from './query-kind.ts'
import { readStatement, type Statement } from './statement.ts'

export type { QueryKind } from './query-kind.ts'

/** A statement with the annotations that control its display. */
export interface QueryFile extends Annotations, Pick<Statement, 'parameters'> {
  /** Without number and extension, prefixed with the window: `orders`, `parcels/late`. */
  name: string
  path: string
  text: string
  /** Row limit. One extra row is fetched to detect that there are more. */
  maxRows: number
}

export interface ReadFile {
  file: QueryFile
  faults: Fault[]
  /** The database can check it further. */
  canDescribe: boolean
  /** The statement has no known fault. */
  canRun: boolean
}

/** Number of lines before the statement in the text that Postgres receives. */
export const LINES_BEFORE_STATEMENT = 1

/**
 * The limit protects memory if the file has none. In a subquery, the check reports writes and errors that Postgres
 * would report at runtime.
 */
function withLimit(statement: string, maxRows: number): string {
  return `select * from (\n${statement}\n) as query limit ${String(maxRows + 1)}`
}

/** What follows the statement, in the text that Postgres receives and where a message quotes it to its end. */
export const AFTER_STATEMENT = /\n\) as query limit \d+(?="?$)/

/** Statements that write are not wrapped; leading newlines keep the line numbers of faults the same. */
const withoutLimit = (statement: string) => '\n'.repeat(LINES_BEFORE_STATEMENT) + statement

/** Changes the limit to 0, to describe a query without fetching rows. */
export function withoutRows(text: string): string {
  return text.replace(/ limit \d+$/, ' limit 0')
}

/** Lists all faults of all files, one line each, as `file:line: message`. */
export class QueryFilesError extends Error {
  override name = 'QueryFilesError'

  constructor(reports: readonly string[]) {
    super(`The query files cannot be used:\n${reports.map((report) => `  ${report}`).join('\n')}`)
  }
}

export function toReport(path: string, { line, message }: Fault): string {
  return `${path}${line === null ? '' : `:${String(line)}`}: ${message}`
}

export function parseQueryFile(path: string, source: string, kind: QueryKind = 'panel'): ReadFile {
  const { access, maxRows } = KINDS[kind]
  const name = basename(path, '.sql').replace(/^\d+-/, '')
  const { annotations, faults } = readAnnotations(name, source, kind)
  const { statement, faults: more, canDescribe } = readStatement(source, KINDS[kind])
  const { parameters } = statement
  const text = access === 'write' ? withoutLimit(statement.text) : withLimit(statement.text, maxRows)
  const file = { ...annotations, name, path, text, parameters, maxRows }
  return { file, faults: [...faults, ...more], canDescribe, canRun: more.length === 0 }
}

/** An unreadable file is a fault of the result. */
export function readQueryFile(path: string, kind: QueryKind = 'panel'): ReadFile {
  const source = readQuerySource(path)
  if ('text' in source) return parseQueryFile(path, source.text, kind)
  const { file } = parseQueryFile(path, 'select')
  return { file, faults: [source.fault], canDescribe: false, canRun: false }
}

/** Null if it does not exist. A broken symlink counts as an unreadable file. */
export function readOptionalQueryFile(path: string, kind: QueryKind): ReadFile | null {
  return exists(path) ? readQueryFile(path, kind) : null
}

/** If the folder is a file or cannot be searched, its listing and `customer.sql` report that. */
function exists(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined
  } catch {
    return false
  }
}

/**
 * The visitor chooses the rows, which belong to nobody. They count as input: comparing them with masked values would
 * leak these to a visitor who guesses.
 */
export function isChosenByVisitor(file: Pick<QueryFile, 'parameters'>): boolean {
  return sentNamesOf(file).length > 0 && !isTiedToVisitor(file)
}
