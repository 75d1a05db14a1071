import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { processesIn } from './clean-up.js'

/** Short, because Chromium makes a socket below it, and the path of a socket has a limit of some 100 bytes. */
const PREFIX = 'crm-'
/** What a worker has started may end a moment after it. */
const GRACE_MS = 5000

/**
 * Gives a run a temporary directory of its own, which goes with the process: whatever a test writes there, private keys
 * among them, needs no clean-up. Workers and the processes that tests start inherit it. A run that leaves a process fails.
 * vitest evaluates its configuration once for each project: the first time counts.
 */
export function useOwnTemporaryDirectory(): void {
  if (basename(tmpdir()).startsWith(PREFIX)) return
  const directory = mkdtempSync(join(tmpdir(), PREFIX))
  // Started as root, Postgres runs as another account, which must get in.
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

/** In a session of its own: what ends the run by its terminal or its group does not end this. */
function startCleanUp(directory: string): void {
  const program = fileURLToPath(new URL('clean-up.js', import.meta.url))
  const child = spawn(process.execPath, [program], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
  child.unref()
  child.stdin.write(directory)
  // A pipe of a child is a socket, which its type does not say.
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
