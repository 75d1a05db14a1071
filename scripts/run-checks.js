import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/**
 * A program below node_modules, and its arguments.
 * @typedef {string[]} Check
 */

/**
 * What is checked without running the code.
 * @satisfies {Record<string, Check>}
 */
export const STATIC_CHECKS = {
  lint: ['eslint/bin/eslint.js', '.'],
  types: ['.bin/tsc', '--noEmit'],
  format: ['prettier/bin/prettier.cjs', '--check', '.'],
  'dead-code': ['knip/bin/knip.js'],
}

/** @type {Check} */
export const BUILD = ['.bin/tsc', '-p', 'tsconfig.build.json']

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
 * Runs programs one after the other, all of them.
 *
 * @param {Record<string, Check>} checks by name
 * @returns {Promise<number>} the highest exit code
 */
export async function runInTurn(checks) {
  const codes = []
  for (const [name, check] of Object.entries(checks)) codes.push(await runCheck(name, check))
  return Math.max(...codes)
}

/**
 * Runs one program, and says how it ended; and, at once and so unmixed, what it said if it failed.
 *
 * @param {string} name
 * @param {Check} check
 * @returns {Promise<number>} its exit code
 */
function runCheck(name, [program, ...args]) {
  const started = Date.now()
  const child = spawn(process.execPath, [`node_modules/${String(program)}`, ...args], { cwd: ROOT })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => (output += text))
  }
  return new Promise((settle) => {
    child.once('close', (code) => {
      const took = `${((Date.now() - started) / 1000).toFixed(1)} s`
      process.stdout.write(code === 0 ? `${name}: passed, ${took}\n` : `${output}${name}: FAILED, ${took}\n`)
      settle(code ?? 1)
    })
  })
}

/**
 * Runs vitest, whose output is shown as it comes.
 *
 * @param {string[]} args
 * @returns {Promise<number>} its exit code
 */
export function runVitest(...args) {
  const child = spawn(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  return new Promise((settle) => child.once('close', (code) => settle(code ?? 1)))
}
