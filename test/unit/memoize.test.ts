import { expect, test, vi } from 'vitest'
import { memoize } from '../../src/page/memoize.ts'

test('what was made once is there the next time, and no more is kept than may be', () => {
  const make = vi.fn((key: number) => (key === 0 ? null : `made of ${key}`))
  const known = new Map<number, string | null>()
  const get = memoize(known, make, 3)
  expect([0, 1, 2, 0, 1, 2].map(get)).toEqual([
    null,
    'made of 1',
    'made of 2',
    null,
    'made of 1',
    'made of 2',
  ])
  expect(make).toHaveBeenCalledTimes(3)
  for (let key = 3; key < 100; key += 1) {
    expect(get(key)).toBe(`made of ${key}`)
    expect(known.size).toBeLessThanOrEqual(3)
  }
})
