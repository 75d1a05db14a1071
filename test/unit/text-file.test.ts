import { getuid } from 'node:process'
import { expect, test } from 'vitest'
import { toReadFault } from '../../src/config/text-file.ts'

test.each([
  ['ENOENT', 'does not exist (ENOENT)'],
  ['EACCES', `uid ${String(getuid?.())} may not read (EACCES)`],
  ['EIO', 'cannot be read (EIO)'],
])('reports why a file cannot be read, without its path: %s', (code, expected) => {
  expect(toReadFault(Object.assign(new Error('/run/secrets/url'), { code }))).toBe(expected)
})
