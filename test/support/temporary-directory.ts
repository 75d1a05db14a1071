import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

/** Short, because Chromium makes a socket below it, and the path of a socket has a limit of some 100 bytes. */
const PREFIX = 'crm-'

/**
 * Gives a run a temporary directory of its own, which goes with the process: whatever a test writes there, private keys
 * among them, needs no clean-up. Workers and the processes that tests start inherit it. vitest evaluates its configuration
 * once for each project: the first time counts.
 */
export function useOwnTemporaryDirectory(): void {
  if (basename(tmpdir()).startsWith(PREFIX)) return
  const directory = mkdtempSync(join(tmpdir(), PREFIX))
  // Started as root, Postgres runs as another account, which must get in.
  chmodSync(directory, 0o1777)
  process.env['TMPDIR'] = directory
  process.once('exit', () => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }))
}
