import { readdirSync } from 'node:fs'
import { defineConfig } from 'oxlint'

/**
 * What each folder of src may import of the others: a folder, which has ENTRIES or is open; `folder/*`, past its entries,
 * too; or a file at the top. A new folder needs a line.
 * @type {Record<string, string[]>}
 */
const ARROWS = {
  visit: ['languages.ts'],
  identity: [],
  secrets: [],
  audit: ['secrets', 'logging', 'limits.ts'],
  'sign-in': ['secrets', 'languages.ts'],
  customer: [
    'visit',
    'database',
    'languages.ts',
    'limits.ts',
    'reserved-paths.ts',
    'image-host.ts',
    'near-miss.ts',
    'phone-number.ts',
  ],
  page: [
    'visit',
    'identity',
    'customer',
    'secrets',
    'database/type-numbers.ts',
    'languages.ts',
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
    'languages.ts',
    'limits.ts',
    'build-info.ts',
  ],
  logging: ['identity', 'database', 'limits.ts', 'build-info.ts'],
  config: ['visit', 'identity', 'languages.ts', 'limits.ts', 'reserved-paths.ts', 'near-miss.ts'],
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
    'languages.ts',
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
    'languages.ts',
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
    'name-columns',
    'query-file/query-file',
    'query-file/queries',
    'query-file/parameter-names',
    'query-file/column-format',
    'query-file/label',
    'query-file/roles',
  ],
  page: [
    'model/page-model',
    'model/page-model-builder',
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

/** @returns {import('oxlint').OxlintOverride[]} */
function restrictImports(/** @type {string} */ name) {
  const paths = Object.keys(PACKAGES)
    .filter((known) => !PACKAGES[known]?.includes(name))
    .map((known) => ({ name: known, message: `Not in ${name}: see PACKAGES in oxlint.config.js.` }))
  /** @returns {import('oxlint').OxlintOverride} */
  const restrict = (/** @type {string} */ files, /** @type {object[]} */ patterns) => ({
    files: [files],
    rules: { 'no-restricted-imports': ['error', { paths, patterns }] },
  })
  if (name.endsWith('.ts')) return [restrict(`src/${name}`, [])]

  const allowed = (ARROWS[name] ?? []).flatMap((target) => {
    if (target.endsWith('.ts')) return target
    return ENTRIES[target]?.map((entry) => `${target}/${entry}.ts`) ?? `${target.replace('/*', '')}/**`
  })
  const message = `Not in ${name}/: see ARROWS and ENTRIES in oxlint.config.js.`
  const outside = (/** @type {string} */ up) => [
    { group: [`${up}**`, ...allowed.map((path) => `!${up}${path}`)], message },
  ]
  return [restrict(`src/${name}/*`, outside('../')), restrict(`src/${name}/*/*`, outside('../../'))]
}

const BROWSER_GLOBALS = [
  'BroadcastChannel',
  ...['addEventListener', 'clearTimeout', 'close', 'document', 'fetch', 'FormData', 'history', 'location'],
  ...['navigator', 'opener', 'performance', 'requestAnimationFrame', 'setInterval', 'setTimeout'],
  ...['URL', 'URLSearchParams', 'window'],
]

export default defineConfig({
  ignorePatterns: ['.data', 'dist', 'coverage'],
  plugins: ['typescript'],
  options: { typeAware: true, reportUnusedDisableDirectives: 'error' },
  categories: { correctness: 'error' },
  rules: {
    // Of the other categories, what @eslint/js recommends and typescript-eslint calls strict.
    'no-array-constructor': 'error',
    'no-case-declarations': 'error',
    'no-empty': 'error',
    'no-fallthrough': 'error',
    'no-prototype-builtins': 'error',
    'no-regex-spaces': 'error',
    'no-unexpected-multiline': 'error',
    'no-useless-assignment': 'error',
    'no-useless-constructor': 'error',
    'no-var': 'error',
    'prefer-const': 'error',
    'prefer-rest-params': 'error',
    'prefer-spread': 'error',
    'preserve-caught-error': 'error',
    'typescript/ban-ts-comment': ['error', { minimumDescriptionLength: 10 }],
    'typescript/consistent-type-imports': 'error',
    'typescript/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    'typescript/no-deprecated': 'error',
    'typescript/no-dynamic-delete': 'error',
    'typescript/no-empty-object-type': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/no-extraneous-class': 'error',
    'typescript/no-generated-empty-object-type': 'error',
    'typescript/no-invalid-void-type': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/no-namespace': 'error',
    'typescript/no-non-null-asserted-nullish-coalescing': 'error',
    'typescript/no-non-null-assertion': 'error',
    'typescript/no-require-imports': 'error',
    'typescript/no-unnecessary-boolean-literal-compare': 'error',
    'typescript/no-unnecessary-condition': 'error',
    'typescript/no-unnecessary-template-expression': 'error',
    'typescript/no-unnecessary-type-arguments': 'error',
    'typescript/no-unnecessary-type-assertion': 'error',
    'typescript/no-unnecessary-type-constraint': 'error',
    'typescript/no-unnecessary-type-conversion': 'error',
    'typescript/no-unnecessary-type-parameters': 'error',
    'typescript/no-unsafe-argument': 'error',
    'typescript/no-unsafe-assignment': 'error',
    'typescript/no-unsafe-call': 'error',
    'typescript/no-unsafe-function-type': 'error',
    'typescript/no-unsafe-member-access': 'error',
    'typescript/no-unsafe-return': 'error',
    'typescript/only-throw-error': 'error',
    'typescript/prefer-promise-reject-errors': 'error',
    'typescript/prefer-reduce-type-parameter': 'error',
    'typescript/prefer-return-this-type': 'error',
    'typescript/related-getter-setter-pairs': 'error',
    'typescript/require-await': 'error',
    'typescript/restrict-plus-operands': [
      'error',
      {
        allowAny: false,
        allowBoolean: false,
        allowNullish: false,
        allowNumberAndString: false,
        allowRegExp: false,
      },
    ],
    'typescript/restrict-template-expressions': ['error', { allowNumber: true }],
    'typescript/return-await': ['error', 'error-handling-correctness-only'],
    'typescript/unified-signatures': 'error',
    'typescript/use-unknown-in-catch-callback-variable': 'error',
  },
  overrides: [
    // What an HTTP answer holds is for the assertion to say.
    { files: ['test/**'], rules: { 'typescript/no-unsafe-assignment': 'off' } },
    // Runs in the browser, and is not compiled: there are no types.
    {
      files: ['public/**'],
      env: { builtin: true },
      globals: Object.fromEntries(BROWSER_GLOBALS.map((name) => [name, 'readonly'])),
      rules: {
        'no-undef': 'error',
        'typescript/no-deprecated': 'off',
        'typescript/no-unnecessary-condition': 'off',
        'typescript/no-unsafe-argument': 'off',
        'typescript/no-unsafe-assignment': 'off',
        'typescript/no-unsafe-call': 'off',
        'typescript/no-unsafe-member-access': 'off',
        'typescript/no-unsafe-return': 'off',
        'typescript/restrict-plus-operands': 'off',
      },
    },
    ...readdirSync('src').flatMap(restrictImports),
    {
      files: ['src/**'],
      excludeFiles: ['src/main.ts', 'src/commands/health-check.ts'],
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
  ],
})
