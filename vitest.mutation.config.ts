import { defineConfig } from 'vitest/config'
import { useOwnTemporaryDirectory } from './test/support/temporary-directory.ts'

useOwnTemporaryDirectory()

// Not Stryker's `testFiles`: it activates mutants when the tests begin, which is too late for what a module does when it
// is imported.
const tests = process.env['MUTATION_TESTS']?.split(',') ?? ['test/unit/*.test.ts']

/** For scripts/mutation.js. */
export default defineConfig({
  test: {
    include: tests,
    // Slow, and of the assets.
    exclude: ['test/http/weight-and-markup.test.ts'],
    globalSetup: tests.some((file) => !file.startsWith('test/unit/')) ? ['test/support/global-setup.ts'] : [],
    isolate: false,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
