/** `npm run test:fast`: lint, types and unit tests, concurrently. Arguments are for vitest: `-- --changed`. */
import { runChecks, STATIC_CHECKS } from './run-checks.js'

const { lint = [], types = [] } = STATIC_CHECKS
/** A twentieth of the gate's cases: the properties take a fifth of the unit tests' time. */
process.env['PROPERTY_CASES'] ??= '250'

process.exitCode = await runChecks({
  lint,
  types: [...types, '--incremental', '--tsBuildInfoFile', 'node_modules/.cache/types.tsbuildinfo'],
  unit: ['vitest/vitest.mjs', 'run', 'test/unit/', ...process.argv.slice(2)],
})
