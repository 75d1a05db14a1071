/**
 * `npm test`, the whole gate: what is checked without running the code, one after the other beside the tests, which leave
 * no core idle and still get most of each. Arguments are for vitest.
 */
import { BUILD, runChecks, runInTurn, runVitest, STATIC_CHECKS } from './run-checks.js'

// The tests start what is built.
process.exitCode = await runChecks({ build: BUILD })
if (process.exitCode === 0) {
  const codes = await Promise.all([runInTurn(STATIC_CHECKS), runVitest(...process.argv.slice(2))])
  process.exitCode = Math.max(...codes)
}
