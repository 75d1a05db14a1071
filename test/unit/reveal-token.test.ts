import { afterEach, expect, test, vi } from 'vitest'
import { createRevealTokens, toDigest } from '../../src/page/reveal-token.ts'

afterEach(() => vi.useRealTimers())

const tokens = createRevealTokens('secret')
const payload = {
  ...{ target: '/?visitorImId=13800138000', customerId: '7', digest: toDigest('x'), at: Date.now() },
  place: { panel: null, row: 0, column: 'phone' },
}

test('what was sealed is opened', () => {
  expect(tokens.open(tokens.seal(payload))).toEqual(payload)
})

test('another secret, a change of any part, and nonsense open nothing', () => {
  const token = tokens.seal(payload)
  expect(createRevealTokens('other').open(token)).toBeNull()
  for (const at of [0, 20, 40, token.length - 3]) {
    const changed = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`
    expect(tokens.open(changed)).toBeNull()
  }
  for (const nonsense of ['', 'x', 'A'.repeat(300)]) expect(tokens.open(nonsense)).toBeNull()
})

test('an hour later nothing is opened', () => {
  const token = tokens.seal(payload)
  vi.useFakeTimers({ now: payload.at + 3_601_000 })
  expect(tokens.open(token)).toBeNull()
})
