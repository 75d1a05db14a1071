import { readdirSync } from 'node:fs'
import js from '@eslint/js'
import { defineConfig, globalIgnores } from 'eslint/config'
import tseslint from 'typescript-eslint'

/**
 * What each folder of src may import of the others: a folder, which has ENTRIES or is open; `folder/*`, past its entries,
 * too; or a file at the top. A new folder needs a line.
 * @type {Record<string, string[]>}
 */
const ARROWS = {
  visit: ['limits.ts'],
  identity: ['visit'],
  secrets: [],
  audit: ['secrets', 'logging', 'limits.ts'],
  'sign-in': ['secrets', 'visit'],
  customer: ['visit', 'database', 'limits.ts', 'reserved-paths.ts', 'image-host.ts'],
  page: [
    'visit',
    'identity',
    'customer',
    'secrets',
    'database/type-numbers.ts',
    'phone-number.ts',
    'limits.ts',
    'image-host.ts',
  ],
  http: [
    'audit',
    'visit',
    'identity',
    'sign-in',
    'customer',
    'page',
    'secrets',
    'config',
    'logging',
    'database',
    'limits.ts',
    'build-info.ts',
  ],
  logging: ['identity', 'database', 'limits.ts', 'build-info.ts'],
  config: ['visit', 'identity', 'limits.ts', 'reserved-paths.ts'],
  database: ['visit', 'config', 'limits.ts'],
  simulator: [
    'visit/*',
    'identity',
    'customer',
    'http',
    'config',
    'logging',
    'database',
    'services.ts',
    'limits.ts',
  ],
  commands: [
    'audit',
    'secrets',
    'visit',
    'identity',
    'customer/*',
    'http',
    'config',
    'logging',
    'database',
    'simulator',
    'app.ts',
    'services.ts',
    'limits.ts',
    'build-info.ts',
  ],
}

/**
 * What the others may import of a folder that keeps its insides to itself.
 * @type {Record<string, string[]>}
 */
const ENTRIES = {
  visit: [
    'read-visit',
    'language',
    'channel',
    'encryption-mode',
    'built-in-parameters',
    'parameters-error',
    'value-decryptor',
    'des',
    'identity-token',
    'query-string',
    'custom-text',
  ],
  customer: [
    'profile',
    'lookup-parameters',
    'search',
    'search-terms',
    'link',
    'background-linker',
    'query-file/query-file',
    'query-file/queries',
    'query-file/column-format',
    'query-file/label',
    'query-file/roles',
  ],
  page: [
    'model/page-model',
    'model/page-modeller',
    'model/link-model',
    'model/page-json',
    'model/error-model',
    'model/page-links',
    'model/search-model',
    'model/sign-in-model',
    'html/renderer',
    'html/public-files',
    'redaction/reveal',
    'redaction/reveal-proof',
  ],
}

/**
 * The folders that know a package, and files at the top.
 * @type {Record<string, string[]>}
 */
const PACKAGES = {
  express: ['http', 'logging', 'simulator', 'sign-in', 'app.ts'],
  helmet: ['http'],
  'openid-client': ['sign-in'],
  pg: ['database', 'customer'],
  'pg-protocol': ['database'],
}

const arrows = readdirSync('src', { withFileTypes: true }).flatMap((entry) => {
  const { name } = entry
  const paths = Object.keys(PACKAGES)
    .filter((known) => !PACKAGES[known]?.includes(name))
    .map((known) => ({ name: known, message: `Not in ${name}: see PACKAGES in eslint.config.js.` }))
  /** @returns {import('eslint').Linter.Config} */
  const restrict = (/** @type {string} */ files, /** @type {object[]} */ patterns) => ({
    files: [files],
    rules: { 'no-restricted-imports': ['error', { paths, patterns }] },
  })
  if (entry.isFile()) return [restrict(`src/${name}`, [])]
  const allowed = (ARROWS[name] ?? []).map((target) => {
    const entries = ENTRIES[target]
    if (entries) return `${target}/(${entries.join('|')})\\.ts`
    return target.endsWith('.ts') ? target : `${target.replace('/*', '')}/.*`
  })
  const message = `Not in ${name}/: see ARROWS and ENTRIES in eslint.config.js.`
  const outside = (/** @type {number} */ depth) => [
    { regex: `^(\\.\\./){${String(depth)}}(?!(${allowed.join('|')})$)`, message },
  ]
  return [restrict(`src/${name}/*`, outside(1)), restrict(`src/${name}/*/*`, outside(2))]
})

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
      // There are no enums, and looking for them takes an eighth of the time.
      'no-restricted-syntax': ['error', 'TSEnumDeclaration'],
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      '@typescript-eslint/no-unsafe-enum-comparison': 'off',
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
        [
          'clearTimeout',
          'document',
          'fetch',
          'history',
          'location',
          'navigator',
          'performance',
          'setTimeout',
          'setInterval',
        ]
          .concat(['requestAnimationFrame', 'FormData', 'URLSearchParams'])
          .concat(['addEventListener', 'opener', 'close', 'window'])
          .map((name) => [name, 'readonly']),
      ),
    },
  },
  ...arrows,
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
