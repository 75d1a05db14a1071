const report = process.env['MUTATION_REPORT'] ?? 'coverage/mutation/all'

/** For scripts/mutation.js. */
export default {
  // What no test reads is not copied.
  ignorePatterns: ['.data', 'coverage', 'docs/images', 'isolate-*.log'],
  plugins: ['@stryker-mutator/vitest-runner'],
  testRunner: 'vitest',
  // It would read tsconfig.json with TypeScript 6, and need not: no path in it leaves the folder that it copies.
  tsconfigFile: 'none',
  // The tests are chosen already.
  vitest: { configFile: 'vitest.mutation.config.ts', related: false },
  coverageAnalysis: 'perTest',
  // Half of the cores, since a runner may have a Postgres of its own.
  concurrency: '50%',
  timeoutMS: 20_000,
  // Where the Postgres of a test run is started as another account, which must get in.
  tempDirName: '.data/stryker',
  incremental: true,
  incrementalFile: `${report}.json`,
  reporters: ['clear-text', 'html', 'progress'],
  clearTextReporter: { logTests: false, reportTests: false },
  htmlReporter: { fileName: `${report}.html` },
}
