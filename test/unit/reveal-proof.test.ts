import { createSecretKey } from 'node:crypto'
import { expect, test } from 'vitest'
import { createRevealProofs } from '../../src/page/redaction/reveal-proof.ts'

const KEY = createSecretKey(Buffer.alloc(32, 1))
const OTHER_KEY = createSecretKey(Buffer.alloc(32, 2))
const proofs = createRevealProofs([KEY])
const page = { customerId: '7', at: Date.now() }
const PLACE = { panel: null, row: 0, column: 'phone' }
const PHONE = '13800138000'

test('signs one value at one location for one customer at one time with one key', () => {
  const proof = proofs.sign(page, PLACE, PHONE)
  expect(proof).toMatch(/^[\w-]{43}$/)
  expect(proofs.isSigned(proof, page, { ...PLACE }, PHONE)).toBe(true)
  const others = [
    [proofs, { ...page, at: page.at + 1 }, PLACE, PHONE],
    [proofs, { ...page, customerId: '8' }, PLACE, PHONE],
    [proofs, { ...page, customerId: null }, PLACE, PHONE],
    [proofs, page, { ...PLACE, panel: 'people' }, PHONE],
    [proofs, page, { ...PLACE, row: 1 }, PHONE],
    [proofs, page, { ...PLACE, column: 'mobile' }, PHONE],
    [proofs, page, PLACE, '13800138001'],
    [createRevealProofs([OTHER_KEY]), page, PLACE, PHONE],
  ] as const
  for (const [by, of, at, value] of others) expect(by.isSigned(proof, of, at, value)).toBe(false)
  for (const nonsense of ['', 'x', '李'.repeat(43), `${proof}x`]) {
    expect(proofs.isSigned(nonsense, page, PLACE, PHONE)).toBe(false)
  }
})

test('accepts proofs by the previous key, and signs with the current one', () => {
  const both = createRevealProofs([OTHER_KEY, KEY])
  expect(both.isSigned(proofs.sign(page, PLACE, PHONE), page, PLACE, PHONE)).toBe(true)
  expect(proofs.isSigned(both.sign(page, PLACE, PHONE), page, PLACE, PHONE)).toBe(false)
})
