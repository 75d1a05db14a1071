/**
 * Runs Postgres for the app and outlives it just long enough to stop it.
 *
 *   node supervisor.js UID|- GID|- DATA_DIRECTORY POSTGRES [ARGUMENTS…]      (standard input: a pipe held by the app)
 *
 * A child survives a parent that is killed with SIGKILL, so somebody must notice: the kernel closes the app's end
 * of the pipe however the app ends, and that end-of-file is the order to stop. The supervisor is started in a session
 * of its own, so a Ctrl-C in the terminal reaches only the app, which stops Postgres last; and it has its own process
 * name, so that `pkill -9 node` spares it.
 *
 * Plain JavaScript, because Node itself runs it, from `src` in the tests and from `dist` otherwise.
 */
import { spawn } from 'node:child_process'

/** How long a fast shutdown may take before an immediate one (Postgres recovers at the next start). */
const FAST_SHUTDOWN_MS = 8_000

const [uid = '-', gid = '-', dataDirectory = '', postgres = '', ...args] = process.argv.slice(2)

process.title = 'postgres-supervisor'

const child = spawn(postgres, args, {
  // The working directory is entered before the account changes, and must not be one that the account cannot see.
  cwd: dataDirectory,
  stdio: ['ignore', 'inherit', 'inherit'],
  ...(uid === '-' ? {} : { uid: Number(uid), gid: Number(gid) }),
})

function stop() {
  child.kill('SIGINT')
  setTimeout(() => child.kill('SIGQUIT'), FAST_SHUTDOWN_MS).unref()
}

child.once('error', () => process.exit(1))
child.once('exit', (code) => process.exit(code ?? 1))
process.stdin.once('end', stop).once('error', stop).resume()
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.once(signal, stop)
