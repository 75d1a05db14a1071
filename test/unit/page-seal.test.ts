import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createPageSeal, type SealedPage } from '../../src/http/customer-page/page-seal.ts'
import { createSearchSeals } from '../../src/http/customer-page/search-seals.ts'
import { requireRole, requireSearchRole } from '../../src/http/customer-page/require-role.ts'
import { HttpError } from '../../src/http/middleware/http-error.ts'
import { NO_IDENTITY } from '../../src/identity/identity.ts'
import { createKeyDerivation } from '../../src/secrets/server-secret.ts'

const NOW = Date.parse('2026-03-01T10:00:00Z')
const [MINUTE, HOUR] = [60_000, 3_600_000]
const derive = createKeyDerivation(['a secret of a server'])
const pages = createPageSeal(derive('page'))
const request = {
  target: '/?visitorImId=a',
  dropped: 2,
  identity: NO_IDENTITY,
  opened: { customerId: 'A', from: 'search' as const },
  linked: null,
  isKnown: true,
}
const page: SealedPage = { request, customerId: 'A', at: NOW, link: { form: 'link', source: 'agent' } }

beforeEach(() => void vi.useFakeTimers({ now: NOW, toFake: ['Date'] }))
afterEach(() => void vi.useRealTimers())

describe('the sealed page of a form', () => {
  test.each(['reveal', 'link', 'search'] as const)('opens unchanged: %s', (form) => {
    expect(pages.open(pages.seal(page), form)).toEqual(page)
  })

  test.each(['agent', 'proof'] as const)('contains the source of the link that it may undo: %s', (source) => {
    const undoable: SealedPage = { ...page, link: { form: 'unlink', source } }
    expect(pages.open(pages.seal(undoable), 'link')).toEqual(undoable)
  })

  test('may lack optional members', () => {
    const bare: SealedPage = { request: { ...request, opened: null }, customerId: null, at: NOW, link: null }
    expect(pages.open(pages.seal(bare), 'search')).toEqual(bare)
  })

  test.each([
    ['reveal', 15 * MINUTE],
    ['link', 15 * MINUTE],
    ['search', 12 * HOUR],
  ] as const)('expires for %s after %d ms', (form, validMs) => {
    const sealed = pages.seal(page)
    vi.setSystemTime(NOW + validMs)
    expect(pages.open(sealed, form)).toEqual(page)
    vi.setSystemTime(NOW + validMs + 1)
    expect(pages.open(sealed, form)).toBeNull()
  })

  test('has the age of the page, not of its latest form', () => {
    expect(pages.open(pages.seal({ ...page, at: NOW - 15 * MINUTE - 1 }), 'reveal')).toBeNull()
  })

  test('trusts a new link for a minute, as a replica may not have it yet', () => {
    const linked = { customerId: 'A', source: 'agent' as const, at: NOW, isUndoable: true }
    const sealed = pages.seal({ ...page, request: { ...request, linked } })
    vi.setSystemTime(NOW + MINUTE)
    expect(pages.open(sealed, 'search')?.request.linked).toEqual(linked)
    vi.setSystemTime(NOW + MINUTE + 1)
    expect(pages.open(sealed, 'search')?.request.linked).toBeNull()
  })

  test.each(['', 'AAAA', 'x'.repeat(200)])('rejects forged text: %.10s', (sealed) => {
    expect(pages.open(sealed, 'search')).toBeNull()
  })
})

describe('the address of a search', () => {
  const { address, open } = createSearchSeals(derive)
  const searched = { request, term: 'x'.repeat(100) }

  test('expires after an hour, as does that of an opened customer', () => {
    const sealed = { address: address.seal(searched), open: open.seal(request) }
    vi.setSystemTime(NOW + HOUR)
    expect([address.open(sealed.address), open.open(sealed.open)]).toEqual([searched, request])
    vi.setSystemTime(NOW + HOUR + 1)
    expect([address.open(sealed.address), open.open(sealed.open)]).toEqual([null, null])
  })

  test('is not valid as the address of an opened customer, nor the reverse', () => {
    expect(open.open(address.seal(searched))).toBeNull()
    expect(address.open(open.seal(request))).toBeNull()
    expect(pages.open(open.seal(request), 'search')).toBeNull()
  })

  test('rejects a term longer than a search accepts', () => {
    expect(address.open(address.seal({ request, term: 'x'.repeat(101) }))).toBeNull()
  })
})

describe('a role', () => {
  const of = (...roles: string[]) => ({ locals: { session: { agent: { roles } } } }) as never
  const withoutSignIn = { locals: {} } as never
  const restriction = { roles: ['lead', 'billing'], line: 1 }
  const refusal = expect.objectContaining({ answer: { status: 403, code: 'role_required' } }) as unknown

  const refusedBy = (check: () => void) => {
    try {
      check()
    } catch (error) {
      expect(error).toBeInstanceOf(HttpError)
      return error
    }
    return null
  }

  test('of those required is sufficient; without a restriction none is', () => {
    expect(refusedBy(() => requireRole(restriction, of('sales', 'billing')))).toBeNull()
    expect(refusedBy(() => requireRole(null, of()))).toBeNull()
    expect(refusedBy(() => requireRole(null, withoutSignIn))).toBeNull()
  })

  test('other than those required is rejected, as is an agent without roles', () => {
    expect(refusedBy(() => requireRole(restriction, of('sales')))).toEqual(refusal)
    expect(refusedBy(() => requireRole(restriction, withoutSignIn))).toEqual(refusal)
  })

  test.each([
    ['search', true],
    ['claim', true],
    ['candidate', false],
  ] as const)('of the search is required for a customer found by %s: %s', (from, isRequired) => {
    const opened = { customerId: 'A', from }
    const refused = refusedBy(() => requireSearchRole({ opened }, restriction, of('sales')))
    expect(refused).toEqual(isRequired ? refusal : null)
    expect(refusedBy(() => requireSearchRole({ opened }, restriction, of('lead')))).toBeNull()
  })

  test('of the search is not required for the visitor’s own customer', () => {
    expect(refusedBy(() => requireSearchRole({ opened: null }, restriction, of()))).toBeNull()
  })
})
