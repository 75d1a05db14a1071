import { lstatSync } from 'node:fs'
import { basename } from 'node:path'
import { readAnnotations, type Annotations, type Fault } from './annotations.ts'
import { isAboutCustomer, sentNamesOf } from './parameter-names.ts'
import { readQuerySource } from './query-source.ts'
import { KINDS, type QueryKind } from './query-kind.ts'
import { readStatement, type Statement } from './statement.ts'

export { MAX_ROWS, type QueryKind } from './query-kind.ts'

/** One statement, and what its comments say of how to show the rows. */
export interface QueryFile extends Annotations, Pick<Statement, 'parameters'> {
  /** The file's name without its number and ending, behind that of its window: `orders`, `parcels/late`. */
  name: string
  path: string
  /** The statement as it is run. */
  text: string
  /** More rows than this are not read: nobody reads them either. One more tells that there are more. */
  maxRows: number
}

/** A file as it was read, though it may have faults. */
export interface ReadFile {
  file: QueryFile
  faults: Fault[]
  /** The database can say what else is wrong. */
  canDescribe: boolean
  /** Nothing is wrong with the statement as far as it has been read. */
  canRun: boolean
}

/** Lines that stand before the statement's own in what Postgres sees. */
export const LINES_BEFORE = 1

/**
 * The limit keeps a forgotten one from filling the memory. Inside a subquery nothing can be written, and whatever
 * Postgres says of the whole at the check it would say at a page.
 */
function bounded(statement: string, maxRows: number): string {
  return `select * from (\n${statement}\n) as query limit ${String(maxRows + 1)}`
}

/** What writes is run as it stands; on the same lines, so that faults are told alike. */
const asItStands = (statement: string) => '\n'.repeat(LINES_BEFORE) + statement

/** The same for whoever asks what it would return, and not for rows. */
export function withoutRows(text: string): string {
  return text.replace(/ limit \d+$/, ' limit 0')
}

/** Every fault of every file, one line each, as `file:line: message`. */
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
  const { does, maxRows } = KINDS[kind]
  const name = basename(path, '.sql').replace(/^\d+-/, '')
  const { annotations, faults } = readAnnotations(name, source, kind)
  const { statement, faults: more, canDescribe } = readStatement(source, KINDS[kind])
  const { parameters } = statement
  const text = does === 'writes' ? asItStands(statement.text) : bounded(statement.text, maxRows)
  const file = { ...annotations, name, path, text, parameters, maxRows }
  return { file, faults: [...faults, ...more], canDescribe, canRun: more.length === 0 }
}

/** Reads a file; what is wrong with it, unreadable or not, is among the faults. */
export function readQueryFile(path: string, kind: QueryKind = 'panel'): ReadFile {
  const source = readQuerySource(path)
  if ('text' in source) return parseQueryFile(path, source.text, kind)
  const { file } = parseQueryFile(path, 'select')
  return { file, faults: [source.fault], canDescribe: false, canRun: false }
}

/** The same for a file that need not be there; null where it is not. A broken link is a file that cannot be read. */
export function readOptionalQueryFile(path: string, kind: QueryKind): ReadFile | null {
  return lstatSync(path, { throwIfNoEntry: false }) ? readQueryFile(path, kind) : null
}

/**
 * Whether whoever visits chooses the rows, and nobody says that they are the customer's. Then they are as good as sent:
 * compared with what is masked, they would tell it to who guesses.
 */
export function isChosenBySender(file: Pick<QueryFile, 'parameters'>): boolean {
  return sentNamesOf(file).length > 0 && !isAboutCustomer(file)
}
