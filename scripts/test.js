/**
 * `npm test`, the whole gate. The static checks run one after the other beside the tests, which leave a core idle now and
 * then, and still have one to themselves. Arguments are for vitest.
 */
import { BUILD, runChecks, runInTurn, runVitest, STATIC_CHECKS } from './run-checks.js'

// The tests start what is built; its types are checked with all others.
let code = await runChecks({ build: [...BUILD, '--noCheck'] })
if (code === 0) {
  const codes = await Promise.all([runInTurn(STATIC_CHECKS), runVitest(...process.argv.slice(2))])
  code = Math.max(...codes)
}
process.exitCode = code
