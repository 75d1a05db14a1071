import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { readAnnotations, type Annotations, type Fault } from './annotations.ts'
import { readStatement, type Statement } from './statement.ts'

/** One statement, and what its comments say of how to show the rows. */
export interface QueryFile extends Annotations, Pick<Statement, 'parameters'> {
  /** The file's name without its number and ending. */
  name: string
  path: string
  /** The statement as it is run. */
  text: string
}

/** More rows than this are not read: nobody reads them either. */
export const MAX_ROWS = 1000

/** Lines that stand before the statement's own in what Postgres sees. */
export const LINES_BEFORE = 1

/**
 * The limit keeps a forgotten one from filling the memory. Inside a subquery nothing can be written, and whatever
 * Postgres says of the whole at the check it would say at a page.
 */
function bounded(statement: string): string {
  return `select * from (\n${statement}\n) as query limit ${String(MAX_ROWS + 1)}`
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

export function parseQueryFile(path: string, source: string): { file: QueryFile; faults: Fault[] } {
  const name = basename(path, '.sql').replace(/^\d+-/, '')
  const { annotations, faults } = readAnnotations(name, source)
  const { statement, faults: more } = readStatement(source)
  const file = { ...annotations, name, path, text: bounded(statement.text), parameters: statement.parameters }
  return { file, faults: [...faults, ...more] }
}

/** Reads a file; what is wrong with it, unreadable or not, is among the faults. */
export function readQueryFile(path: string): { file: QueryFile; faults: Fault[] } {
  try {
    return parseQueryFile(path, readFileSync(path, 'utf8').replace(/^\ufeff/, ''))
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
    return {
      file: parseQueryFile(path, 'select').file,
      faults: [{ line: null, message: `cannot be read (${code})` }],
    }
  }
}
