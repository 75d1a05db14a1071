import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/**
 * A program below node_modules, and its arguments.
 * @typedef {string[]} Check
 */

/**
 * The static checks.
 * @type {Record<string, Check>}
 */
export const STATIC_CHECKS = {
  lint: ['oxlint/bin/oxlint', '--config', 'oxlint.config.js'],
  types: ['typescript/bin/tsc', '--noEmit'],
  format: ['oxfmt/bin/oxfmt', '--check', '.'],
  'dead-code': ['knip/bin/knip.js'],
}

/** @type {Check} */
export const BUILD = ['typescript/bin/tsc', '-p', 'tsconfig.build.json']

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set()
let isEnding = false

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.once(signal, () => {
    // Exits with the signal's status once they have ended.
    process.once('exit', () => process.kill(process.pid, signal))
    isEnding = true
    for (const child of running) child.kill('SIGTERM')
  })
}

/**
 * Runs programs at the same time.
 *
 * @param {Record<string, Check>} checks by name
 * @returns {Promise<number>} the highest exit code
 */
export async function runChecks(checks) {
  const codes = await Promise.all(Object.entries(checks).map(([name, check]) => runCheck(name, check)))
  return Math.max(...codes)
}

/**
 * Runs programs one after the other, whether or not one fails, until a signal comes.
 *
 * @param {Record<string, Check>} checks by name
 * @returns {Promise<number>} the highest exit code
 */
export async function runInTurn(checks) {
  let highest = 0
  for (const [name, check] of Object.entries(checks)) {
    if (isEnding) break
    highest = Math.max(highest, await runCheck(name, check))
  }
  return highest
}

/**
 * Runs vitest, and prints its output immediately.
 *
 * @param {string[]} args
 * @returns {Promise<number>} its exit code
 */
export function runVitest(...args) {
  return toExitCode(start(['vitest/vitest.mjs', 'run', ...args], 'inherit'))
}

/**
 * Prints the result of a program, with its output if it failed: all at once, so that outputs are not mixed.
 *
 * @param {string} name
 * @param {Check} check
 * @returns {Promise<number>} its exit code
 */
async function runCheck(name, check) {
  const started = Date.now()
  const child = start(check, 'pipe')
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (/** @type {string} */ text) => (output += text))
  }
  const code = await toExitCode(child)
  const took = `${((Date.now() - started) / 1000).toFixed(1)} s`
  process.stdout.write(code === 0 ? `${name}: passed, ${took}\n` : `${output}${name}: FAILED, ${took}\n`)
  return code
}

/**
 * @param {Check} check
 * @param {'inherit' | 'pipe'} output
 */
function start([program, ...args], output) {
  const child = spawn(process.execPath, [`node_modules/${String(program)}`, ...args], {
    cwd: ROOT,
    stdio: ['ignore', output, output],
  })
  running.add(child)
  return child
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number>}
 */
function toExitCode(child) {
  return new Promise((settle) => {
    child.once('close', (code) => {
      running.delete(child)
      settle(code ?? 1)
    })
  })
}
