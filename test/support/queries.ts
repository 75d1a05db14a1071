import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const BUNDLED = fileURLToPath(new URL('../../queries', import.meta.url))

const makeDirectory = () => mkdtempSync(join(tmpdir(), 'crm-page-queries-'))

function write(directory: string, files: Record<string, string>): string {
  for (const [path, sql] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true })
    writeFileSync(join(directory, path), sql)
  }
  return directory
}

/** A directory with query files of its own, by their paths in it. */
export function writeQueries(files: Record<string, string>): string {
  return write(makeDirectory(), files)
}

/** A copy of the bundled queries, with more files in it, or others in their place. */
export function copyBundledQueries(files: Record<string, string>): string {
  const directory = makeDirectory()
  cpSync(BUNDLED, directory, { recursive: true })
  return write(directory, files)
}
