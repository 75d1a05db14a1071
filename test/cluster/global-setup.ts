import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { findLeaks } from '../support/run-log.ts'

/** Shares only the log output of the processes, which must not contain personal data. */
export default function setup({ provide }: TestProject) {
  const runLog = mkdtempSync(join(tmpdir(), 'crm-page-log-'))
  provide('runLog', runLog)
  return () => {
    const leaks = findLeaks(runLog)
    if (leaks.length === 0) return
    process.stderr.write(`What no log may hold was logged:\n${leaks.slice(0, 20).join('\n')}\n`)
    process.exitCode = 1
  }
}
