import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { readSqlFile, SqlFileError, type SqlFile } from './sql-file.ts'

export interface Queries {
  customer: SqlFile
  /** In the order of their file names. */
  panels: readonly SqlFile[]
}

/** Reads `customer.sql` and `panels/*.sql`. @throws {SqlFileError} */
export function loadQueries(directory: string): Queries {
  const customer = readFile(join(directory, 'customer.sql'))
  if (customer.parameters.includes('customerId')) {
    throw new SqlFileError(
      `${customer.path}: :customerId is known to panels only, once the customer is found`,
    )
  }
  return { customer, panels: listPanels(join(directory, 'panels')).map(readFile) }
}

function readFile(path: string): SqlFile {
  try {
    return readSqlFile(path)
  } catch (error) {
    if (error instanceof SqlFileError) throw error
    throw new SqlFileError(`${path}: cannot be read`, { cause: error })
  }
}

function listPanels(directory: string): string[] {
  try {
    const names = readdirSync(directory).filter((name) => name.endsWith('.sql'))
    return names.sort().map((name) => join(directory, name))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw new SqlFileError(`${directory}: cannot be read`, { cause: error })
  }
}
