/**
 * `npm run test:fast`: lint of what has changed, types, and unit tests, at the same time. Arguments are for vitest:
 * `npm run test:fast -- --changed`.
 */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const CACHE = 'node_modules/.cache'
const CHECKS = {
  lint: [
    'eslint/bin/eslint.js',
    '--cache',
    '--cache-location',
    `${CACHE}/eslint/`,
    '--cache-strategy',
    'content',
    '.',
  ],
  types: [
    'typescript/bin/tsc',
    '--noEmit',
    '--incremental',
    '--tsBuildInfoFile',
    `${CACHE}/types.tsbuildinfo`,
  ],
  unit: ['vitest/vitest.mjs', 'run', '--project', 'unit', ...process.argv.slice(2)],
}
const codes = await Promise.all(Object.entries(CHECKS).map(([name, args]) => check(name, args)))
process.exitCode = Math.max(...codes)

/**
 * Says how a check ended, and what it said if it failed: all at once, so that no two are mixed.
 *
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
