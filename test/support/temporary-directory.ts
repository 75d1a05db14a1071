import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { processesIn } from './clean-up.js'

/** Short, because Chromium creates a socket below it, whose path is limited to about 100 bytes. */
const PREFIX = 'crm-'
/** Processes of a worker may exit shortly after it, or tens of seconds on a busy machine. */
const GRACE_MS = 30_000

/**
 * Gives a run its own temporary directory, which is removed with the process: what tests write there, private keys
 * included, needs no clean-up. Workers and the processes of tests inherit it. A run that leaves a process behind fails.
 *
 * vitest evaluates its configuration once per project: only the first call counts.
 */
export function useOwnTemporaryDirectory(): void {
  if (basename(tmpdir()).startsWith(PREFIX)) return
  const directory = mkdtempSync(join(tmpdir(), PREFIX))
  // If started as root, Postgres runs as another account, which needs access.
  chmodSync(directory, 0o1777)
  startCleanUp(directory)
  process.env['TMPDIR'] = directory
  process.once('exit', () => {
    for (const { id, command } of waitForProcesses(directory)) {
      process.stderr.write(`The tests have left process ${String(id)}: ${command}\n`)
      process.exitCode = 1
    }
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 })
  })
}

/** In its own session, so that it survives what ends the run's terminal or process group. */
function startCleanUp(directory: string): void {
  const program = fileURLToPath(new URL('clean-up.js', import.meta.url))
  const child = spawn(process.execPath, [program], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
  child.unref()
  child.stdin.write(directory)
  // A child's pipe is a socket, despite its type.
  if (child.stdin instanceof Socket) child.stdin.unref()
}

function waitForProcesses(directory: string) {
  const idle = new Int32Array(new SharedArrayBuffer(4))
  const until = performance.now() + GRACE_MS
  let left = processesIn(directory)
  while (left.length > 0 && performance.now() < until) {
    Atomics.wait(idle, 0, 0, 50)
    left = processesIn(directory)
  }
  return left
}
