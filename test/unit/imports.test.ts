import { spawnSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

/** In formatted code. */
const OWN_IMPORT = /(?:\bfrom |\bimport[ (])'(\.[^']*)'/g
const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const SRC = join(ROOT, 'src')

/** The files of src with those that each imports, types included. */
const imports = new Map(
  readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|js)$/.test(file))
    .map((file) => {
      const own = [...readFileSync(join(SRC, file), 'utf8').matchAll(OWN_IMPORT)]
      return [file, own.map(([, path = '']) => normalize(join(dirname(file), path)))] as const
    }),
)

/** By folders: those that each imports from. */
function toFolders(): Map<string, string[]> {
  const folderOf = (file: string) => file.split('/', 1)[0] ?? ''
  const folders = new Map<string, string[]>()
  for (const [file, targets] of imports) {
    const others = targets.map(folderOf).filter((folder) => folder !== folderOf(file))
    folders.set(folderOf(file), [...(folders.get(folderOf(file)) ?? []), ...others])
  }
  return folders
}

/** The way from a node back to itself; null when there is none. */
function findCircle(graph: ReadonlyMap<string, readonly string[]>): string[] | null {
  const done = new Set<string>()
  const follow = (node: string, way: string[]): string[] | null => {
    if (way.includes(node)) return [...way.slice(way.indexOf(node)), node]
    if (done.has(node)) return null
    for (const next of graph.get(node) ?? []) {
      const circle = follow(next, [...way, node])
      if (circle) return circle
    }
    done.add(node)
    return null
  }
  for (const node of graph.keys()) {
    const circle = follow(node, [])
    if (circle) return circle
  }
  return null
}

test('finds a cycle from any of its files', () => {
  const graph = new Map([
    ['a', ['b']],
    ['b', ['c']],
    ['c', ['d', 'b']],
  ])
  expect(findCircle(graph)).toEqual(['b', 'c', 'b'])
  expect(findCircle(new Map([['a', ['b', 'c']], ['b', ['c']]]))).toBeNull() // prettier-ignore
})

test('resolves every import to a file', () => {
  expect([...imports.values()].flat().filter((file) => !imports.has(file))).toEqual([])
  expect(imports.size).toBeGreaterThan(100)
})

test('has no cycle of files', () => {
  expect(findCircle(imports)).toBeNull()
})

test('has no cycle of folders', () => {
  expect(findCircle(toFolders())).toBeNull()
})

test('rejects exactly the forbidden imports of a folder', () => {
  const directory = mkdtempSync(join(tmpdir(), 'lint-'))
  symlinkSync(join(ROOT, 'node_modules'), join(directory, 'node_modules'))
  for (const file of ['oxlint.config.js', 'package.json']) cpSync(join(ROOT, file), join(directory, file))
  const files = {
    'src/visit/a.ts': ['../languages.ts', '../http/routes/customer-routes.ts', 'express', './b.ts'],
    'src/customer/query-file/a.ts': ['../profile.ts', '../../visit/des.ts', '../../visit/read-tail.ts', 'pg'],
    'src/http/routes/a.ts': ['../../page/html/renderer.ts', '../../page/cells/cell.ts', 'pg', 'express'],
    'src/app.ts': ['express', 'pg'],
  }
  for (const [file, targets] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, file)), { recursive: true })
    writeFileSync(join(directory, file), targets.map((target) => `import '${target}'\n`).join(''))
  }

  const oxlint = join(ROOT, 'node_modules/oxlint/bin/oxlint')
  const { stdout } = spawnSync(
    process.execPath,
    [oxlint, '--config', 'oxlint.config.js', '--format', 'unix', 'src'],
    {
      cwd: directory,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )

  const refused = stdout.split('\n').filter((line) => line.includes('no-restricted-imports'))
  expect(refused.map((line) => line.replace(/:\d+:.*?'(.+?)'.*/, ' $1')).sort()).toEqual([
    'src/app.ts pg',
    'src/customer/query-file/a.ts ../../visit/read-tail.ts',
    'src/http/routes/a.ts ../../page/cells/cell.ts',
    'src/http/routes/a.ts pg',
    'src/visit/a.ts ../http/routes/customer-routes.ts',
    'src/visit/a.ts express',
  ])
})
