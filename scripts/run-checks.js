import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/**
 * Runs programs of node_modules at the same time, and exits with an error when one fails. Says how each ended, and what
 * it said if it failed: all at once, so that no two are mixed.
 *
 * @param {Record<string, string[]>} checks program below node_modules, and its arguments, by the check's name
 * @returns {Promise<void>}
 */
export async function runChecks(checks) {
  const codes = await Promise.all(Object.entries(checks).map(([name, args]) => check(name, args)))
  process.exitCode = Math.max(...codes)
}

/**
 * @param {string} name
 * @param {string[]} args
 * @returns {Promise<number>} its exit code
 */
function check(name, [program, ...args]) {
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
