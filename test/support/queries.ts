import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const BUNDLED = fileURLToPath(new URL('../../queries', import.meta.url))

/** A directory with query files of its own, by their paths in it. */
export function writeQueries(files: Record<string, string>): string {
  const directory = mkdtempSync(join(tmpdir(), 'crm-page-queries-'))
  for (const [path, sql] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true })
    writeFileSync(join(directory, path), sql)
  }
  return directory
}

/** A copy of the bundled queries, with more files in it. */
export function copyBundledQueries(files: Record<string, string>): string {
  const directory = writeQueries(files)
  cpSync(BUNDLED, directory, { recursive: true })
  return directory
}
