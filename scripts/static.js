/** `npm run static`: everything that is checked without running the code, at the same time. */
import { runChecks } from './run-checks.js'

await runChecks({
  lint: ['eslint/bin/eslint.js', '.'],
  format: ['prettier/bin/prettier.cjs', '--check', '.'],
  types: ['typescript/bin/tsc', '--noEmit'],
  'dead-code': ['knip/bin/knip.js'],
  build: ['typescript/bin/tsc', '-p', 'tsconfig.build.json'],
})
