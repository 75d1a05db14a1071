import { createSecretKey, randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { createReveal } from '../../src/page/redaction/reveal.ts'
import { createRevealProofs } from '../../src/page/redaction/reveal-proof.ts'

const proofs = createRevealProofs([createSecretKey(randomBytes(32))])
const page = { customerId: '7', at: 1000 }
const place = { panel: null, row: 0, column: 'phone' }
const createForm = () => ({ action: '/reveal', visit: 'sealed', reasons: [], reason: null })
const reveal = (asked: Parameters<typeof createReveal>[0]['revealRequest'], of = page) =>
  createReveal({ proofs, page: of, createForm, revealRequest: asked })

test('reveals only the value whose proof was sent', () => {
  const later = { customerId: '7', at: 2000 }
  const shown = reveal({ page, proof: reveal(null).sign(place, '13800138000') }, later)
  expect(shown.isRequested({ ...place, column: 'email' }, '13800138000')).toBe(false)
  expect(shown.isRequested(place, 'another')).toBe(false)
  expect(shown.revealed()).toBeNull()
  expect(shown.isRequested(place, '13800138000')).toBe(true)
  shown.reveal({ place, value: '13800138000', text: '13800138000', href: null })
  expect(shown.revealed()).toMatchObject({ place, value: '13800138000' })
  expect(shown.form()).toEqual({ action: '/reveal', visit: 'sealed', reasons: [], reason: null })
})

test.each([
  ['nothing was asked for', null],
  ['no value was asked for', { page, proof: null }],
  ['it was another customer’s', { page: { customerId: '8', at: 1000 }, proof: 'signed' }],
  ['nobody signed it', { page, proof: 'A'.repeat(43) }],
])('reveals none if %s', (_why, asked) => {
  const own = asked?.proof === 'signed' ? { ...asked, proof: proofs.sign(asked.page, place, 'x') } : asked
  expect(reveal(own).isRequested(place, 'x')).toBe(false)
})

test('refuses a requested value that the agent may not see', () => {
  const asked = reveal({ page, proof: reveal(null).sign(place, '13800138000') })
  expect(asked.isRefused()).toBe(false)
  asked.refuseIfRequested(place, 'another')
  expect(asked.isRefused()).toBe(false)
  asked.refuseIfRequested(place, '13800138000')
  asked.refuseIfRequested(place, 'another')
  expect(asked.isRefused()).toBe(true)
})
