import { defineConfig } from 'vitest/config'
import { useOwnTemporaryDirectory } from './test/support/temporary-directory.ts'

useOwnTemporaryDirectory()

/** What takes long by its nature, or is timed: on a machine that does nothing else. */
export default defineConfig({
  test: {
    // The gate has a short form of the others.
    include: [
      'test/long/*.long.ts',
      'test/process/flood.test.ts',
      'test/unit/{des-agreement,properties}.test.ts',
      'test/browser/states.test.ts',
    ],
    globalSetup: ['test/support/global-setup.ts'],
    env: { FLOOD_SECONDS: '60', PROPERTY_CASES: '100000', AXE: 'all', ...process.env },
    testTimeout: 120_000,
    hookTimeout: 60_000,
    fileParallelism: false,
    disableConsoleIntercept: true,
  },
})
