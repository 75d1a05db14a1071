/**
 * `npm run test:fast`: types, unit tests, and lint of what differs from the branch that this one follows, at the same
 * time. Arguments are for vitest: `npm run test:fast -- --changed`.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { runChecks } from './run-checks.js'

const CACHE = 'node_modules/.cache'
/** A twentieth of what the gate tries: the properties take a fifth of the unit tests' time. */
process.env['PROPERTY_CASES'] ??= '250'

/** @param {string[]} args */
function git(...args) {
  const { status, stdout } = spawnSync('git', args, { encoding: 'utf8' })
  return status === 0 ? stdout.split('\n').filter((line) => line !== '') : []
}

/** Without a branch to follow, what is not committed. */
function findChanged() {
  const [base = 'HEAD'] = git('merge-base', 'HEAD', '@{upstream}')
  return [...git('diff', '--name-only', base), ...git('ls-files', '--others', '--exclude-standard')].filter(
    (path) => /\.[jt]s$/.test(path) && existsSync(path),
  )
}

const changed = findChanged()
const lint = ['--cache', '--cache-location', `${CACHE}/eslint/`, '--cache-strategy', 'content', ...changed]

process.exitCode = await runChecks({
  ...(changed.length > 0 && { lint: ['eslint/bin/eslint.js', ...lint] }),
  types: [
    'typescript-7/bin/tsc',
    '--noEmit',
    '--incremental',
    '--tsBuildInfoFile',
    `${CACHE}/types.tsbuildinfo`,
  ],
  unit: ['vitest/vitest.mjs', 'run', '--project', 'unit', ...process.argv.slice(2)],
})
