import { defineConfig } from 'vitest/config'
import { useOwnTemporaryDirectory } from './test/support/temporary-directory.ts'

useOwnTemporaryDirectory()

/** The tests that run the source itself, and not what was built of it. */
export default defineConfig({
  test: {
    include: ['test/{unit,database,http}/*.test.ts'],
    // Slow, and of the assets.
    exclude: ['test/http/weight-and-markup.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    env: { PROPERTY_CASES: '2000' },
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
