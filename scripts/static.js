/** `npm run static`: everything that is checked without running the code, at the same time. */
import { BUILD, runChecks, STATIC_CHECKS } from './run-checks.js'

process.exitCode = await runChecks({ ...STATIC_CHECKS, build: BUILD })
