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

test('a sealed proof is valid as long as its token, plus a minute of clock skew', () => {
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

test('a missing proof stays missing', () => {
  expect(pageRequestSchema.parse({ ...request, identity: NO_IDENTITY }).identity).toEqual(NO_IDENTITY)
})

test.each(['search', 'candidate', 'claim'] as const)('a customer may be opened from a %s', (from) => {
  const opened = { customerId: '7', from }
  expect(pageRequestSchema.parse({ ...request, identity: NO_IDENTITY, opened })).toMatchObject({ opened })
})

test.each(['agent', 'proof'] as const)('a new link may be made by: %s', (source) => {
  const linked = { customerId: '7', source, at: Date.now(), isUndoable: false }
  expect(pageRequestSchema.parse({ ...request, identity: NO_IDENTITY, linked })).toMatchObject({ linked })
})
