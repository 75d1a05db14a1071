import { describe, expect, test } from 'vitest'
import { NOBODY, type Profile, type ProfileReader } from '../../src/customer/profile.ts'
import { parseQueryFile } from '../../src/customer/query-file/query-file.ts'
import type { SearchResult } from '../../src/customer/search.ts'
import { createProfileChooser, type ChoiceOptions } from '../../src/http/customer-page/choose-profile.ts'
import type { PageRequest } from '../../src/http/customer-page/page-request.ts'
import type { PageSearch } from '../../src/http/customer-page/page-search.ts'
import type { Identity } from '../../src/identity/identity.ts'
import { createVisitReader } from '../../src/visit/read-visit.ts'
import { createValueDecryptor } from '../../src/visit/value-decryptor.ts'
import { PAGE_REQUEST } from '../support/page-request.ts'

const { file } = parseQueryFile('customer.sql', 'select id from customers')
const rowsOf = (...ids: string[]) => ({ file, columns: [], rows: ids.map((id) => [id]), isCutOff: false })
const KEPT = { source: 'agent', by: 'Mei', at: null } as const
const PROVED: Identity = {
  status: 'proved',
  reason: null,
  subject: 'C-1',
  provedAt: 1,
  expiresAt: 2,
  key: 'current',
}

const unknown: Profile = {
  ...NOBODY,
  outcome: 'unknown',
  customers: rowsOf(),
  idAt: -1,
  lookupMs: 1,
  panels: [],
}
const found = (customerId: string, basis: Profile['basis'], more: Partial<Profile> = {}): Profile => ({
  ...unknown,
  outcome: 'found',
  basis,
  customers: rowsOf(customerId),
  idAt: 0,
  customerId,
  isLinked: basis === 'linked',
  ...more,
})

const claimed: SearchResult = {
  status: 'ok',
  customers: rowsOf('claimed'),
  idAt: 0,
  hasMore: false,
  error: null,
}
const visit = createVisitReader({ mode: 'off', decrypt: createValueDecryptor([]) })('/?visitorImId=v&lang=zh')

/** What a page shows if the database knows the profile, and the site claims a customer. */
async function show(
  profile: Profile,
  page: Partial<PageRequest> = {},
  options: ChoiceOptions = {},
  claim = true,
) {
  const asked: Parameters<ProfileReader>[] = []
  const readProfile: ProfileReader = (...question) => {
    asked.push(question)
    return Promise.resolve(profile)
  }
  const pageSearch = {
    find: (term: string) => {
      const customers = term === 'emma' ? claimed.customers : rowsOf()
      return Promise.resolve({ typed: term, kinds: [], result: { ...claimed, customers } })
    },
    findClaim: () => Promise.resolve(claim ? claimed : null),
  } as unknown as PageSearch
  const response = { locals: { language: 'en', session: { agent: { roles: ['lead'] } } } } as never
  const choose = createProfileChooser({ readProfile, pageSearch })
  const shown = await choose(visit, { ...PAGE_REQUEST, ...page }, options, response)
  return { ...shown, asked, ids: shown.profile.customers.rows.map(([id]) => id) }
}

describe('a page shows', () => {
  test('the visitor’s customer, regardless of a claim', async () => {
    const visitorProfile = found('A', 'linked')
    expect(await show(visitorProfile)).toMatchObject({
      visitorProfile,
      profile: visitorProfile,
      answer: null,
      isClaim: false,
      isKnown: true,
    })
  })

  test('the claimed customer of an unknown visitor, without panels', async () => {
    const panel = { file, status: 'ok' } as never
    const shown = await show({ ...unknown, panels: [panel] })
    expect(shown).toMatchObject({
      ids: ['claimed'],
      isClaim: true,
      isKnown: false,
      visitorProfile: { outcome: 'unknown' },
    })
    expect(shown.profile).toMatchObject({ outcome: 'unknown', idAt: 0, panels: [], customerId: null })
  })

  test('no claim if there is none', async () => {
    expect(await show(unknown, {}, {}, false)).toMatchObject({ ids: [], isClaim: false })
  })

  test.each<[string, Profile, Partial<PageRequest>]>([
    ['who has a proof, even if it finds nobody', unknown, { identity: PROVED }],
    ['who may be several customers', { ...unknown, outcome: 'several', customers: rowsOf('A', 'B') }, {}],
    ['for whom an agent opened a customer', unknown, { opened: { customerId: 'A', from: 'search' } }],
  ])('no claim for a visitor %s', async (_who, profile, page) => {
    expect(await show(profile, page)).toMatchObject({ isClaim: false })
  })

  test('search results instead of the visitor’s customer, none of them as certain', async () => {
    const started = performance.now()
    const shown = await show(found('A', 'linked'), { isKnown: true }, { searchTerm: 'emma' })
    expect(shown).toMatchObject({
      ids: ['claimed'],
      isClaim: false,
      isKnown: true,
      answer: { typed: 'emma' },
    })
    expect(shown.profile).toMatchObject({ outcome: 'several', customerId: null, basis: null })
    expect(shown.asked).toEqual([])
    expect(shown.profile.lookupMs).toBeLessThan(started)
  })

  test('nobody for a search without a result', async () => {
    const shown = await show(found('A', 'linked'), {}, { searchTerm: 'nobody' })
    expect([shown.ids, shown.profile.outcome]).toEqual([[], 'unknown'])
  })
})

describe('the lookup of a page', () => {
  const question = async (page: Partial<PageRequest>) => (await show(unknown, page)).asked[0]
  test('passes the visitor, the page’s language and the agent’s roles', async () => {
    const [parameters, known, roles] = (await question({})) ?? []
    expect(parameters).toMatchObject({ visitorImId: 'v', lang: 'en' })
    expect([known, roles]).toEqual([{ verifiedUserId: null, openedId: null }, ['lead']])
  })
  test('passes the customer number of a valid proof only', async () => {
    expect((await question({ identity: PROVED }))?.[1]).toMatchObject({ verifiedUserId: 'C-1' })
    const failed = { ...PROVED, status: 'failed', reason: 'expired' } as Identity
    expect((await question({ identity: failed }))?.[1]).toMatchObject({ verifiedUserId: null })
  })
  test('passes the opened customer, else the one just linked', async () => {
    const linked = { customerId: 'L', source: 'agent', at: 0, isUndoable: true } as const
    const opened = { customerId: 'O', from: 'search' } as const
    expect((await question({ opened }))?.[1]).toMatchObject({ openedId: 'O' })
    expect((await question({ linked, opened }))?.[1]).toMatchObject({ openedId: 'L' })
  })
})

describe('a link that a replica does not yet have', () => {
  const linked = { customerId: 'A', source: 'agent', at: 0, isUndoable: true } as const
  test('counts: the customer is shown as linked', async () => {
    const shown = await show(found('A', 'opened'), { linked })
    expect(shown).toMatchObject({ visitorProfile: { basis: 'linked', customerId: 'A' }, isKnown: true })
  })
  test('shows nobody if the customer has been deleted', async () => {
    expect(await show(unknown, { linked })).toMatchObject({
      visitorProfile: { basis: null, outcome: 'unknown' },
      isClaim: false,
    })
  })
})

describe('a link just removed', () => {
  const undone = { unlinkedId: 'A' }
  test('is not shown although a replica still has it', async () => {
    const shown = await show(found('A', 'linked', { link: KEPT }), {}, undone, false)
    expect(shown.visitorProfile).toMatchObject({
      outcome: 'unknown',
      basis: null,
      customerId: null,
      link: null,
      isLinked: false,
    })
    expect([shown.ids, shown.isKnown]).toEqual([[], false])
  })
  test('does not hide the proved customer, who is shown as not linked', async () => {
    const shown = await show(
      found('A', 'proved', { link: KEPT, isLinked: true }),
      { identity: PROVED },
      undone,
    )
    expect(shown.visitorProfile).toMatchObject({
      outcome: 'found',
      basis: 'proved',
      customerId: 'A',
      link: null,
    })
  })
  test('does not hide another customer', async () => {
    expect((await show(found('B', 'linked', { link: KEPT }), {}, undone)).visitorProfile).toMatchObject({
      customerId: 'B',
      link: KEPT,
    })
  })
})

test('knows on an opened customer’s page whether the visitor is known', async () => {
  const opened = { customerId: 'A', from: 'search' } as const
  for (const isKnown of [true, false])
    expect((await show(found('A', 'opened'), { opened, isKnown })).isKnown).toBe(isKnown)
})
