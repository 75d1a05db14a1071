import { chmodSync, lstatSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EmbeddedDatabaseError } from './error.ts'

/**
 * Anybody can create that name first, so an existing one is used only if it is a real directory that this account
 * owns.
 */
export function privateTemporaryDirectory(name: string): string {
  const path = join(tmpdir(), name)
  try {
    mkdirSync(path, { mode: 0o700 })
    // The account that runs Postgres must be able to read it, whatever the umask.
    chmodSync(path, 0o755)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const entry = lstatSync(path)
  if (!entry.isDirectory() || entry.uid !== process.getuid?.() || (entry.mode & 0o022) !== 0) {
    throw new EmbeddedDatabaseError(
      `${path} exists and is not a private directory of this account. Remove it.`,
    )
  }
  return path
}
