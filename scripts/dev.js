/**
 * `npm run dev`: rebuilds and restarts the server whenever a file that it uses changes.
 *
 * TypeScript's own watcher compiles; this watches its output, and the templates, assets, queries and migrations.
 * The server is stopped by SIGTERM before the next one starts, so that the embedded database is not in use.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, watch } from 'node:fs'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const WATCHED = ['dist', 'views', 'public', 'queries', 'migrations', '.env']
const READ = /(\.(js|ejs|css|sql|html|svg)|^\.env)$/
/** A compilation writes many files, and editors write some files twice. */
const QUIET_MS = 200
const TSC = 'node_modules/.bin/tsc'
const PROJECT = ['-p', 'tsconfig.build.json']

const OPTIONS = /** @type {const} */ ({ cwd: ROOT, stdio: 'inherit' })

spawnSync(TSC, PROJECT, OPTIONS)
// In its own process group, because `tsc` starts the compiler as a child, which would outlive it.
const compiler = spawn(TSC, [...PROJECT, '--watch', '--preserveWatchOutput'], { ...OPTIONS, detached: true })
let server = start()
let isEnding = false
let isStopping = false
/** @type {NodeJS.Timeout | undefined} */
let timer

function start() {
  const started = spawn(process.execPath, ['dist/main.js'], OPTIONS)
  started.once('exit', (code) => {
    if (isEnding || isStopping) return
    process.stderr.write(`The server ended (${String(code)}). It starts again at the next change.\n`)
  })
  return started
}

/** @returns {Promise<void>} */
function stop() {
  if (server.exitCode !== null || server.signalCode !== null) return Promise.resolve()
  return new Promise((settle) => {
    server.once('exit', () => settle())
    server.kill('SIGTERM')
  })
}

async function restart() {
  if (isStopping || isEnding) return
  isStopping = true
  await stop()
  isStopping = false
  // oxlint-disable-next-line typescript/no-unnecessary-condition -- a signal may have come meanwhile
  if (!isEnding) server = start()
}

for (const name of WATCHED.filter((path) => existsSync(`${ROOT}/${path}`))) {
  watch(`${ROOT}/${name}`, { recursive: true }, (_event, file) => {
    if (file !== null && !READ.test(file)) return
    clearTimeout(timer)
    timer = setTimeout(() => void restart(), QUIET_MS)
  })
}

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    if (isEnding) return
    isEnding = true
    if (compiler.pid !== undefined) process.kill(-compiler.pid, 'SIGTERM')
    void stop().then(() => process.exit(0))
  })
}
