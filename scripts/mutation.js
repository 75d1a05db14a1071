/**
 * `npm run mutation -- src/visit`: how many mutants of a folder or a file its unit tests detect.
 * `-- src/http unit http` runs all tests of other kinds as well, which takes hours. Without a path, it runs the four
 * folders one after the other.
 *
 * A mutant outside of any function is run with every test, so a run contains only the tests that import the folder.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'

const FOLDERS = ['src/page/redaction', 'src/visit', 'src/customer', 'src/http']
/** Slow, as they depend on time or chance. */
const LEFT_OUT = ['linear', 'long-values', 'properties', 'des-agreement']

const [path, ...kinds] = process.argv.slice(2)
for (const one of path ? [path] : FOLDERS) {
  const code = mutate(one, kinds.length > 0 ? kinds : ['unit'])
  process.exitCode ||= code
}

/**
 * @param {string} path
 * @param {string[]} kinds folders of test/
 */
function mutate(path, kinds) {
  const isFile = path.endsWith('.ts')
  const folder = isFile ? dirname(path) : path
  const tests = kinds.flatMap((kind) => (kind === 'unit' ? unitTestsOf(folder) : [`test/${kind}/*.test.ts`]))
  const { status } = spawnSync('stryker', ['run', '--mutate', isFile ? path : `${path}/**/*.ts`], {
    stdio: 'inherit',
    env: {
      ...process.env,
      MUTATION_TESTS: tests.join(),
      MUTATION_REPORT: `coverage/mutation/${folder.replaceAll('/', '-')}`,
    },
  })
  return status ?? 1
}

/** @param {string} folder */
function unitTestsOf(folder) {
  return readdirSync('test/unit')
    .filter((name) => name.endsWith('.test.ts') && !LEFT_OUT.includes(name.replace('.test.ts', '')))
    .map((name) => `test/unit/${name}`)
    .filter((file) => readFileSync(file, 'utf8').includes(`/${folder}/`))
}
