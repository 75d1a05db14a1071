import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { createPool } from '../../src/database/pool.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { administer, cloneDatabase, createLinkRole, createReader } from '../support/database.ts'
import { copyBundledQueries } from '../support/queries.ts'
import { readRevealForm } from '../support/reveal-form.ts'

/* An agent links a new visitor to an opened customer, and undoes the link. */

const SERVER_SECRET = 'a secret of the tests, long enough for a server'

let database: Awaited<ReturnType<typeof cloneDatabase>>
let reader: Awaited<ReturnType<typeof createReader>>
let role: Awaited<ReturnType<typeof createLinkRole>>
let env: Record<string, string>
let app: TestApp
beforeAll(async () => {
  database = await cloneDatabase()
  reader = await createReader(database.url)
  role = await createLinkRole(database.url)
  env = { DATABASE_WRITE_URL: role.url, SERVER_SECRET }
  app = await startApp(reader.url, env)
})
afterEach(() => vi.useRealTimers())
afterAll(async () => {
  await app.close()
  await role.drop()
  await reader.drop()
  await database.drop()
})

interface LinkedPage {
  outcome: string
  customer: { id: string; full_name: string } | null
  link?: { state: string; text: string; form: { action: string; page: string } | null }
  notice?: string
  search: { action: string; page: string; open: (string | null)[] } | null
}

const own = (visitor: string) => `/?visitorImId=${visitor}&originType=app&agentId=7&agentName=Tom&tenantId=3`

async function getPage(address: string, on = app): Promise<LinkedPage> {
  const { body } = await on.json(address).expect(200)
  return body as LinkedPage
}

/** The page of a customer that an agent has found by a number and opened. */
async function open(visitor: string, term = 'EJ-4107', on = app): Promise<LinkedPage> {
  const { search } = await getPage(own(visitor), on)
  if (!search) throw new Error('There is no search')
  const { headers } = await on.form(search.action, { page: search.page, term }).expect(303)
  const found = await getPage(headers['location'] ?? '', on)
  return getPage(found.search?.open[0] ?? '', on)
}

/** Sends the form of a page's link. */
async function send({ link }: LinkedPage, status = 200, on = app): Promise<LinkedPage> {
  if (!link?.form) throw new Error('There is no form')
  const { action, page } = link.form
  const { body } = await on.form(action, { page }, { Accept: 'application/json' }).expect(status)
  return body as LinkedPage
}

const lines = (event: string, on = app) =>
  on.lines
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((line) => line['event'] === event)
const audits = (action: string) => app.audits.filter((line) => line['action'] === action)

test('opens, links, recognizes, unlinks and forgets a visitor', async () => {
  const opened = await open('new-visitor')
  expect(opened).toMatchObject({
    outcome: 'found',
    link: { state: 'offered', text: 'This visitor is not linked to Emma Johansson.' },
  })
  const linked = await send(opened)
  expect(linked).toMatchObject({
    outcome: 'found',
    customer: { full_name: 'Emma Johansson' },
    link: { state: 'new', text: 'Linked by you just now', form: { action: '/unlink' } },
  })
  const known = await getPage(own('new-visitor'))
  expect(known).toMatchObject({
    outcome: 'found',
    customer: { full_name: 'Emma Johansson' },
    link: { state: 'kept', text: expect.stringMatching(/^Linked by Tom, /), form: { action: '/unlink' } },
  })
  expect(await send(known)).toMatchObject({ outcome: 'unknown', customer: null })
  expect(await getPage(own('new-visitor'))).toMatchObject({ outcome: 'unknown' })
  // The form on the page that created the link is still valid, but there is nothing left to undo.
  expect(await send(linked, 409)).toMatchObject({
    outcome: 'unknown',
    notice: 'Nothing was undone: the link has changed in the meantime.',
  })
})

test('logs each step with agent and customer, never the visitor', async () => {
  await send(await open('logged-visitor'))
  const [line] = audits('link').slice(-1)
  expect(line).toMatchObject({
    status: 'linked',
    source: 'agent',
    agentId: '7',
    tenantId: '3',
    customerId: expect.any(String),
    requestId: expect.any(String),
  })
  expect(app.lines.join('\n')).not.toContain('logged-visitor')
  const { rows } = await app.pool.query(
    `select agent_name, request_id from customer_identity_history where visitor_im_id = 'logged-visitor'`,
  )
  expect(rows).toEqual([{ agent_name: 'Tom', request_id: line?.['requestId'] }])
})

test('answers 409 with the current page to the second of two agents who link one visitor', async () => {
  const [first, other] = [await open('contended'), await open('contended', 'EEP4EVP9CCMTRTCKVJHX')]
  expect(other.customer?.id).not.toBe(first.customer?.id)
  await send(first)
  const refused = await send(other, 409)
  expect(refused).toMatchObject({
    outcome: 'found',
    customer: { full_name: 'Emma Johansson' },
    notice: expect.stringContaining('Not linked'),
    link: { state: 'kept' },
  })
  expect(audits('link').at(-1)).toMatchObject({ status: 'taken' })
})

test('answers a conflict page with its status, too', async () => {
  const [first, second] = [await open('both-html'), await open('both-html', 'EEP4EVP9CCMTRTCKVJHX')]
  await send(first)
  const { action = '', page = '' } = second.link?.form ?? {}
  const { text } = await app.form(action, { page }).expect(409)
  expect(text).toContain('role="alert"')
})

test.each([
  ['of an unknown channel', 'a-user', false],
  ['in the format of WeChat', `o${'A'.repeat(27)}`, true],
])('reports whether an id %s is uncertain', async (_name, visitor, isUncertain) => {
  await send(await open(visitor))
  const { text } = await app.get(`/?visitorImId=${visitor}`).expect(200)
  expect(text).toContain('Emma Johansson')
  expect(text.includes('Channel unknown')).toBe(isUncertain)
})

test('links a visitor in the channel that the id itself shows, whatever the query says', async () => {
  await send(await open('says-app'))
  await send(await open('webim-visitor-AAAABBBBCCCCDDDDEEEE'))
  const { rows } = await app.pool.query(
    `select channel from customer_identities
     where visitor_im_id in ('says-app', 'webim-visitor-AAAABBBBCCCCDDDDEEEE') order by visitor_im_id`,
  )
  expect(rows).toEqual([{ channel: 'unknown' }, { channel: 'web' }])
})

test('trusts the result of a link only briefly, because somebody else may have undone it', async () => {
  const opened = await open('trusted')
  const { text } = await app.form('/link', { page: opened.link?.form?.page ?? '' }).expect(200)
  const { visit } = readRevealForm(text)
  const again = async () => {
    const { body } = await app.form('/reveal', { visit }, { Accept: 'application/json' }).expect(200)
    return body as LinkedPage
  }
  expect(await again()).toMatchObject({ outcome: 'found', link: { state: 'new' } })
  await send(await getPage(own('trusted')))
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 })
  expect(await again()).toMatchObject({ outcome: 'unknown', customer: null })
})

test('does not offer a link to somebody else for a linked visitor', async () => {
  await send(await open('known-already'))
  const other = await open('known-already', 'EEP4EVP9CCMTRTCKVJHX')
  expect(other).toMatchObject({ outcome: 'found' })
  expect(other.link).toBeUndefined()
})

test('does not link a customer deleted meanwhile, and says so', async () => {
  const admin = createPool({ url: database.url, max: 1, timeoutMs: 5000, onLost: () => undefined })
  await admin.query(`insert into customers (customer_no, full_name) values ('GONE-4711', 'Gone Meanwhile')`)
  const opened = await open('left-alone', 'GONE-4711')
  await admin.query(`delete from customers where customer_no = 'GONE-4711'`)
  await admin.end()
  expect(await send(opened, 409)).toMatchObject({
    outcome: 'unknown',
    customer: null,
    notice: expect.stringContaining('Not linked'),
  })
  expect(audits('link').at(-1)).toMatchObject({ status: 'gone' })
  expect(lines('link_failed')).toMatchObject([{ error: { file: expect.stringContaining('link.sql') } }])
})

test('does not offer to undo imported links', async () => {
  const known = await getPage('/?visitorImId=emma.johansson&originType=app')
  expect(known.outcome).toBe('found')
  expect(known.link).toBeUndefined()
})

describe('a form', () => {
  test('links and unlinks only what its page offers', async () => {
    for (const visitor of ['nobody-offered', 'lijipeng_2019']) {
      const { search } = await getPage(own(visitor))
      for (const path of ['/link', '/unlink']) await app.form(path, { page: search?.page ?? '' }).expect(404)
    }
    const { rowCount } = await app.pool.query(
      `select from customer_identities where visitor_im_id = 'nobody-offered'`,
    )
    expect(rowCount).toBe(0)
  })

  test('reveals and links nothing after 15 minutes, but still searches', async () => {
    const opened = await open('read-for-long')
    const page = opened.link?.form?.page ?? ''
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 16 * 60_000 })
    await app.form('/link', { page }).expect(404)
    await app.form('/reveal', { visit: page }).expect(404)
    await app.form('/search', { page, term: 'EJ-4107' }).expect(303)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 12 * 3_600_000 })
    await app.form('/search', { page, term: 'EJ-4107' }).expect(404)
  })

  test.each(['/link', '/unlink'])('%s accepts no other method', async (path) => {
    for (const method of ['put', 'delete', 'patch'] as const) await app.send(method, path).expect(405)
    const { headers } = await app.get(path).expect(405)
    expect(headers['allow']).toBe('POST')
  })

  test.each(['/link', '/unlink'])('%s writes nothing for a cross-site or forged form', async (path) => {
    const opened = await open('forged')
    const page = opened.link?.form?.page ?? ''
    await app.form(path, { page }, { 'Sec-Fetch-Site': 'cross-site' }).expect(403)
    for (const body of [{}, { page, more: 'x' }]) await app.form(path, body as { page: string }).expect(400)
    const changed = `${page.slice(0, 40)}${page[40] === 'A' ? 'B' : 'A'}${page.slice(41)}`
    for (const forged of ['', 'x', changed, `${page}${page}`])
      await app.form(path, { page: forged }).expect(404)
    const { rowCount } = await app.pool.query(
      `select from customer_identity_history where visitor_im_id = 'forged'`,
    )
    expect(rowCount).toBe(0)
  })

  test('expires after 15 minutes with an error page', async () => {
    const [opened, own] = [await open('slow'), await getPage('/?visitorImId=emma.johansson&originType=app')]
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 15 * 60_000 + 1000 })
    const body = await send(opened, 404)
    expect(body).toMatchObject({ error: { code: 'link_expired' } })
    // The search form remains valid for longer.
    const { action, page } = own.search ?? { action: '', page: '' }
    await app.form(action, { page, term: 'EJ-4107' }).expect(303)
  })

  test('for linking does not unlink, and the reverse', async () => {
    const opened = await open('swapped')
    await app.form('/unlink', { page: opened.link?.form?.page ?? '' }).expect(404)
    const linked = await send(opened)
    await app.form('/link', { page: linked.link?.form?.page ?? '' }).expect(404)
  })
})

test('cannot write with the read-only role, and has no link route without the other role', async () => {
  await expect(app.pool.query('delete from customer_identities')).rejects.toThrow('permission denied')
  const alone = await startApp(reader.url, { SERVER_SECRET })
  try {
    expect((await open('alone', 'EJ-4107', alone)).link).toBeUndefined()
    await alone.form('/link', { page: 'x' }).expect(405)
  } finally {
    await alone.close()
  }
})

test.each([
  ['down', 'postgres://nobody@127.0.0.1:1/nothing'],
  ['read only for the role', 'the reading role'],
])('answers 503 if the database is %s', async (_name, url) => {
  const unwritable = await startApp(reader.url, {
    ...env,
    DATABASE_WRITE_URL: url === 'the reading role' ? reader.url : url,
  })
  try {
    const opened = await open('unwritten', 'EJ-4107', unwritable)
    const body = await send(opened, 503, unwritable)
    expect(body).toMatchObject({ error: { code: 'link_unavailable' } })
    expect(lines('link_failed', unwritable)).toHaveLength(1)
  } finally {
    await unwritable.close()
  }
})

test.each(['advisory', 'serializable'])('answers 503 to a unique key that stays taken, %s', async (lock) => {
  const sql = `with taken as (insert into taken values (:customerId) returning id)
    select id as customer_id, :visitorImId::text from taken`
  await administer(
    database.url,
    'create table if not exists taken (id text primary key)',
    `insert into taken select id::text from customers on conflict do nothing`,
    `grant select, insert on taken to ${role.name}`,
  )
  const directory = copyBundledQueries({ 'link.sql': sql })
  const unique = await startApp(reader.url, { ...env, QUERIES_DIR: directory, LINK_LOCK: lock })
  try {
    const body = await send(await open(`taken-${lock}`, 'EJ-4107', unique), 503, unique)
    expect(body).toMatchObject({ error: { code: 'link_unavailable' } })
    expect(lines('link_failed', unique)).toHaveLength(1)
  } finally {
    await unique.close()
  }
})

test('gives up a link while somebody else holds the visitor’s lock, and accepts it again later', async () => {
  const slow = await startApp(reader.url, { ...env, DATABASE_TIMEOUT_MS: '1000' })
  const admin = new Client(database.url)
  await admin.connect()
  try {
    const opened = await open('locked', 'EJ-4107', slow)
    await admin.query('begin')
    await admin.query(`select pg_advisory_xact_lock(hashtextextended('locked', 0))`)
    await send(opened, 503, slow)
    await admin.query('rollback')
    expect(await send(opened, 200, slow)).toMatchObject({ link: { state: 'new' } })
  } finally {
    await admin.end()
    await slow.close()
  }
})

test('names the file that fails', async () => {
  const directory = copyBundledQueries({
    'link.sql': `select 1 / (length(:customerId) - length(:customerId)) as customer_id, :visitorImId::text`,
  })
  const broken = await startApp(reader.url, { ...env, QUERIES_DIR: directory })
  try {
    const { link } = await open('broken', 'EJ-4107', broken)
    const { status } = await broken.form('/link', { page: link?.form?.page ?? '' })
    expect(status).toBe(500)
    expect(lines('error', broken)).toMatchObject([
      { code: 'internal_error', error: { file: expect.stringContaining('link.sql') } },
    ])
  } finally {
    await broken.close()
  }
})
