/**
 * `npm run dev`: the server, built and started again whenever something that it reads has changed.
 *
 * TypeScript's own watcher compiles; this watches what comes of that, and the templates, assets, queries and migrations.
 * The server stops by SIGTERM before the next one starts, so that the embedded database is never left in use.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, watch } from 'node:fs'
import { fileURLToPath } from 'node:url'
import getExePath from '../node_modules/typescript/lib/getExePath.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const WATCHED = ['dist', 'views', 'public', 'queries', 'migrations', '.env']
const READ = /(\.(js|ejs|css|sql|html|svg)|^\.env)$/
/** A compilation writes many files, and an editor some files twice. */
const QUIET_MS = 200
/** The compiler itself: the script `tsc` starts it as a child, which would outlive the script. */
const TSC = getExePath()
const PROJECT = ['-p', 'tsconfig.build.json']

/** @param {string} file @param {string[]} args */
const run = (file, args) => spawn(file, args, { cwd: ROOT, stdio: 'inherit' })

spawnSync(TSC, PROJECT, { cwd: ROOT, stdio: 'inherit' })
const compiler = run(TSC, [...PROJECT, '--watch', '--preserveWatchOutput'])
let server = start()
let isEnding = false
let isStopping = false
/** @type {NodeJS.Timeout | undefined} */
let timer

function start() {
  const started = run(process.execPath, ['dist/main.js'])
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
    compiler.kill('SIGTERM')
    void stop().then(() => process.exit(0))
  })
}
