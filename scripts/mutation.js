/**
 * `npm run mutation -- src/visit`: how many changes of a folder or a file its unit tests notice. `-- src/http unit http`
 * runs further kinds of tests as well, whole; they take hours. Without a path, the four folders one after the other.
 *
 * A mutant that stands outside of any function is tried with every test of the run, so a run has no others than those
 * that import the folder.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'

const FOLDERS = ['src/page/redaction', 'src/visit', 'src/customer', 'src/http']
/** They take long, as they are of time or of chance. */
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
