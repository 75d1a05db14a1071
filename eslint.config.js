import js from '@eslint/js'
import { defineConfig, globalIgnores } from 'eslint/config'
import tseslint from 'typescript-eslint'

export default defineConfig(
  globalIgnores(['.data', 'dist', 'coverage']),
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  // What an HTTP answer holds is for the assertion to say.
  { files: ['test/**'], rules: { '@typescript-eslint/no-unsafe-assignment': 'off' } },
  // The rule does not see the types that comments give in JavaScript; the compiler does.
  { files: ['scripts/**'], rules: { '@typescript-eslint/no-unsafe-assignment': 'off' } },
  {
    files: ['**/*.js'],
    languageOptions: {
      globals: { URL: 'readonly', clearTimeout: 'readonly', process: 'readonly', setTimeout: 'readonly' },
    },
  },
  // Runs in the browser, and is not compiled.
  {
    files: ['public/**'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: {
      globals: Object.fromEntries(
        ['clearTimeout', 'document', 'fetch', 'history', 'location', 'navigator', 'performance', 'setTimeout']
          .concat(['requestAnimationFrame', 'FormData', 'URLSearchParams'])
          .map((name) => [name, 'readonly']),
      ),
    },
  },
  // The design's arrows, kept by the machine: who may know Express, who may know pg, who may read the environment.
  {
    files: ['src/**'],
    ignores: ['src/http/**', 'src/app.ts', 'src/logging/**', 'src/simulator/*-route.ts'],
    rules: { 'no-restricted-imports': ['error', 'express', 'helmet'] },
  },
  // A later block replaces the rule of an earlier one, so it names everything that is not for these.
  {
    files: ['src/visit/**', 'src/page/**', 'src/simulator/**'],
    ignores: ['src/simulator/*-route.ts'],
    rules: { 'no-restricted-imports': ['error', 'express', 'helmet', 'pg', 'pg-protocol'] },
  },
  {
    files: ['src/http/**', 'src/logging/**'],
    rules: { 'no-restricted-imports': ['error', 'pg', 'pg-protocol'] },
  },
  {
    files: ['src/**'],
    ignores: ['src/main.ts', 'src/commands/health-check.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message: 'Only main.ts reads the environment, and hands it to config/load.ts.',
        },
      ],
    },
  },
)
