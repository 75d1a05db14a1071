/**
 * `npm test`, the whole gate. The static checks run one after the other during the tests, which leave a core idle now
 * and then and still have the other one. Arguments are for vitest.
 */
import { BUILD, runChecks, runInTurn, runVitest, STATIC_CHECKS } from './run-checks.js'

// Some tests start the build. Its types are checked together with all others.
let code = await runChecks({ build: [...BUILD, '--noCheck'] })
if (code === 0) {
  const codes = await Promise.all([runInTurn(STATIC_CHECKS), runVitest(...process.argv.slice(2))])
  code = Math.max(...codes)
}
process.exitCode = code
