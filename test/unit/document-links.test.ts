import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')
const withoutBlocks = (text: string) => text.replaceAll(/^ *```[\s\S]*?^ *```$/gm, '')
const findAll = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, found = '']) => found)

function markdownIn(folder: string, recursive: boolean): string[] {
  return readdirSync(join(ROOT, folder), { recursive, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name))
}

const DOCUMENTS = [
  ...markdownIn('.', false),
  ...['docs', 'deploy', 'bench', '.github'].flatMap((folder) => markdownIn(folder, true)),
]

/** The anchors that GitHub gives to the headings of a document. */
function anchorsOf(path: string): Set<string> {
  const anchors = new Set<string>()
  for (const heading of findAll(withoutBlocks(read(path)), /^#+ (.*)$/gm)) {
    const text = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase()
    const anchor = text.replaceAll(/[^\p{L}\p{N}\p{M}_ -]/gu, '').replaceAll(' ', '-')
    let count = 0
    while (anchors.has(count === 0 ? anchor : `${anchor}-${String(count)}`)) count += 1
    anchors.add(count === 0 ? anchor : `${anchor}-${String(count)}`)
  }
  return anchors
}

function linksOf(path: string): string[] {
  const text = withoutBlocks(read(path)).replaceAll(/`[^`\n]*`/g, '`')
  return [/\]\(([^)\s]+)\)/g, /^\[[^\]]+\]: (\S+)$/gm, /(?:src|href)="([^"]+)"/g]
    .flatMap((pattern) => findAll(text, pattern))
    .filter((link) => !/^(?:https?|mailto):/.test(link))
}

/** Whether a relative link of this document leads to a file, and its fragment to a heading. */
function isReached(document: string, link: string): boolean {
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? document : normalize(join(dirname(document), decodeURI(path)))
  if (!existsSync(join(ROOT, target))) return false
  return anchor === undefined || (target.endsWith('.md') && anchorsOf(target).has(decodeURI(anchor)))
}

/** Folders whose files the documents name. `dist` has the compiled files of `src`. */
const FOLDERS =
  /^(?:src|dist|test|docs|views|public|migrations|queries|bench|scripts|deploy|compose|\.github)\//
/** Files and folders that the reader creates. */
const OF_THE_READER = /^compose\/secrets(?:\/|$)/

/** Paths from the root of the repository in the code spans of a document, up to their first wildcard. */
function pathsOf(document: string): string[] {
  return findAll(withoutBlocks(read(document)), /`([^`\n]+)`/g)
    .flatMap((code) => code.split(/[\s:,]+/))
    .filter((word) => FOLDERS.test(word) && !OF_THE_READER.test(word))
    .map((word) => word.replace(/[*{<].*$/, '').replace(/^dist\/(.*)\.js$/, 'src/$1.ts'))
}

function isThere(path: string): boolean {
  const full = join(ROOT, path)
  return existsSync(full) && (!path.endsWith('/') || statSync(full).isDirectory())
}

describe.each(DOCUMENTS)('%s', (document) => {
  test('has only links that lead somewhere', () => {
    expect(linksOf(document).filter((link) => !isReached(document, link))).toEqual([])
  })

  test('names only files that exist', () => {
    expect(pathsOf(document).filter((path) => !isThere(path))).toEqual([])
  })
})

test('links to each document of docs from the README in the same language', () => {
  for (const [readme, isOurs] of [
    ['README.md', (name: string) => !name.includes('.zh-CN')],
    ['README.zh-CN.md', (name: string) => name.includes('.zh-CN')],
  ] as const) {
    const links = linksOf(readme)
    const documents = markdownIn('docs', false).filter(isOurs)
    expect(documents.length).toBeGreaterThan(5)
    expect(documents.filter((path) => !links.includes(path))).toEqual([])
  }
})
