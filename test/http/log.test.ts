import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../support/app.ts'
import { administer, cloneDatabase } from '../support/database.ts'
import { copyBundledQueries, writeQueries } from '../support/queries.ts'

const AGENT_ID = '6f9619ff-8b86-4d01-b42d-00cf4fc964ff'
const DIGEST = expect.stringMatching(/^h:[0-9a-f]{16}$/) as string
/** Sent in every field, on every path; the log must contain no part of it. */
const SECRET = 'Secret-13800138000'

let app: TestApp
let database: Awaited<ReturnType<typeof cloneDatabase>>
beforeAll(async () => {
  database = await cloneDatabase()
  app = await startApp(database.url, { LOG_LEVEL: 'trace' })
})
afterAll(async () => {
  await app.close()
  await database.drop()
})

/** The log lines of one request. */
async function linesOf(
  path: string,
  headers: Record<string, string> = {},
): Promise<Record<string, unknown>[]> {
  const before = app.lines.length
  await app.get(path, headers)
  await expect.poll(() => app.lines.length).toBeGreaterThan(before)
  return app.lines.slice(before).map((line) => JSON.parse(line) as Record<string, unknown>)
}

const VIEW_FIELDS = [
  ...[
    'level',
    'time',
    'event',
    'requestId',
    'outcome',
    'status',
    'basis',
    'identity',
    'channel',
    'customerId',
    'tenantId',
    'agentId',
  ],
  ...['durationMs', 'lookupMs', 'panelsMs', 'repairs'],
]

test('logs one line per view, with the documented fields', async () => {
  const lines = await linesOf(
    `/?visitorImId=emma.johansson&originType=app&tenantId=41&agentId=${AGENT_ID}&agentName=Ann&email=ann@example.com`,
  )
  expect(lines).toHaveLength(1)
  expect(Object.keys(lines[0] ?? {})).toEqual(VIEW_FIELDS)
  expect(lines[0]).toMatchObject({
    event: 'view',
    outcome: 'found',
    status: 200,
    channel: 'app',
    tenantId: '41',
    agentId: AGENT_ID,
    repairs: [],
    customerId: expect.stringMatching(/^\d+$/) as string,
    durationMs: expect.any(Number) as number,
    lookupMs: expect.any(Number) as number,
    panelsMs: expect.any(Number) as number,
  })
})

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736'

test('adds the trace id to every line of a traced request, and to no other line', async () => {
  const traceparent = `00-${TRACE_ID}-00f067aa0ba902b7-01`
  const panel = '-- title: Broken\nselect id, 1 / 0 as broken from customers where id = :customerId'
  const directory = copyBundledQueries({ 'panels/9-broken.sql': panel })
  const broken = await startApp(database.url, { QUERIES_DIR: directory })
  const lines = () =>
    broken.lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ event }) => event === 'view' || event === 'panel' || event === 'error')
  await Promise.all([
    broken.get('/?visitorImId=emma.johansson', { traceparent }),
    broken.get('/?visitorImId=sam.rivera', { traceparent: 'emma.johansson' }),
    broken.get('/?visitorImId=emma.johansson'),
  ])
  await expect.poll(() => lines().filter(({ event }) => event === 'view')).toHaveLength(3)
  const traced = lines().filter(({ traceId }) => traceId !== undefined)
  expect(traced.map(({ event }) => String(event)).sort()).toEqual(['panel', 'view'])
  expect(new Set(traced.map(({ traceId }) => traceId))).toEqual(new Set([TRACE_ID]))
  expect(new Set(traced.map(({ requestId }) => requestId)).size).toBe(1)
  expect(broken.audits.map(({ traceId }) => traceId).filter(Boolean)).toEqual([TRACE_ID])
  await broken.close()
})

test.each([
  ['unknown', '/?visitorImId=nobody', 200],
  ['several', '/?visitorImId=sam.rivera', 200],
  ['bad_parameters', '/', 400],
])('logs one line for the outcome %s', async (outcome, path, status) => {
  const lines = await linesOf(path)
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatchObject({ event: 'view', outcome, status, customerId: null })
})

test.each(['x', 'userId', 'to', 'desc', 'agentName', 'email'])(
  'logs the customer’s id even if the parameter %s contains it',
  async (name) => {
    const [before] = await linesOf('/?visitorImId=emma.johansson')
    const customerId = String(before?.['customerId'])
    const [line] = await linesOf(`/?visitorImId=emma.johansson&${name}=${customerId}`)
    expect(line).toMatchObject({ outcome: 'found', customerId })
  },
)

test.each([
  ['six digits', '41', AGENT_ID, '41', AGENT_ID],
  ['a phone number', '13800138000', '+14155550132', DIGEST, DIGEST],
  ['eight digits', '62345678', '12345678', DIGEST, DIGEST],
  ['a name', 'emma', '李继鹏', DIGEST, DIGEST],
])('applies the same rule to tenant and agent ids: %s', async (_name, tenant, agent, tenantId, agentId) => {
  const [line] = await linesOf(
    `/?visitorImId=nobody&tenantId=${encodeURIComponent(tenant)}&agentId=${encodeURIComponent(agent)}`,
  )
  expect(line).toMatchObject({ tenantId, agentId })
})

describe('company-defined ids', () => {
  const ids = ['13800138000', '+14155550132', '李继鹏', '11010519491231002X', 'C-2041', '1234567', '42']
  /** Finds the customer whose id the visitor sends; `all` finds several. */
  const QUERIES_DIR = writeQueries({
    'customer.sql': `select id from unnest(array[${ids.map((id) => `'${id}'`).join()}]) as known (id)
      where id = :visitorImId or :visitorImId = 'all'`,
  })

  async function idsOf(env: Record<string, string>): Promise<unknown[]> {
    const own = await startApp(database.url, { QUERIES_DIR, ...env })
    for (const id of [...ids, 'all']) await own.get(`/?visitorImId=${encodeURIComponent(id)}`).expect(200)
    await expect.poll(() => own.lines.length).toBe(ids.length + 1)
    await own.close()
    const lines = own.lines.map((line) => JSON.parse(line) as Record<string, unknown>)
    const logged = lines.slice(0, -1).map(({ customerId }) => customerId)
    expect(lines.at(-1)?.['candidateIds']).toEqual(logged)
    return logged
  }

  test('are logged as digests, alone and among candidates, unless they have up to six digits', async () => {
    expect(await idsOf({})).toEqual([DIGEST, DIGEST, DIGEST, DIGEST, DIGEST, DIGEST, '42'])
  })

  test('are logged unchanged if LOG_ID_PATTERN matches the whole id', async () => {
    expect(await idsOf({ LOG_ID_PATTERN: String.raw`C-\d+` })).toEqual([
      ...[DIGEST, DIGEST, DIGEST, DIGEST, 'C-2041', DIGEST, '42'],
    ])
  })
})

test('logs no value of the query, the headers or the database, on any path', async () => {
  const secrets = [
    'visitorImId',
    ...[
      'easemobId',
      'to',
      'lang',
      'agentId',
      'userId',
      'email',
      'tenantId',
      'agentName',
      'nickname',
      'desc',
      'custom',
    ],
  ].map((name) => `${name}=${SECRET}`)
  const headers = { Referer: `https://shop.example/${SECRET}`, Cookie: `a=${SECRET}`, 'User-Agent': SECRET }
  const found = `/?visitorImId=emma.johansson&${secrets.slice(1).join('&')}&${SECRET}=1`
  const before = app.lines.length
  await app.get(`/?${secrets.join('&')}`, headers).expect(200)
  await app.get(found, headers).expect(200)
  await app.get(`/?visitorImId=${SECRET}&visitorImId=${SECRET}2`, headers).expect(400)
  await app.get(`/?visitorImId=${SECRET}%00`, headers).expect(400)
  await app.get(`/${SECRET}`, headers).expect(404)
  await app.get(`/assets/%ff${SECRET}`, headers).expect(400)
  await app.send('post', `/?visitorImId=${SECRET}`).set(headers).expect(405)

  // Postgres repeats the value in the message of its error.
  await administer(
    database.url,
    'alter table customer_identities rename to real_identities',
    `create view customer_identities as
       select visitor_im_id, channel, visitor_im_id::int::bigint as customer_id, first_seen_at from real_identities`,
    `update real_identities set visitor_im_id = '${SECRET}' where visitor_im_id = 'emma.johansson'`,
  )
  await app.get(`/?visitorImId=${SECRET}`, headers).expect(500)
  const lines = app.lines.slice(before)
  expect(lines.filter((line) => line.includes('"event":"error"'))).toHaveLength(1)
  expect(lines.join('')).toContain('22P02')
  for (const word of [SECRET, SECRET.slice(7), 'Emma', 'emma', '202-555', 'EJ-4107', '?', 'visitorImId']) {
    expect(lines.join('')).not.toContain(word)
  }
})
