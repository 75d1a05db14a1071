import { defineConfig } from 'vitest/config'
import { useOwnTemporaryDirectory } from './test/support/temporary-directory.ts'

useOwnTemporaryDirectory()

/** What takes long by its nature, or is timed: on a machine that does nothing else. */
export default defineConfig({
  test: {
    include: ['test/long/*.long.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    fileParallelism: false,
    disableConsoleIntercept: true,
  },
})
