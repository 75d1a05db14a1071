import { defineConfig } from 'vitest/config'

/** What is timed: on a machine that does nothing else, and not among the tests. */
export default defineConfig({
  test: {
    include: ['test/load/*.load.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    fileParallelism: false,
    disableConsoleIntercept: true,
  },
})
