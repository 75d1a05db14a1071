import { afterEach, expect, test, vi } from 'vitest'
import { createRevealTokens } from '../../src/page/redaction/reveal-token.ts'

afterEach(() => vi.useRealTimers())

const tokens = createRevealTokens('secret')
const visit = { target: '/?visitorImId=13800138000', customerId: '7', at: Date.now() }
const PLACE = { panel: null, row: 0, column: 'phone' }
const PHONE = '13800138000'

test('what was sealed is opened', () => {
  expect(tokens.open(tokens.seal(visit))).toEqual(visit)
})

test('no two seals are the same, and all are of the same length', () => {
  const seals = Array.from({ length: 20 }, () => tokens.seal(visit))
  expect(new Set(seals).size).toBe(20)
  expect(new Set(seals.map(({ length }) => length)).size).toBe(1)
})

test('another secret, a change of any part, and nonsense open nothing', () => {
  const sealed = tokens.seal(visit)
  expect(createRevealTokens('other').open(sealed)).toBeNull()
  for (const at of [0, 20, 40, sealed.length - 3]) {
    const changed = `${sealed.slice(0, at)}${sealed[at] === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}`
    expect(tokens.open(changed)).toBeNull()
  }
  for (const nonsense of ['', 'x', '李', 'A'.repeat(300), '\0']) expect(tokens.open(nonsense)).toBeNull()
})

test('fifteen minutes later nothing is opened', () => {
  const sealed = tokens.seal(visit)
  vi.useFakeTimers({ now: visit.at + 15 * 60_000 })
  expect(tokens.open(sealed)).toEqual(visit)
  vi.setSystemTime(visit.at + 15 * 60_000 + 1)
  expect(tokens.open(sealed)).toBeNull()
})

test('a proof is of one value, at one place, of one customer, at one time, by one secret', () => {
  const proof = tokens.sign(visit, PLACE, PHONE)
  expect(proof).toMatch(/^[\w-]{43}$/)
  expect(tokens.isSigned(proof, visit, { ...PLACE }, PHONE)).toBe(true)
  const others = [
    [tokens, { ...visit, at: visit.at + 1 }, PLACE, PHONE],
    [tokens, { ...visit, customerId: '8' }, PLACE, PHONE],
    [tokens, { ...visit, customerId: null }, PLACE, PHONE],
    [tokens, visit, { ...PLACE, panel: 'people' }, PHONE],
    [tokens, visit, { ...PLACE, row: 1 }, PHONE],
    [tokens, visit, { ...PLACE, column: 'mobile' }, PHONE],
    [tokens, visit, PLACE, '13800138001'],
    [createRevealTokens('other'), visit, PLACE, PHONE],
  ] as const
  for (const [by, of, at, value] of others) expect(by.isSigned(proof, of, at, value)).toBe(false)
  for (const nonsense of ['', 'x', '李'.repeat(43), `${proof}x`]) {
    expect(tokens.isSigned(nonsense, visit, PLACE, PHONE)).toBe(false)
  }
})
