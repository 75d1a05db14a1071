import { afterEach, expect, test, vi } from 'vitest'
import { pageRequestSchema } from '../../src/http/customer-page/page-request.ts'
import { NO_IDENTITY } from '../../src/identity/identity.ts'

afterEach(() => vi.useRealTimers())

const EXPIRES_AT = 1_700_000_000
const PROOF = {
  status: 'proved' as const,
  reason: null,
  subject: '1001',
  provedAt: EXPIRES_AT - 3600,
  expiresAt: EXPIRES_AT,
  key: 'current',
}
const request = {
  target: '/?visitorImId=a',
  dropped: 0,
  identity: PROOF,
  opened: null,
  linked: null,
  isKnown: false,
}

test('keeps a sealed proof as long as its token, plus a minute of clock skew', () => {
  vi.useFakeTimers({ now: (EXPIRES_AT + 60) * 1000 - 1 })
  expect(pageRequestSchema.parse(request)).toEqual(request)
  vi.setSystemTime((EXPIRES_AT + 60) * 1000)
  expect(pageRequestSchema.parse(request).identity).toEqual({
    ...PROOF,
    status: 'failed',
    reason: 'expired',
    subject: null,
  })
})

test('keeps a missing proof missing', () => {
  expect(pageRequestSchema.parse({ ...request, identity: NO_IDENTITY }).identity).toEqual(NO_IDENTITY)
})

test.each(['search', 'candidate', 'claim'] as const)('opens a customer from a %s', (from) => {
  const opened = { customerId: '7', from }
  expect(pageRequestSchema.parse({ ...request, identity: NO_IDENTITY, opened })).toMatchObject({ opened })
})

test.each(['agent', 'proof'] as const)('accepts a new link made by: %s', (source) => {
  const linked = { customerId: '7', source, at: Date.now(), isUndoable: false }
  expect(pageRequestSchema.parse({ ...request, identity: NO_IDENTITY, linked })).toMatchObject({ linked })
})
