/** `npm run static`: all static checks, concurrently. */
import { BUILD, runChecks, STATIC_CHECKS } from './run-checks.js'

process.exitCode = await runChecks({ ...STATIC_CHECKS, build: BUILD })
