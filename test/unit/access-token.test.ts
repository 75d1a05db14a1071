import { expect, test } from 'vitest'
import { createTokenFinder } from '../../src/http/middleware/access-token.ts'

const FIRST = 'first-token-0123456'
const SECOND = 'second.token~0123456'

test.each([
  [FIRST, 1],
  [SECOND, 2],
  ['', null],
  [FIRST.slice(0, -1), null],
  [`${FIRST} `, null],
  [FIRST.toUpperCase(), null],
  [`${FIRST},${SECOND}`, null],
  ['x'.repeat(100_000), null],
])('%.30s', (text, position) => {
  expect(createTokenFinder([FIRST, SECOND])(text)).toBe(position)
})

test('matches nothing without tokens', () => {
  expect(createTokenFinder([])('')).toBeNull()
})
