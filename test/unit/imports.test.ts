import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { preProcessFile } from 'typescript'
import { expect, test } from 'vitest'

const SRC = fileURLToPath(new URL('../../src', import.meta.url))

/** The files of src with those that each imports, types included. */
const imports = new Map(
  readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|js)$/.test(file))
    .map((file) => {
      const { importedFiles } = preProcessFile(readFileSync(join(SRC, file), 'utf8'))
      const own = importedFiles.filter(({ fileName }) => fileName.startsWith('.'))
      return [file, own.map(({ fileName }) => normalize(join(dirname(file), fileName)))] as const
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

test('a cycle is found wherever it starts', () => {
  const graph = new Map([
    ['a', ['b']],
    ['b', ['c']],
    ['c', ['d', 'b']],
  ])
  expect(findCircle(graph)).toEqual(['b', 'c', 'b'])
  expect(findCircle(new Map([['a', ['b', 'c']], ['b', ['c']]]))).toBeNull() // prettier-ignore
})

test('every import resolves to a file', () => {
  expect([...imports.values()].flat().filter((file) => !imports.has(file))).toEqual([])
  expect(imports.size).toBeGreaterThan(100)
})

test('no file imports itself indirectly', () => {
  expect(findCircle(imports)).toBeNull()
})

test('no folder imports itself indirectly', () => {
  expect(findCircle(toFolders())).toBeNull()
})
