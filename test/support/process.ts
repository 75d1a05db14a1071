import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { PATIENT } from './patient.ts'
import { keepOutput, keepSecrets } from './run-log.ts'

/** The compiled entry point. */
export const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url))

/**
 * A start takes seconds, or tens of seconds on a busy machine. Less than a test's own limit, so that the output is
 * reported.
 */
const PATIENCE_MS = 100_000

/** Runs the built process as a user does, in its own process group, and keeps its output. */
export function runMain(args: string[], env: Record<string, string>, main = MAIN) {
  keepSecrets(env)
  const child = spawn(process.execPath, [main, ...args], {
    // Outside of the project, where a developer's .env may name a database that is not for tests.
    cwd: tmpdir(),
    env: { PORT: '0', TIME_ZONE: 'UTC', TMPDIR: tmpdir(), ...PATIENT, ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  let hasEnded = false
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  const ended = new Promise<{ code: number | null; out: string; err: string }>((settle) => {
    child.once('close', (code) => {
      hasEnded = true
      keepOutput({ out, err })
      settle({ code, out, err })
    })
  })
  async function waitFor<Found>(find: () => Found | undefined): Promise<Found> {
    for (const until = performance.now() + PATIENCE_MS; performance.now() < until;) {
      const isLast = hasEnded
      const found = find()
      if (found !== undefined) return found
      if (isLast) break
      await sleep(25)
    }
    throw new Error(`The process did not write what was waited for:\n${out}\n${err}`)
  }
  return {
    ended,
    pid: child.pid ?? 0,
    /** Sends a signal to the process alone. */
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    /** Sends a signal to the whole group, as a terminal does at Ctrl-C. */
    killGroup: (signal: NodeJS.Signals) => process.kill(-(child.pid ?? 0), signal),
    output: () => ({ out, err }),
    /** The full message for the terminal, once it is up. */
    welcome: () => waitFor(() => (err.includes('Stop with Ctrl-C.') ? err : undefined)),
    /** Waits until the log contains a text: it may arrive later than an answer to a request. */
    logged: (text: string) => waitFor(() => out.includes(text) || undefined),
    /** The address of the page, once it is up. */
    url: () => waitFor(() => /"event":"started","url":"([^"]+)".*\n/.exec(out)?.[1]),
  }
}

/** Creates a directory for an embedded database, accessible to another account if the tests run as root. */
export function makeDatabaseDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'crm-page-embedded-'))
  chmodSync(directory, 0o755)
  return directory
}

/** The process id of an embedded Postgres. */
export function postgresPid(directory: string): number {
  return Number(readFileSync(join(directory, 'cluster', 'postmaster.pid'), 'utf8').split('\n', 1)[0])
}

/**
 * Name and command line of the processes whose command line contains a path, or that have an id. Slim images have no
 * `ps`.
 */
export function processesOf(path: string, id?: number): string[] {
  const lines = existsSync('/proc/self/comm')
    ? readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name))
        .map(readProcess)
    : spawnSync('ps', ['-axo', 'pid=,comm=,args='], { encoding: 'utf8' }).stdout.split('\n')
  return lines.filter((line) =>
    id === undefined ? line.includes(path) : Number(line.trim().split(' ', 1)[0]) === id,
  )
}

function readProcess(id: string): string {
  try {
    const [name, command] = ['comm', 'cmdline'].map((file) => readFileSync(`/proc/${id}/${file}`, 'utf8'))
    return `${id} ${name?.trim() ?? ''} ${command?.replaceAll('\0', ' ') ?? ''}`
  } catch {
    return ''
  }
}
