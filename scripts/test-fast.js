/**
 * `npm run test:fast`: lint of what has changed, types, and unit tests, at the same time. Arguments are for vitest:
 * `npm run test:fast -- --changed`.
 */
import { runChecks } from './run-checks.js'

const CACHE = 'node_modules/.cache'

await runChecks({
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
})
