import { generateKeyPairSync } from 'node:crypto'
import { SignJWT } from 'jose'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { IdentityFailure } from '../../src/identity/identity.ts'
import { signToken } from '../../src/identity/sign-token.ts'
import { encryptDesHex } from '../../src/visit/des.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { cloneDatabase } from '../support/database.ts'
import { copyBundledQueries } from '../support/queries.ts'
import { readRevealForm } from '../support/reveal-form.ts'

const SECRET = 'the secret that the shop signs with'
const IDENTITY = { IDENTITY_SECRET: SECRET, SERVER_SECRET: 'a secret of the server and nobody else' }
const EMMA_NUMBER = 'EMJ7K2QX9TRW4HVB6NPC'
const EMMA = 'webim-visitor-8K2FTG9QTYWRT8EYVJ7F'
const SOMEBODY = 'webim-visitor-0000000000000000NEW0'
const OTHER = 'lijipeng_2019'
const PHONE = '202-555-0143'
const DAY = 86_400
const DES_KEY = 'key-of-the-console'
const JSON_ONLY = { Accept: 'application/json' }

let app: TestApp
let database: Awaited<ReturnType<typeof cloneDatabase>>
beforeAll(async () => {
  database = await cloneDatabase()
  app = await startApp(database.url, IDENTITY)
})
afterEach(() => vi.useRealTimers())
afterAll(async () => {
  await app.close()
  await database.drop()
})

const sign = (subject: string, more: Partial<Parameters<typeof signToken>[1]> = {}, at = Date.now()) =>
  signToken(SECRET, { subject, visitorImId: null, audience: null, validSeconds: DAY, ...more }, at)

const toPath = (visitor: string, token?: string, name = 'customUserToken') =>
  `/?visitorImId=${visitor}${token === undefined ? '' : `&${name}=${encodeURIComponent(token)}`}`

async function ask(visitor: string, token?: string, server = app) {
  const { body } = await server.json(toPath(visitor, token)).expect(200)
  return body as Record<string, unknown>
}

describe('a visitor id together with a proof', () => {
  test.each([
    ['the same customer', EMMA, EMMA_NUMBER, 'found', 'proved'],
    ['no customer by id', SOMEBODY, EMMA_NUMBER, 'found', 'proved'],
    ['no customer by either', SOMEBODY, 'no-such-number', 'unknown', null],
    ['no customer by proof, for a known visitor', EMMA, 'no-such-number', 'several', null],
    ['another customer by proof', OTHER, EMMA_NUMBER, 'several', null],
    ['several by id, one of them by proof', 'sam.rivera', EMMA_NUMBER, 'several', null],
  ])('gives the right outcome: %s', async (_name, visitor, number, outcome, basis) => {
    const body = await ask(visitor, await sign(number))
    expect(body).toMatchObject({
      outcome,
      basis,
      identity: { status: 'proved', reason: null, subject: number, key: 'current' },
    })
    if (outcome === 'found') return
    expect(body).toMatchObject({ customer: null })
    expect(body['panels']).toMatchObject(outcome === 'unknown' ? [{ name: 'looking-at', rows: [] }] : [])
  })

  test('shows nobody’s data if they differ, and how each was found', async () => {
    const { text } = await app.get(toPath(OTHER, await sign(EMMA_NUMBER))).expect(200)
    expect(text).toContain('Proof and link disagree')
    expect(text).toContain('The shop’s proof names one customer')
    expect([...text.matchAll(/<li data-basis="(\w+)"/g)].map(([, basis]) => basis)).toEqual([
      'proved',
      'linked',
    ])
    expect(text).not.toContain('LJP-')
    expect(text).not.toContain('EJ-41')
    const nobody = await app.get(toPath(EMMA, await sign('no-such-number'))).expect(200)
    expect(nobody.text).toContain('No customer has the number in the shop’s proof')
    expect(nobody.text).toContain('Not sure who this is')
    // Only the proved customer has a filled button.
    const primary = (html: string) => html.match(/class="(?:button )?primary"[^>]*>/g)
    expect([primary(text), primary(nobody.text)]).toEqual([
      [expect.stringContaining('aria-label="Open Emma Johansson"')],
      null,
    ])
    expect(nobody.text).not.toContain('EJ-41')
  })

  test('says when and by whom each was proved or linked if they differ', async () => {
    const linked = `from customer_identities where visitor_im_id = '${OTHER}'`
    await app.pool.query(
      `insert into customer_identity_history (visitor_im_id, channel, customer_id, source, agent_name, linked_at)
       select visitor_im_id, channel, customer_id, 'agent', 'Tom', '2025-03-14' ${linked}`,
    )
    const { text } = await app.get(toPath(OTHER, await sign(EMMA_NUMBER))).expect(200)
    const lines = [...text.matchAll(/<p class="proof (?:proved|linked)">([^]*?)<\/p>/g)].map(
      ([, html = '']) =>
        html
          .replaceAll(/<[^>]+>/g, '')
          .replaceAll(/\s+/g, ' ')
          .trim(),
    )
    expect(lines).toEqual([
      expect.stringMatching(/^Identity proved (?:now|\d+s ago)$/),
      'Linked by Tom Mar 14, 2025',
    ])
    await app.pool.query(`delete from customer_identity_history where agent_name = 'Tom'`)
  })

  test('keeps a known visitor if the column cannot hold the number', async () => {
    const directory = copyBundledQueries({
      'customer.sql': `select id, full_name from customers
        where id = (select customer_id from customer_identities where visitor_im_id = :visitorImId limit 1)
           or id = :verifiedUserId::bigint`,
    })
    const server = await startApp(database.url, { ...IDENTITY, QUERIES_DIR: directory })
    expect(await ask(EMMA, await sign('no number'), server)).toMatchObject({ outcome: 'several' })
    expect(await ask(SOMEBODY, await sign('no number'), server)).toMatchObject({ outcome: 'unknown' })
    await server.close()
  })

  test('finds the customer by proof if the column cannot hold the id', async () => {
    const directory = copyBundledQueries({
      'customer.sql':
        'select id, full_name from customers where id = :visitorImId::bigint or customer_no = :verifiedUserId',
    })
    const server = await startApp(database.url, { ...IDENTITY, QUERIES_DIR: directory })
    expect(await ask(SOMEBODY, await sign(EMMA_NUMBER), server)).toMatchObject({ basis: 'proved' })
    await server.close()
  })
})

test('runs customer.sql once without a token and twice with one', async () => {
  const own = await cloneDatabase()
  const directory = copyBundledQueries({
    'customer.sql': `select id, full_name, tell_run() from customers where id = (
        select customer_id from customer_identities where visitor_im_id = :visitorImId limit 1)
      or customer_no = :verifiedUserId`,
  })
  const { Client } = await import('pg')
  const client = new Client({ connectionString: own.url })
  await client.connect()
  await client.query(`create function tell_run() returns text language plpgsql as
    $$ begin raise notice 'customer.sql'; return null; end $$`)
  await client.end()
  const server = await startApp(own.url, { ...IDENTITY, QUERIES_DIR: directory })
  let runs = 0
  server.pool.on('connect', (connection) => connection.on('notice', () => (runs += 1)))
  await ask(EMMA, undefined, server)
  expect(runs).toBe(1)
  await ask(EMMA, await sign(EMMA_NUMBER), server)
  expect(runs).toBe(3)
  await ask(EMMA, 'forged', server)
  expect(runs).toBe(4)
  await server.close()
  await own.drop()
})

describe('an invalid token', () => {
  const { privateKey } = generateKeyPairSync('ed25519')
  const now = Math.floor(Date.now() / 1000)
  const foreign = () =>
    new SignJWT({ sub: EMMA_NUMBER, iat: now, exp: now + 60 })
      .setProtectedHeader({ alg: 'EdDSA' })
      .sign(privateKey)
  const claims = { subject: EMMA_NUMBER, visitorImId: null, audience: null, validSeconds: DAY }
  const REASONS: [IdentityFailure, () => Promise<string> | string][] = [
    ['bad_signature', () => signToken('another secret of thirty-two bytes or more', claims)],
    ['expired', () => sign(EMMA_NUMBER, {}, Date.now() - 2 * DAY * 1000)],
    ['not_yet_valid', () => sign(EMMA_NUMBER, {}, Date.now() + 3_600_000)],
    ['too_long_lived', () => sign(EMMA_NUMBER, { validSeconds: DAY + 1 })],
    ['wrong_visitor', () => sign(EMMA_NUMBER, { visitorImId: OTHER })],
    ['wrong_audience', () => sign(EMMA_NUMBER, { audience: 'another service' })],
    ['wrong_algorithm', foreign],
    ['malformed', () => 'nonsense'],
    ['undecryptable', () => sign(EMMA_NUMBER)],
    ['sent_more_than_once', async () => `${await sign(EMMA_NUMBER)}&customUserToken=another`],
  ]

  test.each(REASONS)('gives the reason and proves nothing: %s', async (reason, make) => {
    const server = await startApp(database.url, {
      ...IDENTITY,
      ...(reason === 'wrong_audience' ? { IDENTITY_AUDIENCE: 'crm' } : {}),
      ...(reason === 'undecryptable' ? { HYPHENATE_DES_KEY: DES_KEY } : {}),
    })
    const token = await make()
    for (const [visitor, outcome, basis] of [
      [SOMEBODY, 'unknown', null],
      [EMMA, 'found', 'linked'],
    ] as const) {
      const path = `/?visitorImId=${visitor}&customUserToken=${token}`
      const { body } = await server.json(path).expect(200)
      expect(body).toMatchObject({ outcome, basis, identity: { status: 'failed', reason, subject: null } })
      const { text } = await server.get(path).expect(200)
      expect(text).toMatch(
        reason === 'expired' ? /data-identity="(expired|linked)"/ : /data-identity="failed"/,
      )
      expect(text).toContain('data-note="identity"')
      expect(text.includes('class="band" data-note')).toBe(reason !== 'expired')
    }
    await expect
      .poll(() => server.lines.join('\n'))
      .toContain(`"identity":"failed","identityReason":"${reason}"`)
    await server.close()
  })

  test('reports an expired token neutrally with its time, in both languages', async () => {
    const at = Date.UTC(2026, 0, 5, 9, 12)
    vi.useFakeTimers({ now: at + 25 * 3_600_000, toFake: ['Date'] })
    const token = await sign(EMMA_NUMBER, {}, at)
    const { text } = await app.get(`${toPath(SOMEBODY, token)}&lang=en`).expect(200)
    expect(text).toMatch(/The proof of 9:12\sAM has expired; ask the customer to reload the shop\./)
    const zh = await app.get(`${toPath(SOMEBODY, token)}&lang=zh`).expect(200)
    expect(zh.text).toContain('09:12 的验证已过期')
  })

  // For every character see verify-token.test.ts.
  test('rejects a token with a character of any of its parts changed', async () => {
    const parts = (await sign(EMMA_NUMBER)).split('.')
    for (const at of parts.keys()) {
      const changed = parts.map((part, index) =>
        index === at ? `${part.startsWith('A') ? 'B' : 'A'}${part.slice(1)}` : part,
      )
      const { identity, outcome } = await ask(SOMEBODY, changed.join('.'))
      expect([identity, outcome]).toMatchObject([{ status: 'failed' }, 'unknown'])
    }
  })
})

describe('a token is accepted', () => {
  test.each([
    ['encrypted', { HYPHENATE_DES_KEY: DES_KEY }, (token: string) => encryptDesHex(DES_KEY, token)],
    ['under another name', { IDENTITY_PARAMETER: 'proof[0]' }, (token: string) => token],
    ['for the audience', { IDENTITY_AUDIENCE: 'crm' }, (token: string) => token],
    [
      'signed with the previous secret',
      { IDENTITY_SECRET: 'b'.repeat(32), IDENTITY_SECRET_PREVIOUS: SECRET },
      (token: string) => token,
    ],
  ])('if it arrives %s', async (_name, env: Record<string, string>, toSent) => {
    const server = await startApp(database.url, { ...IDENTITY, ...env })
    const token = toSent(await sign(EMMA_NUMBER, { audience: env['IDENTITY_AUDIENCE'] ?? null }))
    const name = encodeURIComponent(env['IDENTITY_PARAMETER'] ?? 'customUserToken')
    const { body } = await server.json(toPath(SOMEBODY, token, name)).expect(200)
    const key = env['IDENTITY_SECRET_PREVIOUS'] === undefined ? 'current' : 'previous'
    expect(body).toMatchObject({ basis: 'proved', identity: { status: 'proved', key } })
    expect(body).toMatchObject({ visit: { customParameters: [] } })
    await server.close()
  })

  test('if it follows a hundred custom parameters', async () => {
    const many = Array.from({ length: 120 }, (_, at) => `p${String(at)}=1`).join('&')
    const path = `/?visitorImId=${SOMEBODY}&${many}&customUserToken=${await sign(EMMA_NUMBER)}`
    expect((await app.json(path).expect(200)).body).toMatchObject({ basis: 'proved' })
  })

  test('if its visitor id matches with the channel’s case folding', async () => {
    const token = await sign(EMMA_NUMBER, { visitorImId: EMMA.toUpperCase() })
    expect(await ask(EMMA.toLowerCase(), token)).toMatchObject({ identity: { status: 'proved' } })
    const openid = `o${'aB3_'.repeat(6)}xyz`
    const swapped = await sign(EMMA_NUMBER, { visitorImId: openid.toLowerCase() })
    expect(await ask(openid, swapped)).toMatchObject({ identity: { reason: 'wrong_visitor' } })
  })
})

describe('the token never appears', () => {
  test.each([
    ['configured', IDENTITY],
    ['not configured', { SERVER_SECRET: IDENTITY.SERVER_SECRET }],
    ['encrypted by the console', { ...IDENTITY, HYPHENATE_DES_KEY: DES_KEY }],
  ])('in HTML, JSON, form, or log: %s', async (_name, env: Record<string, string>) => {
    const server = await startApp(database.url, env)
    const token = await sign(EMMA_NUMBER)
    const [, , signature = ''] = token.split('.')
    const sent = env['HYPHENATE_DES_KEY'] ? encryptDesHex(DES_KEY, token) : token
    const tail = encodeURIComponent(`to=x&nickname=Bob&customUserToken=${token}&trueName=y`)
    const queries = [
      `visitorImId=${EMMA}&customUserToken=${sent}`,
      `visitorImId=${EMMA}&customUserToken=${sent}&customUserToken=${sent}x`,
      `customUserToken=${sent}&visitorImId=${SOMEBODY}`,
      `customUserToken=${sent}`,
      `visitorImId=${EMMA}&customUserToken=${sent}&visitorImId=another`,
      `visitorImId=${EMMA}&${tail}`,
      `visitorImId=${EMMA}&page=${encodeURIComponent(`https://shop.example/?a=1&customUserToken=${token}`)}`,
    ]
    for (const query of queries) {
      const { text } = await server.get(`/?${query}`)
      const { text: json } = await server.json(`/?${query}`)
      const { visit, proofs } = readRevealForm(text)
      const fields = { visit, value: proofs[0] ?? '' }
      const again = visit === '' ? '' : (await server.form('/reveal', fields)).text
      for (const answer of [text, json, again, visit, server.lines.join('\n')]) {
        expect(answer).not.toContain(signature)
        expect(answer).not.toContain(sent)
      }
    }
    await server.close()
  })

  test('and no log line names its subject', async () => {
    const before = app.lines.length
    await ask(EMMA, await sign(EMMA_NUMBER))
    const lines = () => app.lines.slice(before).join('\n')
    await expect.poll(lines).toContain('"basis":"proved","identity":"proved"')
    expect(lines()).not.toContain(EMMA_NUMBER)
  })
})

describe('a form’s answer keeps the proof of its page', () => {
  test('until the token expires', async () => {
    const start = Date.now()
    const path = toPath(SOMEBODY, await sign(EMMA_NUMBER, { validSeconds: 300 }))
    const { visit, proofs } = readRevealForm((await app.get(path).expect(200)).text)
    const shown = await app.form('/reveal', { visit, value: proofs[0] ?? '' }).expect(200)
    expect(shown.text).toContain(PHONE)
    expect(shown.text).toContain('data-identity="proved"')
    vi.useFakeTimers({ now: start + 361_000, toFake: ['Date'] })
    const later = await app.form('/reveal', { visit, value: proofs[0] ?? '' }).expect(200)
    expect(later.text).toContain('data-outcome="unknown"')
    expect(later.text).not.toContain(PHONE)
  })
})

describe('IDENTITY_REQUIRED', () => {
  test('reveal: reveals masked values only with a proof, and rejects other requests', async () => {
    const server = await startApp(database.url, { ...IDENTITY, IDENTITY_REQUIRED: 'reveal' })
    const unproved = await server.get(toPath(EMMA)).expect(200)
    expect(unproved.text).toContain('Emma Johansson')
    expect(unproved.text).toContain('needs proof')
    const { visit, proofs } = readRevealForm(unproved.text)
    expect(proofs).toEqual([])
    const proved = readRevealForm((await server.get(toPath(EMMA, await sign(EMMA_NUMBER))).expect(200)).text)
    const stolen = { visit, value: proved.proofs[0] ?? '' }
    const { text } = await server.form('/reveal', stolen).expect(403)
    expect(text).toContain('data-code="proof_required"')
    await server.form('/reveal', stolen, JSON_ONLY).expect(403)
    const shown = await server.form(
      '/reveal',
      { visit: proved.visit, value: proved.proofs[0] ?? '' },
      JSON_ONLY,
    )
    expect(shown.status).toBe(200)
    expect(shown.body).toMatchObject({ value: expect.stringContaining(PHONE) })
    await server.close()
  })

  test('profile: without a proof shows only a name and how to prove it, also for candidates', async () => {
    const server = await startApp(database.url, { ...IDENTITY, IDENTITY_REQUIRED: 'profile' })
    const { text } = await server.get(toPath(EMMA)).expect(200)
    expect(text).toContain('Emma Johansson')
    expect(text).toContain('Not proved, so only the name is shown')
    for (const more of ['Gold', 'Northwind', 'VIP', EMMA_NUMBER, '0143', 'EJ-41', 'Linen', '<table'])
      expect(text).not.toContain(more)
    const body = await ask(EMMA, undefined, server)
    expect(body).toMatchObject({ customer: { full_name: 'Emma Johansson' }, panels: [] })
    expect(Object.keys(body['customer'] as object).sort()).toEqual(['full_name', 'nickname'])
    const several = await ask('sam.rivera', undefined, server)
    for (const candidate of several['candidates'] as object[])
      expect(['full_name', 'nickname']).toEqual(expect.arrayContaining(Object.keys(candidate)))
    expect(await ask(EMMA, await sign(EMMA_NUMBER), server)).toMatchObject({
      basis: 'proved',
      customer: { level: 'Gold' },
    })
    await server.close()
  })
})

test('shows a claimed customer by name only if a proof is required, and not at all with a proof', async () => {
  const env = { ...IDENTITY, CLAIM_PARAMETER: 'customUserId' }
  const server = await startApp(database.url, { ...env, IDENTITY_REQUIRED: 'profile' })
  const claim = `&customUserId=${EMMA_NUMBER}`
  const answer = await server.json(toPath(SOMEBODY) + claim).expect(200)
  const { candidates } = answer.body as { candidates: Record<string, unknown>[] }
  expect(candidates).toHaveLength(1)
  expect(candidates[0]?.['full_name']).toBe('Emma Johansson')
  expect(['full_name', 'nickname']).toEqual(expect.arrayContaining(Object.keys(candidates[0] ?? {})))
  const { text } = await server.get(toPath(SOMEBODY) + claim).expect(200)
  for (const more of ['Northwind', '••••\u00a043', 'e••••@']) expect(text).not.toContain(more)
  const proved = await server.json(toPath(SOMEBODY, await sign('no-such-number')) + claim).expect(200)
  expect(proved.text).not.toContain('Emma')
  await server.close()
})

test('does not mention proofs if none are configured', async () => {
  const server = await startApp(database.url)
  const token = await sign(EMMA_NUMBER)
  expect(await ask(EMMA, token, server)).toMatchObject({ basis: 'linked', identity: { status: 'none' } })
  const { text } = await server.get(toPath(EMMA, token)).expect(200)
  expect(text).toMatch(/data-identity="linked">[^]*?<\/svg>\s*Linked by ID<\/p>/)
  await server.close()
  const { text: configured } = await app.get(toPath(EMMA)).expect(200)
  expect(configured).toMatch(/Linked by ID <span class="quiet">not proved<\/span>/)
})

test('counts results by status, reason and key', async () => {
  const own = await startApp(database.url, IDENTITY)
  await ask(EMMA, await sign(EMMA_NUMBER), own)
  await ask(EMMA, 'nonsense', own)
  const counted = async () =>
    (await own.services.metrics.registry.metrics()).match(/^crm_page_identities_total.* [1-9]\d*$/gm)
  await expect
    .poll(counted)
    .toEqual([
      'crm_page_identities_total{status="proved",reason="none",key="current"} 1',
      'crm_page_identities_total{status="failed",reason="malformed",key="none"} 1',
    ])
  await own.close()
})
