import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    // Processes and databases are started for real, on machines that may be busy.
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
