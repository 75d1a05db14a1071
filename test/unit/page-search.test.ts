import type { Response } from 'express'
import { describe, expect, test } from 'vitest'
import { createAudit } from '../../src/audit/audit.ts'
import { createLogSink } from '../../src/audit/log-sink.ts'
import { createBackgroundLinker } from '../../src/customer/background-linker.ts'
import { toLookupParameters } from '../../src/customer/lookup-parameters.ts'
import { NOBODY, type Profile } from '../../src/customer/profile.ts'
import { parseQueryFile } from '../../src/customer/query-file/query-file.ts'
import type { Searcher, SearchResult } from '../../src/customer/search.ts'
import type { SearchTerms } from '../../src/customer/search-terms.ts'
import { QueryError } from '../../src/database/query-error.ts'
import { createLinkProved } from '../../src/http/customer-page/link-proved.ts'
import { createPageSearch, type PageSearchOptions } from '../../src/http/customer-page/page-search.ts'
import { createSearchSeals } from '../../src/http/customer-page/search-seals.ts'
import { HttpError } from '../../src/http/middleware/http-error.ts'
import { createLog } from '../../src/logging/log.ts'
import { createLogId } from '../../src/logging/log-id.ts'
import { createKeyDerivation } from '../../src/secrets/server-secret.ts'
import { encryptDes } from '../../src/visit/des.ts'
import { createVisitReader } from '../../src/visit/read-visit.ts'
import { createValueDecryptor } from '../../src/visit/value-decryptor.ts'
import { PAGE_REQUEST } from '../support/page-request.ts'

type Line = Record<string, unknown>

const derive = createKeyDerivation(['a secret of a server'])
const logId = createLogId({ key: derive('log')[0] })
const seals = createSearchSeals(derive)
const { file } = parseQueryFile('search.sql', 'select 1 as id', 'search')
const KEY = '12345678'
const readVisit = createVisitReader({ mode: 'off', decrypt: createValueDecryptor([]) })
const readEncrypted = createVisitReader({ mode: 'custom', decrypt: createValueDecryptor([KEY]) })

/** A log, an audit log, and the response of an agent with roles. */
function createRequest(roles: string[] = []) {
  const lines: Line[] = []
  const audits: Line[] = []
  const log = createLog('info', { write: (line) => lines.push(JSON.parse(line) as Line) })
  const writeAudit = (line: string) => void audits.push(JSON.parse(line) as Line)
  const audit = createAudit(createLogSink({ isFull: () => false, writeAudit }), null)
  const locals = { requestId: 'r-1', session: { agent: { roles } } }
  const response = { locals, req: { ip: '192.0.2.1' } } as Partial<Response> as Response
  return { lines, audits, log, audit, response }
}

const found = (...ids: unknown[]): SearchResult => ({
  status: 'ok',
  customers: { file, columns: [], rows: ids.map((id) => ['x', id]), isCutOff: false },
  idAt: 1,
  hasMore: false,
  error: null,
})

/** The search of a page whose search.sql gives `result`. */
function createSearch(
  result: SearchResult = found('7'),
  more: Partial<PageSearchOptions> = {},
  roles: string[] = [],
) {
  const { log, audit, ...request } = createRequest(roles)
  const asked: (SearchTerms | null)[] = []
  const search: Searcher = (terms) => {
    asked.push(terms)
    return Promise.resolve(result)
  }
  const page = createPageSearch({
    search,
    restriction: null,
    canOpen: true,
    seals,
    claimParameter: 'customerNo',
    claimsPerMinute: 2,
    audit,
    logId,
    log,
    ...more,
  })
  const find = (typed: string) =>
    page.find(typed, toLookupParameters(readVisit('/?visitorImId=v'), 'en'), request.response)
  const claim = (query: string, reader = readVisit) => {
    const visit = reader(`/?visitorImId=v&${query}`)
    return page.findClaim(visit, toLookupParameters(visit, 'en'), request.response)
  }
  return { ...request, asked, page, find, claim }
}

describe('a search', () => {
  test('has the kinds that its term may be, and is audited without the term', async () => {
    const result = found('7', '13800138000')
    const { find, audits, lines } = createSearch(result)
    expect(await find('13800138000')).toEqual({ typed: '13800138000', kinds: ['phone', 'number'], result })
    expect(audits).toEqual([
      expect.objectContaining({
        action: 'search',
        requestId: 'r-1',
        from: 'search',
        kinds: ['phone', 'number'],
        status: 'ok',
        count: 2,
        candidateIds: ['7', logId('customer', '13800138000')],
      }),
    ])
    expect(JSON.stringify(audits)).not.toContain('13800138000')
    expect(lines).toEqual([])
  })

  test('has no kind if the term is too short', async () => {
    const result = { ...found(), status: 'short' as const }
    const { find, asked, audits } = createSearch(result)
    expect(await find('x')).toEqual({ typed: 'x', kinds: [], result })
    expect(asked).toEqual([null])
    expect(audits).toEqual([
      expect.objectContaining({ kinds: [], status: 'short', count: 0, candidateIds: [] }),
    ])
  })

  test('logs a failure like a panel’s', async () => {
    const error = new QueryError(new TypeError('x'))
    const { find, lines } = createSearch({ ...found(), status: 'failed', error })
    await find('Emma')
    expect(lines).toEqual([
      expect.objectContaining({
        event: 'panel',
        requestId: 'r-1',
        panel: 'search',
        status: 'failed',
        error: expect.objectContaining({ name: 'QueryError' }),
      }),
    ])
  })

  test('needs search.sql', async () => {
    await expect(createSearch(found(), { search: null }).find('Emma')).rejects.toThrow(
      'There is no search.sql',
    )
  })
})

describe('a claimed customer', () => {
  test('is looked up by number, and audited as a claim', async () => {
    const { claim, asked, audits } = createSearch()
    expect(await claim('customerNo=C-1&other=2')).toEqual(found('7'))
    expect(asked).toMatchObject([{ number: 'C-1', name: null }])
    expect(audits).toEqual([expect.objectContaining({ from: 'claim', kinds: ['number'], count: 1 })])
  })

  test.each<[string, string]>([
    ['is not sent', 'other=C-1'],
    ['is empty', 'customerNo='],
    ['is sent twice', 'customerNo=C-1&customerNo=C-2'],
    ['is sent twice, the same', 'customerNo=C-1&customerNo=C-1'],
    ['is no number', 'customerNo=the%20first%20one!'],
    ['is too long', `customerNo=${'1'.repeat(5000)}`],
  ])('is not looked up if it %s', async (_why, query) => {
    const { claim, asked, audits } = createSearch()
    expect([await claim(query), asked, audits]).toEqual([null, [], []])
  })

  test('is not looked up if it is truncated, as its beginning may be another customer’s number', async () => {
    const encrypt = (bytes: Buffer) => encryptDes(KEY, bytes).toString('hex').toUpperCase()
    const number = Buffer.from('订-1订')
    const { claim, asked } = createSearch()
    expect(await claim(`customerNo=${encrypt(number)}`, readEncrypted)).toEqual(found('7'))
    expect(await claim(`customerNo=${encrypt(number.subarray(0, -1))}`, readEncrypted)).toBeNull()
    expect(asked).toMatchObject([{ number: '订-1订' }])
  })

  test('is audited even if nobody has the number', async () => {
    const { claim, audits } = createSearch(found())
    expect(await claim('customerNo=C-1')).toBeNull()
    expect(audits).toEqual([expect.objectContaining({ from: 'claim', count: 0 })])
  })

  test.each<[string, Partial<PageSearchOptions>, string[]]>([
    ['there is no search.sql', { search: null }, []],
    ['no parameter is one', { claimParameter: null }, []],
    ['the agent may not search', { restriction: { roles: ['lead'], line: 1 } }, ['clerk']],
  ])('is not looked up if %s', async (_why, more, roles) => {
    const { claim, audits } = createSearch(found('7'), more, roles)
    expect([await claim('customerNo=C-1'), audits]).toEqual([null, []])
  })

  test('is limited per client', async () => {
    const { claim, asked } = createSearch()
    const answers = [
      await claim('customerNo=C-1'),
      await claim('customerNo=C-2'),
      await claim('customerNo=C-3'),
    ]
    expect([answers.map((answer) => answer !== null), asked.length]).toEqual([[true, true, false], 2])
  })
})

describe('a page', () => {
  const restriction = { roles: ['lead'], line: 1 }
  const OPENED = { customerId: 'A', from: 'search' } as const
  const LINKED = { customerId: 'B', source: 'agent', at: 0, isUndoable: true } as const
  const request = { ...PAGE_REQUEST, target: '/?visitorImId=v', opened: OPENED, linked: LINKED }
  const linksOf = (more: Partial<PageSearchOptions>, roles: string[] = []) =>
    createSearch(found(), more).page.toLinks('/crm', request, { sealPage: () => 'sealed', roles })
  const openedBy = (address: string | undefined) => {
    const [, sealed = ''] = /^\/crm\/open\/(.+)$/.exec(address ?? '') ?? []
    return seals.open.open(sealed)
  }

  test('has a search box for agents who may search', () => {
    const box = { action: '/crm/search', page: 'sealed' }
    expect(linksOf({}).search).toEqual(box)
    expect(linksOf({ restriction }, ['lead']).search).toEqual(box)
    expect(linksOf({ restriction }, ['clerk']).search).toBeNull()
    expect(linksOf({ search: null }).search).toBeNull()
  })

  test('opens candidates only, if customer.sql can', () => {
    const opened = openedBy(linksOf({}).open?.('C', 'candidate'))
    expect(opened).toEqual({ ...request, opened: { customerId: 'C', from: 'candidate' }, linked: null })
    expect(linksOf({ canOpen: false }).open).toBeNull()
  })

  test('returns to the visitor', () => {
    expect(openedBy(linksOf({ canOpen: false }).visitor())).toEqual({
      ...request,
      opened: null,
      linked: null,
    })
  })

  test('of a customer found by a search is restricted to agents who may search', () => {
    const { page, response } = createSearch(found(), { restriction }, ['clerk'])
    expect(() => page.requireRole(request, response)).toThrow(HttpError)
    expect(() => page.requireRole({ ...request, opened: null }, response)).not.toThrow()
  })
})

describe('a visitor with a proof', () => {
  const ID = '13800138000'
  const visit = readVisit('/?visitorImId=webim-visitor-1&tenantId=acme&agentId=9&userNickname=Li')
  const profile: Profile = {
    ...NOBODY,
    outcome: 'found',
    basis: 'proved',
    customers: { file, columns: [], rows: [[ID]], isCutOff: false },
    customerId: ID,
    idAt: 0,
    lookupMs: 1,
  }

  async function linkProved(
    of: Partial<Profile>,
    answer: () => Promise<{ status: 'linked'; isUndoable: boolean }>,
  ) {
    const { audits, lines, log, audit, response } = createRequest()
    const asked: unknown[] = []
    const linker = createBackgroundLinker({
      link: (request) => {
        asked.push({ request, audited: audits.length })
        return answer()
      },
    })
    createLinkProved(linker, { audit, log, logId })(visit, { ...profile, ...of }, response)
    await linker.settle()
    return { audits, lines, asked }
  }
  const linked = () => Promise.resolve({ status: 'linked' as const, isUndoable: true })

  test('is linked after the audit, without an agent', async () => {
    const { audits, asked, lines } = await linkProved({}, linked)
    expect(asked).toEqual([
      {
        request: {
          visitorImId: 'webim-visitor-1',
          channel: 'web',
          customerId: ID,
          source: 'proof',
          requestId: 'r-1',
          agentId: null,
          agentName: null,
        },
        audited: 1,
      },
    ])
    const [customerId, tenantId] = [logId('customer', ID), logId('tenant', 'acme')]
    const line = { action: 'link', source: 'proof', customerId, tenantId, agentId: null }
    expect(audits).toMatchObject([
      { ...line, status: 'asked' },
      { ...line, status: 'linked' },
    ])
    expect(lines).toEqual([])
  })

  test.each<[string, Partial<Profile>]>([
    ['is linked already', { isLinked: true }],
    ['is only found by the visitor id', { basis: 'linked' }],
    ['is no certain customer', { customerId: null }],
  ])('is not linked if it %s', async (_why, of) => {
    expect(await linkProved(of, linked)).toEqual({ audits: [], lines: [], asked: [] })
  })

  test('is not linked if automatic links are turned off', () => {
    const { log, audit, audits, response } = createRequest()
    createLinkProved(null, { audit, log, logId })(visit, profile, response)
    expect(audits).toEqual([])
  })

  test('logs a warning with the request id if it cannot be linked', async () => {
    const { lines } = await linkProved({}, () => Promise.reject(new QueryError(new TypeError('x'))))
    expect(lines).toEqual([
      expect.objectContaining({
        event: 'link_failed',
        requestId: 'r-1',
        error: expect.objectContaining({ name: 'QueryError' }),
      }),
    ])
  })
})
