import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { QueryFilesError, readQueryFile, toReport, type QueryFile } from './query-file.ts'

export interface Queries {
  customer: QueryFile
  /** In the order of their file names. */
  panels: readonly QueryFile[]
}

/**
 * Reads `customer.sql` and `panels/*.sql`.
 *
 * @throws {QueryFilesError} with every fault of every file
 */
export function loadQueries(directory: string): Queries {
  const customer = readQueryFile(join(directory, 'customer.sql'))
  const panels = listPanels(join(directory, 'panels')).map(readQueryFile)
  const reports = [customer, ...panels].flatMap(({ file, faults }) =>
    faults.map((fault) => toReport(file.path, fault)),
  )
  if (customer.file.parameters.includes('customerId')) {
    reports.push(`${customer.file.path}: :customerId is for panels: here the customer is still to be found`)
  }
  reports.push(...sameNames(panels.map(({ file }) => file)))
  if (reports.length > 0) throw new QueryFilesError(reports)
  return { customer: customer.file, panels: panels.map(({ file }) => file) }
}

/** The page, the JSON and the log tell panels apart by name. */
function sameNames(panels: readonly QueryFile[]): string[] {
  const seen = new Map<string, string>()
  return panels.flatMap(({ name, path }) => {
    const other = seen.get(name)
    seen.set(name, path)
    return other === undefined ? [] : [`${path}: there is a panel ${name} already (${other})`]
  })
}

function listPanels(directory: string): string[] {
  try {
    const names = readdirSync(directory).filter((name) => name.endsWith('.sql'))
    return names.sort().map((name) => join(directory, name))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw new QueryFilesError([`${directory}: cannot be read`])
  }
}
