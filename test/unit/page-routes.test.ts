import { DatabaseError, type FieldDef } from 'pg'
import request from 'supertest'
import { describe, expect, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { createAudit } from '../../src/audit/audit.ts'
import { createLogSink } from '../../src/audit/log-sink.ts'
import { loadConfig } from '../../src/config/load.ts'
import type { BackgroundLinker } from '../../src/customer/background-linker.ts'
import type { LinkRequest, LinkResult } from '../../src/customer/link.ts'
import { NOBODY, type Profile, type ProfileReader } from '../../src/customer/profile.ts'
import { loadQueries } from '../support/queries.ts'
import { parseQueryFile } from '../../src/customer/query-file/query-file.ts'
import type { Restriction } from '../../src/customer/query-file/roles.ts'
import { toColumns } from '../../src/customer/row-set.ts'
import type { Searcher } from '../../src/customer/search.ts'
import { createPool } from '../../src/database/pool.ts'
import { QueryError } from '../../src/database/query-error.ts'
import { createSearchLimit } from '../../src/http/routes/search-limit.ts'
import { createLog } from '../../src/logging/log.ts'
import { createServices } from '../../src/services.ts'
import { SESSION_COOKIE } from '../../src/sign-in/cookies.ts'
import { readRevealForm } from '../support/reveal-form.ts'
import { readSignInPage } from '../support/sign-in.ts'

/* The whole app, whose customers come from functions instead of a database. */

type Line = Record<string, unknown>

const { file } = parseQueryFile(
  'customer.sql',
  '-- column phone: Phone | 电话 | mask\n-- column name: Name | 姓名\nselect 1 as id',
  'customer',
)
const fields = ['id', 'name', 'phone'].map((name) => ({ name, dataTypeID: 25, tableID: 1 }) as FieldDef)
const PHONE = '13800138000'
const rowsOf = (...ids: string[]) => ({
  file,
  columns: toColumns(file, fields),
  rows: ids.map((id) => [id, `Name ${id}`, PHONE]),
  isCutOff: false,
})
const unknown: Profile = {
  ...NOBODY,
  outcome: 'unknown',
  customers: rowsOf(),
  idAt: 0,
  lookupMs: 12.4,
  panelsMs: 3.6,
}
const found = (customerId: string, more: Partial<Profile> = {}): Profile => ({
  ...unknown,
  outcome: 'found',
  basis: 'linked',
  customers: rowsOf(customerId),
  customerId,
  isLinked: true,
  ...more,
})
const several = (...ids: string[]): Profile => ({ ...unknown, outcome: 'several', customers: rowsOf(...ids) })

interface Given {
  env?: Record<string, string>
  /** Who is found: by the visitor id, or by the id of an opened customer. */
  read?: (openedId: string | null) => Profile
  link?: () => Promise<LinkResult>
  unlink?: () => Promise<boolean>
  restriction?: Restriction
  backgroundLinker?: BackgroundLinker
  /** Without search.sql and link.sql. */
  isBare?: boolean
}

const URL_OF_NOTHING = 'postgres://nobody@127.0.0.1:1/none'

function readConfig(env: Record<string, string>) {
  const SERVER_SECRET = 'a secret of the tests, long enough for a server'
  return loadConfig({ DATABASE_URL: URL_OF_NOTHING, SERVER_SECRET, TIME_ZONE: 'UTC', ...env })
}

function createAll(config: ReturnType<typeof readConfig>) {
  const pool = createPool({ ...config.database, url: URL_OF_NOTHING, onLost: () => undefined })
  return createServices(config, { pool, writePool: null }, loadQueries(config.queries.directory), {
    logOutput: { backlogBytes: () => 0, droppedLines: () => 0 },
    auditSink: createLogSink({ isFull: () => false, writeAudit: () => undefined }),
  })
}

/** Templates and files, which take long to read, are the same for all. */
const shared = createAll(readConfig({}))

const linked = () => Promise.resolve<LinkResult>({ status: 'linked', isUndoable: true })

function start({
  env = {},
  read = () => found('7'),
  link = linked,
  unlink,
  restriction = null,
  backgroundLinker,
  isBare = false,
}: Given = {}) {
  const config = readConfig(env)
  const lines: Line[] = []
  const audits: Line[] = []
  const log = createLog('info', { write: (line) => lines.push(JSON.parse(line) as Line) })
  const writeAudit = (line: string) => void audits.push(JSON.parse(line) as Line)
  const audit = createAudit(createLogSink({ isFull: () => false, writeAudit }), null)
  const services = config.signIn || config.identity.keys.length > 0 ? createAll(config) : shared
  const readProfile: ProfileReader = (_parameters, known) => Promise.resolve(read(known?.openedId ?? null))
  const search: Searcher = (terms) => {
    const customers = terms?.name === 'emma' ? rowsOf('7', '8') : rowsOf()
    return Promise.resolve({ status: 'ok', customers, idAt: 0, hasMore: false, error: null })
  }
  const requests: LinkRequest[] = []
  const linker = {
    canUnlink: true,
    restrictions: { link: null, unlink: null },
    link: (asked: LinkRequest) => {
      requests.push(asked)
      return link()
    },
    unlink: (asked: LinkRequest) => {
      requests.push(asked)
      return unlink ? unlink() : Promise.resolve(true)
    },
  }
  const app = createApp({
    config,
    log,
    readyz: (_request, response) => void response.json({}),
    services: {
      ...services,
      readProfile,
      windows: [{ name: 'orders', readProfile: () => Promise.resolve(found('9')) }],
      audit,
      revealReasons: config.audit.revealReasons,
      search: {
        ...services.search,
        search: isBare ? null : search,
        restriction,
        limit: createSearchLimit({ perMinute: 300 }),
      },
      linking: { linker: isBare ? null : linker, backgroundLinker: backgroundLinker ?? null },
    },
  })
  const events = (event: string) => lines.filter((line) => line['event'] === event)
  return {
    services,
    audits,
    requests,
    events,
    get: (path: string, headers: Record<string, string> = {}) => request(app).get(path).set(headers),
    json: (path: string) => request(app).get(path).set('Accept', 'application/json'),
    form: (path: string, sent: Record<string, string>, headers: Record<string, string> = {}) =>
      request(app)
        .post(path)
        .type('form')
        .set({ Accept: 'application/json', ...headers })
        .send(sent),
  }
}

type Started = ReturnType<typeof start>
interface Page {
  outcome: string
  requestId: string
  notice?: string
  link?: { state: string; form: { action: string; page: string } | null }
  search: { action: string; page: string; open: string[] }
}

const OWN = '/?visitorImId=v-1&tenantId=acme&agentId=agent-of-acme&agentName=Tom'
const pageOf = async (app: Started, path = OWN) => (await app.json(path).expect(200)).body as Page
const codeOf = (body: unknown) => (body as { error: { code: string } }).error.code

describe('a page', () => {
  const app = start()
  test('shows who is found, is audited, and is logged with how long it took', async () => {
    const { body, headers } = await app.json(OWN).expect(200)
    const { requestId } = body as Page
    expect(body).toMatchObject({ outcome: 'found', customer: { id: '7', name: 'Name 7' } })
    expect(headers).toMatchObject({ 'x-request-id': requestId, vary: 'Accept, Accept-Language' })
    const [, total] =
      /^lookup;dur=12, panels;dur=4, total;dur=(\d+)$/.exec(String(headers['server-timing'])) ?? []
    expect(Number(total)).toBeLessThan(performance.now())
    const { logId } = app.services
    const ids = {
      customerId: '7',
      tenantId: logId('tenant', 'acme'),
      agentId: logId('agent', 'agent-of-acme'),
    }
    expect(app.audits.at(-1)).toMatchObject({ action: 'view', requestId, ...ids })
    expect(app.audits.at(-1)).not.toHaveProperty('agentDiffers')
    expect(app.events('view').at(-1)).toMatchObject({ requestId, outcome: 'found', status: 200, ...ids })
    expect(app.events('view').at(-1)).not.toHaveProperty('candidateIds')
  })

  test('has the language of the console, or of the browser, or the configured one', async () => {
    const languageOf = async (query: string, header?: string) => {
      const { text } = await app.get(OWN + query, header === undefined ? {} : { 'Accept-Language': header })
      return /<html lang="(\w+)/.exec(text)?.[1]
    }
    expect(await languageOf('&lang=zh', 'en')).toBe('zh')
    expect(await languageOf('&lang=en', 'zh')).toBe('en')
    expect(await languageOf('', 'fr, zh-CN;q=0.8, en;q=0.5')).toBe('zh')
    expect(await languageOf('', 'en, zh;q=0.8')).toBe('en')
    expect(await languageOf('', 'fr')).toBe('en')
    expect(await languageOf('', '*')).toBe('en')
  })

  test('is audited by a digest of an id that may be a phone number', async () => {
    const phone = start({ read: () => found(PHONE) })
    await pageOf(phone)
    expect(phone.audits).toMatchObject([{ customerId: phone.services.logId('customer', PHONE) }])
  })

  test('of nobody is no view to audit', async () => {
    const nobody = start({ read: () => unknown })
    expect(await pageOf(nobody)).toMatchObject({ outcome: 'unknown', customer: null })
    expect(nobody.audits).toEqual([])
    expect(nobody.events('view')).toMatchObject([{ outcome: 'unknown', customerId: null }])
  })

  test('logs each panel that failed', async () => {
    const { file: panel } = parseQueryFile('10-orders.sql', 'select 1')
    const error = new QueryError(new TypeError('x'))
    const failed = { ...rowsOf(), file: panel, columns: [], status: 'failed' as const, error, durationMs: 1 }
    const works = { ...failed, status: 'empty' as const, error: null }
    const failing = start({ read: () => found('7', { panels: [failed, works] }) })
    const { requestId } = await pageOf(failing)
    expect(failing.events('panel')).toMatchObject([
      { requestId, panel: 'orders', status: 'failed', error: { name: 'QueryError' } },
    ])
  })

  test('of several candidates audits all of them, and opens each', async () => {
    const app2 = start({
      read: (opened) => (opened === null ? several('7', PHONE) : found(opened, { basis: 'opened' })),
    })
    const { search } = await pageOf(app2)
    const candidateIds = ['7', app2.services.logId('customer', PHONE)]
    expect(app2.audits).toMatchObject([{ action: 'view', customerId: null, candidateIds }])
    const opened = await pageOf(app2, search.open[0])
    expect(opened).toMatchObject({ outcome: 'found', customer: { id: '7' }, link: { state: 'offered' } })
    expect(app2.audits.slice(1)).toMatchObject([{ action: 'open', from: 'candidate', customerId: '7' }])
  })

  test('has no forms for what the files do not have', async () => {
    const bare = start({ isBare: true })
    expect(await pageOf(bare)).not.toHaveProperty('search.action')
    for (const path of ['/search', '/link', '/unlink'])
      expect(codeOf((await bare.form(path, {}).expect(405)).body)).toBe('method_not_allowed')
  })

  test('of a customer who has gone meanwhile is no view of anybody', async () => {
    const gone = start({ read: (opened) => (opened === null ? several('7', '8') : unknown) })
    const { search } = await pageOf(gone)
    expect(await pageOf(gone, search.open[0])).toMatchObject({ outcome: 'unknown' })
    expect(gone.audits.slice(1)).toEqual([])
  })

  test('names whom a proof has replaced, too', async () => {
    const replaced = ['8', 'Name 8', PHONE]
    const proved = start({ read: () => found('7', { basis: 'proved', replaced, isLinked: false }) })
    await pageOf(proved)
    expect(proved.audits).toMatchObject([{ customerId: '7', candidateIds: ['8'] }])
  })

  test('has a length, and is sent as HTML to who does not ask for JSON', async () => {
    for (const language of ['en', 'zh']) {
      const { headers, text } = await app.get(`${OWN}&lang=${language}`).expect(200)
      expect(headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'content-length': String(Buffer.byteLength(text)),
      })
    }
  })

  test('is answered to reads only, and no address is made up', async () => {
    expect(codeOf((await app.json('/none').expect(404)).body)).toBe('not_found')
    expect(codeOf((await app.form('/', {}).expect(405)).body)).toBe('method_not_allowed')
    expect(codeOf((await app.json('/open/x').expect(404)).body)).toBe('search_expired')
    const view = app.events('view').at(-1)
    expect(view).toMatchObject({ outcome: 'search_expired', status: 404, agentId: null, customerId: null })
    expect(view).not.toHaveProperty('agentDiffers')
    expect(codeOf((await app.json('/search/x').expect(404)).body)).toBe('search_expired')
  })
})

describe('a window', () => {
  const app = start()
  test('has panels of its own, and links that lead back to it', async () => {
    const { headers } = await app.get('/orders?visitorImId=v&x=%41').expect(302)
    expect(headers['location']).toBe('/orders/?visitorImId=v&x=%41')
    expect((await app.get('/orders').expect(302)).headers['location']).toBe('/orders/')
    expect(await pageOf(app, '/orders/?visitorImId=v')).toMatchObject({
      customer: { id: '9' },
      search: { action: '/orders/search' },
    })
    expect(app.events('view').at(-1)).toMatchObject({ window: 'orders' })
    expect(codeOf((await app.json('/orders/none').expect(404)).body)).toBe('not_found')
  })
  test.each(['/gone/reveal', '/gone/search', '/gone/link', '/gone/unlink'])(
    'that is gone: POST %s',
    async (path) => {
      expect(codeOf((await app.form(path, {}).expect(404)).body)).toBe('window_gone')
    },
  )
  test.each(['/gone/search/x', '/gone/open/x'])('that is gone: GET %s', async (path) => {
    expect(codeOf((await app.json(path).expect(404)).body)).toBe('window_gone')
  })
})

describe('files', () => {
  const app = start()
  test('come in the best coding that the browser reads, for ever', async () => {
    const [path = ''] = /\/assets\/[\w.-]+\.css/.exec((await app.get(OWN)).text) ?? []
    const codingOf = async (accepted: string) => {
      const { headers } = await app.get(path, { 'Accept-Encoding': accepted }).expect(200)
      expect(headers).toMatchObject({
        'content-type': 'text/css; charset=utf-8',
        'cache-control': 'public, max-age=31536000, immutable',
        'cross-origin-resource-policy': 'cross-origin',
        vary: 'Accept-Encoding',
      })
      return headers['content-encoding']
    }
    expect(await codingOf('gzip, br')).toBe('br')
    expect(await codingOf('gzip')).toBe('gzip')
    expect(await codingOf('identity')).toBeUndefined()
    expect(await codingOf('identity;q=0')).toBeUndefined()
    expect(codeOf((await app.json('/assets/none.css').expect(404)).body)).toBe('not_found')
    // The page is the only view.
    expect(app.events('view')).toHaveLength(1)
  })
})

describe('a search', () => {
  const app = start()
  const search = async (term: string, on = app) => {
    const { action, page } = (await pageOf(on)).search
    return on.form(action, { page, term })
  }

  test('leads to its result, whose address does not tell the term', async () => {
    const views = app.events('view').length
    const { status, headers } = await search('emma')
    const address = headers['location'] ?? ''
    expect([status, address]).toEqual([303, expect.stringMatching(/^\/search\/[\w-]+$/)])
    expect(address).not.toContain('emma')
    const { body, headers: shown } = await app.json(address).expect(200)
    expect(body).toMatchObject({ outcome: 'several', candidates: [{ id: '7' }, { id: '8' }] })
    expect(shown).not.toHaveProperty('server-timing')
    expect(app.audits.at(-1)).toMatchObject({ action: 'search', from: 'search', count: 2 })
    // The visitor's page and the result.
    expect(app.events('view')).toHaveLength(views + 2)
  })

  test.each<[string, Record<string, string>, number, string]>([
    ['of a page that nobody made', { page: 'x', term: 'emma' }, 404, 'search_expired'],
    ['without a term', { page: 'x' }, 400, 'bad_request'],
    ['with more than a term', { page: 'x', term: 'emma', more: '1' }, 400, 'bad_request'],
    ['of a text that is too long', { page: 'x', term: 'e'.repeat(101) }, 400, 'bad_request'],
  ])('is refused: one %s', async (_what, sent, status, code) => {
    expect(codeOf((await app.form('/search', sent).expect(status)).body)).toBe(code)
  })

  test('is for agents with the role', async () => {
    const restricted = start({ restriction: { roles: ['lead'], line: 1 } })
    expect(await pageOf(restricted)).not.toHaveProperty('search.action')
    expect(codeOf((await restricted.form('/search', {}).expect(403)).body)).toBe('role_required')
    expect(codeOf((await restricted.json('/search/x').expect(403)).body)).toBe('role_required')
  })

  test('may find nobody only so often', async () => {
    const limited = start()
    for (let turn = 0; turn < 30; turn += 1) {
      const { headers } = await search(`nobody ${turn}`, limited)
      await limited.json(headers['location'] ?? '').expect(200)
    }
    const { status, body } = await search('emma', limited)
    expect([status, codeOf(body)]).toEqual([429, 'too_many_searches'])
  }, 20_000)
})

describe('a masked value', () => {
  const app = start()
  const formOf = async (on = app) => {
    const { visit, proofs, action } = readRevealForm((await on.get(OWN)).text)
    return { action, fields: { visit, value: proofs[0] ?? '' } }
  }

  test('is told to a form of its page, and audited', async () => {
    const { action, fields: sent } = await formOf()
    const { body, headers } = await app.form(action, sent).expect(200)
    expect([action, body]).toEqual(['/reveal', expect.objectContaining({ value: PHONE })])
    expect(headers).not.toHaveProperty('server-timing')
    expect(app.audits.at(-1)).toMatchObject({
      action: 'reveal',
      panel: null,
      field: 'phone',
      customerId: '7',
    })
    expect(app.audits.at(-1)).not.toHaveProperty('reason')
  })
  test('is shown on the page, without a script', async () => {
    const { action, fields: sent } = await formOf()
    const { text } = await app.form(action, sent, { Accept: 'text/html' }).expect(200)
    expect(text).toContain(PHONE)
    // It cannot be requested again by its address.
    expect(text).not.toContain('data-reload')
    expect((await app.get(OWN)).text).toContain('data-reload')
    const again = await app.form(action, { visit: sent.visit }, { Accept: 'text/html' }).expect(200)
    expect(again.text).not.toContain(PHONE)
    expect(app.audits.at(-1)).toMatchObject({ action: 'view' })
  })
  test('that was not asked for leaves the page, as JSON as well', async () => {
    const { action, fields: sent } = await formOf()
    const { body } = await app.form(action, { visit: sent.visit }).expect(200)
    expect(body).toMatchObject({ outcome: 'found', customer: { id: '7' } })
    const { text } = await app.form(action, { ...sent, value: 'x' }, { Accept: 'text/html' }).expect(200)
    expect(text).not.toContain(PHONE)
    expect(app.audits.at(-1)).toMatchObject({ action: 'view' })
  })
  test('is told only with a proof, where one is required', async () => {
    const env = { IDENTITY_REQUIRED: 'reveal', IDENTITY_SECRET: 'k'.repeat(32) }
    const locked = start({ env })
    const { visit } = readRevealForm((await app.get(OWN)).text)
    expect(codeOf((await locked.form('/reveal', { visit, value: 'x' }).expect(403)).body)).toBe(
      'proof_required',
    )
    const { text } = await locked.form('/reveal', { visit }, { Accept: 'text/html' }).expect(200)
    expect(text).not.toContain(PHONE)
  })
  test.each<[string, (sent: Record<string, string>) => Record<string, string>, number, string]>([
    ['of no page', (sent) => ({ ...sent, visit: 'x' }), 404, 'reveal_expired'],
    ['that nobody signed', (sent) => ({ ...sent, value: 'x' }), 404, 'reveal_expired'],
    ['with more than it takes', (sent) => ({ ...sent, reason: 'x' }), 400, 'bad_request'],
  ])('is not told to a form %s', async (_what, change, status, code) => {
    const { action, fields: sent } = await formOf()
    expect(codeOf((await app.form(action, change(sent)).expect(status)).body)).toBe(code)
  })
  test('is not told to another site, or to a form that is not posted', async () => {
    const { action, fields: sent } = await formOf()
    const site = { 'Sec-Fetch-Site': 'cross-site' }
    expect(codeOf((await app.form(action, sent, site).expect(403)).body)).toBe('cross_site_request')
    const { body, headers } = await app.json(action).expect(405)
    expect([codeOf(body), headers['allow']]).toEqual(['method_not_allowed', 'POST'])
  })
  test('takes a reason where reasons are required', async () => {
    const env = { REVEAL_REASON: 'required', REVEAL_REASONS: 'complaint=Complaint|投诉, refund=Refund' }
    const strict = start({ env })
    const { action, fields: sent } = await formOf(strict)
    const { text } = await strict.get(`${OWN}&lang=zh`)
    expect(text).toContain('投诉')
    for (const reason of [{}, { reason: 'none' }])
      expect(codeOf((await strict.form(action, { ...sent, ...reason }).expect(400)).body)).toBe(
        'reason_required',
      )
    expect((await strict.form(action, { ...sent, reason: 'refund' }).expect(200)).body).toMatchObject({
      value: PHONE,
    })
    expect(strict.audits.at(-1)).toMatchObject({ action: 'reveal', reason: 'refund' })
    const page = await strict.form(action, { ...sent, reason: 'refund' }, { Accept: 'text/html' }).expect(200)
    expect(page.text).toContain(PHONE)
    expect(page.text).toMatch(/value="refund"[^>]* (checked|selected)/)
    // To mask everything again takes none.
    await strict.form(action, { visit: sent.visit }).expect(200)
  })

  test('keeps count of what did not fit into the form', async () => {
    const long = Array.from({ length: 4 }, (_one, index) => `&long${String(index)}=${'x'.repeat(900)}`).join(
      '',
    )
    const notReadOf = (body: unknown) => (body as { visit: { notRead: number } }).visit.notRead
    const { body } = await app.json(OWN + long).expect(200)
    const { visit } = readRevealForm((await app.get(OWN + long)).text)
    const { body: posted } = await app.form('/reveal', { visit }).expect(200)
    expect([notReadOf(body), notReadOf(posted)]).toEqual([0, 1])
  })
})

describe('a link', () => {
  const OPENED = {
    read: (opened: string | null) =>
      opened === null ? several('7', '8') : found(opened, { basis: 'opened', isLinked: false }),
  }
  const KEPT = { read: () => found('7', { link: { source: 'agent', by: 'Mei', at: null } }) }
  /** Sends the form of a page's link. */
  async function send(app: Started, path?: string, to?: string) {
    const from = path ?? (await pageOf(app)).search.open[0]
    const { link } = await pageOf(app, from)
    const { action = '', page = '' } = link?.form ?? {}
    const { status, body } = await app.form(to ?? action, { page })
    return { action, status, body: body as Page }
  }

  test('is made for the customer on the page, once that is recorded', async () => {
    const app = start(OPENED)
    const { action, status, body } = await send(app)
    expect([action, status]).toEqual(['/link', 200])
    expect(body).toMatchObject({ outcome: 'found', link: { state: 'new', form: { action: '/unlink' } } })
    expect(body).not.toHaveProperty('notice')
    const { visitorImId, customerId, source, agentId, agentName } = app.requests[0] ?? {}
    expect([visitorImId, customerId, source, agentId, agentName]).toEqual([
      'v-1',
      '7',
      'agent',
      'agent-of-acme',
      'Tom',
    ])
    const line = {
      action: 'link',
      source: 'agent',
      customerId: '7',
      agentId: app.services.logId('agent', 'agent-of-acme'),
    }
    expect(app.audits.slice(-3)).toMatchObject([
      { ...line, status: 'asked' },
      { ...line, status: 'linked' },
      { action: 'view' },
    ])
  })

  test.each<[string, () => Promise<LinkResult>, number, number]>([
    ['linked to another customer', () => Promise.resolve({ status: 'taken', customerId: '8' }), 409, 0],
    ['deleted', () => Promise.resolve({ status: 'gone', error: new QueryError(new TypeError('x')) }), 409, 1],
  ])('that is %s meanwhile shows who it is now', async (notice, link, status, warnings) => {
    const app = start({ ...OPENED, link })
    const answer = await send(app)
    expect([answer.status, answer.body.notice, answer.body.outcome]).toEqual([
      status,
      expect.stringContaining(notice),
      'several',
    ])
    expect(app.events('link_failed')).toHaveLength(warnings)
  })

  test('that cannot be written is unavailable, and a failure of the program is one', async () => {
    const unavailable = start({ ...OPENED, link: () => Promise.reject(new QueryError(new Error('x'))) })
    const answer = await send(unavailable)
    expect([answer.status, codeOf(answer.body)]).toEqual([503, 'link_unavailable'])
    expect(unavailable.events('link_failed')).toMatchObject([{ error: { name: 'QueryError' } }])
    for (const code of ['42501', '23505']) {
      const error = new QueryError(Object.assign(new DatabaseError('no', 1, 'error'), { code }))
      const unwritable = start({ ...OPENED, link: () => Promise.reject(error) })
      expect((await send(unwritable)).status).toBe(503)
    }
    const failing = start({ ...OPENED, link: () => Promise.reject(new TypeError('x')) })
    expect((await send(failing)).status).toBe(500)
    const refused = start({ ...OPENED, link: () => Promise.reject(new QueryError(new TypeError('x'))) })
    expect((await send(refused)).status).toBe(500)
  })

  test('is undone, and not shown where a replica still has it', async () => {
    const app = start(KEPT)
    const { action, status, body } = await send(app, OWN)
    expect([action, status, body.outcome, body.notice]).toEqual(['/unlink', 200, 'unknown', undefined])
    expect(app.audits.slice(1)).toMatchObject([
      { action: 'undo', status: 'asked', customerId: '7' },
      { action: 'undo', status: 'undone', customerId: '7' },
    ])
  })

  test('is not made again by a proof just after it was undone', async () => {
    const linkedBy: string[] = []
    const backgroundLinker = {
      link: ({ customerId }: LinkRequest) => void linkedBy.push(customerId),
      settle: () => Promise.resolve(),
    }
    const read = () => found('7', { basis: 'proved', isLinked: false, link: KEPT.read().link })
    const app = start({ read, backgroundLinker })
    const { link } = await pageOf(app)
    expect(linkedBy).toEqual(['7'])
    const { action = '', page = '' } = link?.form ?? {}
    const { text } = await app.form(action, { page }, { Accept: 'text/html' }).expect(200)
    expect(linkedBy).toEqual(['7'])
    expect(text).not.toContain('data-reload')
  })

  test('is recorded with a digest of an id that may be a phone number', async () => {
    const app = start({ read: () => found(PHONE, { link: KEPT.read().link }) })
    await send(app, OWN)
    expect(app.audits.at(-1)).toMatchObject({ customerId: app.services.logId('customer', PHONE) })
  })

  test('that is gone already cannot be undone', async () => {
    const app = start({ ...KEPT, unlink: () => Promise.resolve(false) })
    const { status, body } = await send(app, OWN)
    expect([status, body.outcome, body.notice]).toEqual([
      409,
      'found',
      expect.stringContaining('has changed'),
    ])
    expect(app.audits.at(-2)).toMatchObject({ action: 'undo', status: 'changed' })
  })

  test('is not made by a form that no page offered', async () => {
    const app = start(KEPT)
    const answer = await send(app, OWN, '/link')
    expect([answer.status, codeOf(answer.body)]).toEqual([404, 'link_expired'])
    for (const path of ['/link', '/unlink'])
      expect(codeOf((await app.form(path, { page: 'x' }).expect(404)).body)).toBe('link_expired')
    expect(app.requests).toEqual([])
  })
})

describe('with a sign-in', () => {
  const env = {
    OIDC_ISSUER: 'https://idp.example.com',
    OIDC_CLIENT_ID: 'crm',
    OIDC_CLIENT_SECRET: 'the secret of a client in tests',
  }
  const app = start({ env })
  const { seals } = app.services.signIn ?? {}
  const agent = { id: 'mei', login: null, email: null, name: 'Mei Lin', roles: [] }
  const cookie = `${SESSION_COOKIE.name}=${seals?.session.seal(agent) ?? ''}`

  test('a page is for agents who are signed in, whose names it has', async () => {
    const { text } = await app.get(OWN, { Cookie: cookie }).expect(200)
    expect(text).toContain('Mei Lin')
    expect(text).toContain('action="/sign-out"')
    expect(app.audits.at(-1)).toMatchObject({
      agentId: app.services.logId('agent', 'mei'),
      agentDiffers: true,
    })
  })

  test('a link is made by the agent who is signed in', async () => {
    const linking = start({
      env,
      read: (opened) =>
        opened === null ? several('7', '8') : found(opened, { basis: 'opened', isLinked: false }),
    })
    const session = linking.services.signIn?.seals.session.seal(agent) ?? ''
    const headers = { Cookie: `${SESSION_COOKIE.name}=${session}` }
    const open = async (path: string) => (await linking.json(path).set(headers).expect(200)).body as Page
    const { link } = await open((await open(OWN)).search.open[0] ?? '')
    const { action = '', page = '' } = link?.form ?? {}
    await linking.form(action, { page }, headers).expect(200)
    expect(linking.requests).toMatchObject([{ agentId: 'mei', agentName: 'Mei Lin' }])
  })

  test.each(['', `${SESSION_COOKIE.name}=x`])(
    'all others are asked to sign in, without a look-up: %j',
    async (given) => {
      const audits = app.audits.length
      const { text, headers } = await app.get(`${OWN}&lang=zh`, { Cookie: given }).expect(401)
      expect(text).toContain('<html lang="zh')
      expect(headers['vary']).toBe('Accept, Accept-Language, Sec-Fetch-Dest')
      const { window, redirect, action, page } = readSignInPage(text)
      expect(window).toBeNull()
      expect(redirect).toMatch(/^\/sign-in\?to=[\w-]+&lang=zh$/)
      expect([action, seals?.page.open(page)]).toEqual([
        '/session',
        { path: `${OWN}&lang=zh`, language: 'zh' },
      ])
      expect(codeOf((await app.json(OWN).set('Cookie', given).expect(401)).body)).toBe('sign_in_required')
      expect(app.audits).toHaveLength(audits)
    },
  )

  test('the language of the console counts, whatever else is wrong with its query', async () => {
    const { text } = await app.get('/?lang=zh').expect(401)
    expect(text).toContain('<html lang="zh')
  })

  test('a frame opens a window instead, and so does an address that a cookie cannot hold', async () => {
    const redirectOf = async (path: string, destination?: string) => {
      const { text } = await app
        .get(path, destination === undefined ? {} : { 'Sec-Fetch-Dest': destination })
        .expect(401)
      return readSignInPage(text).redirect
    }
    for (const frame of ['iframe', 'frame', 'embed', 'object'])
      expect(await redirectOf(OWN, frame)).toBeNull()
    const { text } = await app.get(OWN, { 'Sec-Fetch-Dest': 'iframe' })
    expect(readSignInPage(text).window).toMatch(/^\/sign-in\?pane=[\w-]+&lang=en$/)
    expect(await redirectOf(OWN, 'document')).not.toBeNull()
    expect(await redirectOf(`/?${'x'.repeat(1998)}`)).not.toBeNull()
    expect(await redirectOf(`/?${'x'.repeat(1999)}`)).toBeNull()
  })

  test('a form cannot be repeated by its address', async () => {
    const { text } = await app.form('/reveal', {}, { Accept: 'text/html' }).expect(401)
    expect(seals?.page.open(readSignInPage(text).page)).toMatchObject({ path: null })
  })

  test('the code of another pane is refused, in the language of the page', async () => {
    const page = seals?.page.seal({ path: OWN, language: 'zh' }) ?? ''
    const site = { 'Sec-Fetch-Site': 'same-origin', Accept: 'text/html' }
    const { text } = await app.form('/session', { code: 'x', secret: 'y', page }, site).expect(403)
    expect(text).toContain('<html lang="zh')
    expect(app.events('sign_in_failed').at(-1)).toMatchObject({ failure: 'code' })
    const { body } = await app
      .form('/session', { code: 'x' }, { 'Sec-Fetch-Site': 'same-origin' })
      .expect(400)
    expect(codeOf(body)).toBe('bad_request')
  })

  test('signing out ends the session', async () => {
    const site = { 'Sec-Fetch-Site': 'same-origin', Accept: 'text/html', Cookie: cookie }
    const { headers, text } = await app.form('/sign-out', { lang: 'zh' }, site).expect(200)
    expect(String(headers['set-cookie'])).toMatch(
      new RegExp(`^${SESSION_COOKIE.name}=;.*Expires=Thu, 01 Jan 1970`),
    )
    expect(text).toContain('<html lang="zh')
    expect(app.events('sign_out').at(-1)).toMatchObject({ agentId: app.services.logId('agent', 'mei') })
    expect(codeOf((await app.form('/sign-out', { lang: 'zh' }).expect(403)).body)).toBe('cross_site_request')
  })
})
