/** `npm run mutation`: how much of a change the tests notice. `-- --mutate 'src/visit/*.ts'` tries one folder. */
export default {
  mutate: ['src/visit/**/*.ts', 'src/customer/**/*.ts', 'src/page/redaction/**/*.ts', 'src/http/**/*.ts'],
  // What no test reads is not copied.
  ignorePatterns: ['.data', 'coverage', 'docs/images', 'isolate-*.log'],
  plugins: ['@stryker-mutator/vitest-runner'],
  testRunner: 'vitest',
  vitest: { configFile: 'vitest.mutation.config.ts' },
  coverageAnalysis: 'perTest',
  // Half of the cores, since each runner has a Postgres of its own.
  concurrency: '50%',
  timeoutMS: 20_000,
  // Where the Postgres of a test run is started as another account, which must get in.
  tempDirName: '.data/stryker',
  incremental: true,
  incrementalFile: 'node_modules/.cache/stryker.json',
  reporters: ['clear-text', 'html', 'progress'],
  htmlReporter: { fileName: 'coverage/mutation.html' },
}
