import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { LookupParameters } from '../../src/customer/lookup-parameters.ts'
import { readQueries, type Queries } from '../../src/customer/query-file/queries.ts'
import { QueryFilesError } from '../../src/customer/query-file/query-file.ts'

const BUNDLED = fileURLToPath(new URL('../../queries', import.meta.url))

/** @throws {QueryFilesError} with all faults of all files */
export function loadQueries(directory: string): Queries {
  const { queries, reports } = readQueries(directory)
  if (reports.length > 0) throw new QueryFilesError(reports)
  return queries
}

/** The parameters of a visit that sent nothing. */
export const NOBODY: LookupParameters = {
  visitorImId: null,
  channel: null,
  easemobId: null,
  to: null,
  tenantId: null,
  agentId: null,
  userId: null,
  lang: null,
  verifiedUserId: null,
}

const makeDirectory = () => mkdtempSync(join(tmpdir(), 'crm-page-queries-'))

function write(directory: string, files: Record<string, string>): string {
  for (const [path, sql] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true })
    writeFileSync(join(directory, path), sql)
  }
  return directory
}

/** Creates a directory with query files, by path. */
export function writeQueries(files: Record<string, string>): string {
  return write(makeDirectory(), files)
}

/** Copies the bundled queries, with files added or replaced. */
export function copyBundledQueries(files: Record<string, string>): string {
  const directory = makeDirectory()
  cpSync(BUNDLED, directory, { recursive: true })
  return write(directory, files)
}
