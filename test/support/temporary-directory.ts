import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Gives a run a temporary directory of its own, which goes with the process: whatever a test writes there, private keys
 * among them, needs no clean-up. Workers and the processes that tests start inherit it.
 */
export function useOwnTemporaryDirectory(): void {
  const directory = mkdtempSync(join(tmpdir(), 'crm-page-tests-'))
  // Started as root, Postgres runs as another account, which must get in.
  chmodSync(directory, 0o1777)
  process.env['TMPDIR'] = directory
  process.once('exit', () => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }))
}
