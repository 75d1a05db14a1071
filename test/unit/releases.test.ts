import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const read = (name: string) => readFileSync(fileURLToPath(new URL(`../../${name}`, import.meta.url)), 'utf8')

interface Lock {
  packages: Record<
    string,
    { license?: string; integrity?: string; dev?: boolean; optional?: boolean; devOptional?: boolean }
  >
}
const { packages } = JSON.parse(read('package-lock.json')) as Lock
const production = Object.entries(packages).filter(
  ([path, { dev, optional, devOptional }]) => path !== '' && !(dev ?? optional ?? devOptional),
)

test('locks every production package by its digest', () => {
  expect(production.filter(([, { integrity }]) => !integrity?.startsWith('sha512-'))).toEqual([])
})

describe.each(['docs/releases.md', 'docs/releases.zh-CN.md'])('%s', (document) => {
  test('counts the production packages, and lists their licences', () => {
    const counts: Record<string, number> = {}
    for (const [, { license = 'none' }] of production) counts[license] = (counts[license] ?? 0) + 1
    const rows = [...read(document).matchAll(/^\| ([\w.-]+) \| (\d+) \|$/gm)]
    expect(Object.fromEntries(rows.map(([, name, count]) => [name, Number(count)]))).toEqual(counts)
    expect(read(document)).toMatch(new RegExp(`\\b${String(production.length)}\\b`))
  })
})
