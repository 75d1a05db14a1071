import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { basename } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/*
 * Runs beside a test run, and ends and removes what the run leaves behind, whether it exits normally, by a signal, or
 * is killed. It receives the run's temporary directory on its standard input, which closes when the run is gone.
 */

const GRACE_MS = 5000
/** A process that has not ended by then cannot be ended. */
const LIMIT_MS = 30_000
const STEP_MS = 50

/** Programs that tests start without the run's environment. Anything else may be somebody who looks into a file. */
const PROGRAMS = /^(?:postgres|initdb|crm-page-\S*|nginx|caddy|pgbouncer)\b/

/**
 * The processes of a run: those that have its temporary directory as theirs, and programs of tests that have it in
 * their command line. Linux alone shows that.
 *
 * @param {string} directory
 * @returns {{ id: number, command: string }[]}
 */
export function processesIn(directory) {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
      .flatMap((name) => {
        const found = readProcess(name)
        return found && belongsTo(directory, found) ? [{ id: Number(name), command: found.command }] : []
      })
  } catch {
    return []
  }
}

/**
 * @param {string} directory
 * @param {{ command: string, environment: string[] }} process
 */
function belongsTo(directory, { command, environment }) {
  const isProgram = PROGRAMS.test(basename(command.split(' ', 1)[0] ?? ''))
  return environment.includes(`TMPDIR=${directory}`) || (isProgram && command.includes(directory))
}

/** @param {string} id */
function readProcess(id) {
  try {
    const read = (/** @type {string} */ file) => readFileSync(`/proc/${id}/${file}`, 'utf8')
    const command = read('cmdline').replaceAll('\0', ' ').trim()
    return { command, environment: read('environ').split('\0') }
  } catch {
    return null
  }
}

/** @param {string} directory */
async function cleanUp(directory) {
  for (let waited = 0; waited < LIMIT_MS; waited += STEP_MS) {
    const left = processesIn(directory)
    if (left.length === 0) break
    // Postgres releases its shared memory only at a clean exit; other processes would start more.
    for (const { id, command } of left)
      end(id, command.includes('postgres') && waited < GRACE_MS ? 'SIGTERM' : 'SIGKILL')
    await sleep(STEP_MS)
  }
  rmSync(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
}

/**
 * @param {number} id
 * @param {NodeJS.Signals} signal
 */
function end(id, signal) {
  try {
    process.kill(id, signal)
  } catch {
    // It has already exited.
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  let directory = ''
  process.stdin.setEncoding('utf8').on('data', (/** @type {string} */ text) => (directory += text))
  process.stdin.once('end', () => {
    // A partial path would match processes of others.
    if (/\/crm-\w{6}$/.test(directory)) void cleanUp(directory)
  })
}
