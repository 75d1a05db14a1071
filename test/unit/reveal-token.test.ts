import { afterEach, expect, test, vi } from 'vitest'
import { createRevealTokens } from '../../src/page/redaction/reveal-token.ts'

afterEach(() => vi.useRealTimers())

const tokens = createRevealTokens('secret')
const payload = { target: '/?visitorImId=13800138000', at: Date.now() }
const PLACE = { panel: null, row: 0, column: 'phone' }

test('what was sealed is opened', () => {
  expect(tokens.open(tokens.seal(payload), '/')).toEqual(payload)
})

test('another secret, a change of any part, and nonsense open nothing', () => {
  const token = tokens.seal(payload)
  expect(createRevealTokens('other').open(token, '/')).toBeNull()
  for (const at of [0, 20, 40, token.length - 3]) {
    const changed = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`
    expect(tokens.open(changed, '/')).toBeNull()
  }
  for (const nonsense of ['', 'x', 'A'.repeat(300)]) expect(tokens.open(nonsense, '/')).toBeNull()
})

test('a stamp goes with the target it came with', () => {
  expect(tokens.open(tokens.stamp(payload.at), '/?visitorImId=a')).toEqual({
    target: '/?visitorImId=a',
    at: payload.at,
  })
})

test('an hour later nothing is opened', () => {
  const [token, stamp] = [tokens.seal(payload), tokens.stamp(payload.at)]
  vi.useFakeTimers({ now: payload.at + 3_601_000 })
  expect(tokens.open(token, '/')).toBeNull()
  expect(tokens.open(stamp, '/')).toBeNull()
})

test('a proof is of one value, at one place, of one customer, at one time, by one secret', () => {
  const proof = tokens.prove(1, '7', PLACE, '13800138000')
  expect(proof).toMatch(/^[\w-]{22}$/)
  expect(tokens.prove(1, '7', { ...PLACE }, '13800138000')).toBe(proof)
  const others = [
    tokens.prove(2, '7', PLACE, '13800138000'),
    tokens.prove(1, '8', PLACE, '13800138000'),
    tokens.prove(1, null, PLACE, '13800138000'),
    tokens.prove(1, '7', { ...PLACE, panel: 'people' }, '13800138000'),
    tokens.prove(1, '7', { ...PLACE, row: 1 }, '13800138000'),
    tokens.prove(1, '7', { ...PLACE, column: 'mobile' }, '13800138000'),
    tokens.prove(1, '7', PLACE, '13800138001'),
    createRevealTokens('other').prove(1, '7', PLACE, '13800138000'),
  ]
  expect(new Set([proof, ...others]).size).toBe(others.length + 1)
})
