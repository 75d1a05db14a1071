import { describe, expect, test } from 'vitest'
import type { Linker } from '../../src/customer/link.ts'
import { toLinkForm, toLinkState } from '../../src/http/customer-page/page-link.ts'
import { toLinkRequest } from '../../src/http/customer-page/link-request.ts'
import type { PageRequest } from '../../src/http/customer-page/page-request.ts'
import { createVisitReader } from '../../src/visit/read-visit.ts'
import { createValueDecryptor } from '../../src/visit/value-decryptor.ts'
import { PAGE_REQUEST } from '../support/page-request.ts'

const OPENED = { customerId: 'A', from: 'search' } as const
const LINKED = { customerId: 'A', source: 'agent', at: 0, isUndoable: true } as const
const KEPT = { source: 'proof', by: null, at: null } as const

interface Case {
  page?: Partial<PageRequest>
  link?: typeof KEPT | null
  customerId?: string | null
  roles?: string[]
  canUnlink?: boolean
}

/** `lead` may link, `boss` may undo. */
function formOf({
  page = {},
  link = null,
  customerId = 'A',
  roles = ['lead', 'boss'],
  canUnlink = true,
}: Case) {
  const restrictions = {
    link: { roles: ['lead'], line: 1 },
    unlink: canUnlink ? { roles: ['boss'], line: 1 } : null,
  }
  const linker = { canUnlink, restrictions } as Partial<Linker> as Linker
  return toLinkForm(linker, { ...PAGE_REQUEST, ...page }, { customerId, link }, roles)
}

describe('a page offers', () => {
  const [LINK, UNDO, UNDO_PROOF] = [
    { form: 'link', source: 'agent' },
    { form: 'unlink', source: 'agent' },
    { form: 'unlink', source: 'proof' },
  ]
  test.each<[string, Case, unknown]>([
    ['to link a customer that an agent opened', { page: { opened: OPENED } }, LINK],
    ['no link without the role', { page: { opened: OPENED }, roles: ['boss'] }, null],
    ['no link for a visitor who already is somebody', { page: { opened: OPENED, isKnown: true } }, null],
    ['to undo a link just made', { page: { opened: OPENED, linked: LINKED } }, UNDO],
    ['no undoing without the role', { page: { linked: LINKED }, roles: ['lead'] }, null],
    ['no undoing without unlink.sql', { page: { linked: LINKED }, canUnlink: false }, null],
    ['no undoing of what cannot be undone', { page: { linked: { ...LINKED, isUndoable: false } } }, null],
    ['to undo an earlier link, from the source that made it', { link: KEPT }, UNDO_PROOF],
    ['no undoing of an earlier link without the role', { link: KEPT, roles: [] }, null],
    ['nothing for a customer that nobody linked', {}, null],
    ['nothing if no customer is certain', { page: { opened: OPENED }, link: KEPT, customerId: null }, null],
  ])('%s', (_rule, given, form) => expect(formOf(given)).toEqual(form))

  test('nothing if linking is disabled', () => {
    expect(
      toLinkForm(null, { ...PAGE_REQUEST, opened: OPENED }, { customerId: 'A', link: KEPT }, []),
    ).toBeNull()
  })
})

describe('the page says of a link', () => {
  const toState = (page: Partial<PageRequest>, link: typeof KEPT | null, form: 'link' | 'unlink' | null) =>
    toLinkState(
      '/crm',
      { ...PAGE_REQUEST, ...page },
      { customerId: 'A', link },
      { link: form && { form, source: 'agent' }, sealPage: () => 'sealed' },
    )
  const [LINK, UNLINK] = [
    { action: '/crm/link', page: 'sealed' },
    { action: '/crm/unlink', page: 'sealed' },
  ]
  test('that it can be made', () => {
    expect(toState({ opened: OPENED }, null, 'link')).toEqual({ kind: 'offered', form: LINK })
  })
  test('nothing about one that cannot be made', () => {
    expect(toState({ opened: OPENED }, null, null)).toBeNull()
  })
  test('that it is new, even if it cannot be undone', () => {
    expect(toState({ linked: LINKED }, KEPT, 'unlink')).toEqual({ kind: 'new', form: UNLINK })
    expect(toState({ linked: LINKED }, null, null)).toEqual({ kind: 'new', form: null })
  })
  test('who made an existing one', () => {
    expect(toState({}, KEPT, 'unlink')).toEqual({ ...KEPT, kind: 'kept', form: UNLINK })
    expect(toState({}, KEPT, null)).toEqual({ ...KEPT, kind: 'kept', form: null })
  })
  test('nothing if there is none', () => expect(toState({}, null, null)).toBeNull())
  test('nothing while no customer is certain', () => {
    const page = { link: null, sealPage: () => 'sealed' }
    expect(
      toLinkState('', { ...PAGE_REQUEST, linked: LINKED }, { customerId: null, link: KEPT }, page),
    ).toBeNull()
  })
})

describe('the record of a link', () => {
  const readVisit = createVisitReader({ mode: 'off', decrypt: createValueDecryptor([]) })
  const visit = readVisit('/?visitorImId=webim-visitor-1&agentId=7&agentName=Mei&originType=app&tenantId=3')
  const rest = { customerId: 'A', source: 'agent', requestId: 'r' } as const
  const agent = { id: 'sub', login: 'mei', email: null, name: 'Mei Lin', roles: [] }

  test('has the agent of the query, and the channel by the shape of the id', () => {
    expect(toLinkRequest(visit, rest)).toEqual({
      ...rest,
      visitorImId: 'webim-visitor-1',
      channel: 'web',
      agentId: '7',
      agentName: 'Mei',
    })
  })

  test('has the signed-in agent, regardless of the query', () => {
    expect(toLinkRequest(visit, rest, agent)).toMatchObject({ agentId: 'sub', agentName: 'Mei Lin' })
  })

  test('has no agent if a proof made the link', () => {
    const request = toLinkRequest(visit, { ...rest, source: 'proof' }, agent)
    expect(request).toMatchObject({ source: 'proof', agentId: null, agentName: null })
  })
})
