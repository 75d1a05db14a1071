import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { useOwnTemporaryDirectory } from './test/support/temporary-directory.ts'

useOwnTemporaryDirectory()

export default defineConfig({
  test: {
    // Processes and databases are started for real, on machines that may be busy.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // vitest's own limit is a second.
    expect: { poll: { timeout: 60_000 } },
    // Half of their time they wait, for processes and time limits: twice as many as cores, so that none is idle.
    maxWorkers: 2 * Math.max(2, availableParallelism()),
    maxConcurrency: 3,
    // Files leave nothing behind, so that they share what one of them has imported: a third of the time of most. Projects
    // would share nothing with each other.
    isolate: false,
    include: ['test/{unit,browser,database,http,process}/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    coverage: { include: ['src/**'], reporter: ['text', 'html'] },
  },
})
