import { afterAll, beforeAll, expect, test } from 'vitest'
import { signToken } from '../../src/identity/sign-token.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { cloneDatabase } from '../support/database.ts'

/* A proved customer is linked automatically. */

const SECRET = 'the secret that the shop signs with'
const [EMMA, OTHER] = ['EMJ7K2QX9TRW4HVB6NPC', 'EEP4EVP9CCMTRTCKVJHX']

let database: Awaited<ReturnType<typeof cloneDatabase>>
let env: Record<string, string>
let app: TestApp
beforeAll(async () => {
  database = await cloneDatabase()
  env = {
    IDENTITY_SECRET: SECRET,
    SERVER_SECRET: 'a secret of the tests, long enough for a server',
    DATABASE_WRITE_URL: database.url,
  }
  app = await startApp(database.url, env)
})
afterAll(async () => {
  await app.close()
  await database.drop()
})

interface Page {
  outcome: string
  basis: string | null
  customer: { customer_no: string } | null
  link?: { state: string; text: string; form: { page: string } | null }
}

const sign = (number: string) =>
  signToken(SECRET, { subject: number, visitorImId: null, audience: null, validSeconds: 3600 }, Date.now())

async function ask(visitor: string, number: string | null, on = app): Promise<Page> {
  const token = number === null ? '' : await sign(number)
  const { body } = await on.json(`/?visitorImId=${visitor}&customUserToken=${token}`).expect(200)
  await on.services.linking.backgroundLinker?.settle()
  return body as Page
}

test('recognizes a once-proved visitor without a token', async () => {
  expect(await ask('first', EMMA)).toMatchObject({ outcome: 'found', basis: 'proved' })
  expect(await ask('first', null)).toMatchObject({
    outcome: 'found',
    basis: 'linked',
    customer: { customer_no: EMMA },
    link: { state: 'kept', text: expect.stringMatching(/^Linked by proof, /) },
  })
  await ask('first', EMMA)
  const { rowCount } = await app.pool.query(
    `select from customer_identity_history where visitor_im_id = 'first'`,
  )
  expect(rowCount).toBe(1)
  const lines = app.audits.filter(({ action }) => action === 'link')
  expect(lines).toMatchObject([
    { status: 'asked', source: 'proof', agentId: null },
    { status: 'linked', source: 'proof', agentId: null },
  ])
})

test('audits who undoes a link made by a proof', async () => {
  await ask('regretted', EMMA)
  const { body } = await app.get('/?visitorImId=regretted&agentId=7', { Accept: 'application/json' })
  const { action, page } = (body as { link: { form: { action: string; page: string } } }).link.form
  await app.form(action, { page }).expect(200)
  const line = { source: 'proof', agentId: '7' }
  expect(app.audits.filter(({ action: what }) => what === 'undo')).toMatchObject([
    { ...line, status: 'asked' },
    { ...line, status: 'undone' },
  ])
})

test('replaces the link of an older proof by a newer one, because browsers are shared', async () => {
  await ask('shared', EMMA)
  const fresh = `/?visitorImId=shared&customUserToken=${await sign(OTHER)}`
  const replacing = await app.get(fresh).expect(200)
  expect(replacing.text).toContain('This visitor was linked to Emma Johansson before')
  const { rows } = await app.pool.query<{ id: string }>('select id from customers where customer_no = $1', [
    EMMA,
  ])
  expect(app.audits.findLast(({ action }) => action === 'view')).toMatchObject({
    candidateIds: [String(rows[0]?.id)],
  })
  await app.services.linking.backgroundLinker?.settle()
  const replaced = await app.get(fresh).expect(200)
  expect(replaced.text).not.toContain('before: people')
  expect(await ask('shared', OTHER)).toMatchObject({
    outcome: 'found',
    basis: 'proved',
    customer: { customer_no: OTHER },
  })
  expect(await ask('shared', null)).toMatchObject({ basis: 'linked', customer: { customer_no: OTHER } })
})

test('redacts masked values of the replaced customer everywhere on the page', async () => {
  await app.pool.query(
    `insert into customers (customer_no, full_name, phone) values ('REPLACED1', 'Ann 13912345678', '13912345678')`,
  )
  await ask('told', 'REPLACED1')
  const { text } = await app.get(`/?visitorImId=told&customUserToken=${await sign(OTHER)}`).expect(200)
  expect(text).toMatch(/This visitor was linked to .*••••.* before/)
  expect(text).not.toContain('12345678')
  await app.services.linking.backgroundLinker?.settle()
})

test('shows a conflict with a link that an agent made or that was imported', async () => {
  await app.pool.query(
    `insert into customer_identities (visitor_im_id, channel, customer_id, source)
     select 'by-agent', 'app', id, 'agent' from customers where customer_no = $1`,
    [EMMA],
  )
  for (const visitor of ['by-agent', 'lijipeng_2019'])
    expect(await ask(visitor, OTHER)).toMatchObject({ outcome: 'several', customer: null })
  const { rows } = await app.pool.query(
    `select source from customer_identities where visitor_im_id in ('by-agent', 'lijipeng_2019') order by 1`,
  )
  expect(rows).toEqual([{ source: 'agent' }, { source: 'imported' }])
})

test.each([
  [
    'in its place',
    `update customer_identities set source = 'imported', customer_id = (select id from customers where customer_no = $2)
     where visitor_im_id = $1`,
  ],
  [
    'beside it, of the same customer',
    `insert into customer_identities (visitor_im_id, channel, customer_id)
     select $1, 'app', id from customers where customer_no = $2`,
  ],
])('shows a conflict, without undo, for a link imported after a proof, %s', async (how, statement) => {
  const visitor = `imported ${how}`.replaceAll(/\W/g, '-')
  await ask(visitor, EMMA)
  const imported = how === 'in its place' ? OTHER : EMMA
  await app.pool.query(statement, [visitor, imported])
  const known = await ask(visitor, null)
  expect(known).toMatchObject({ basis: 'linked', customer: { customer_no: imported } })
  expect(known).not.toHaveProperty('link')
  const proved = imported === EMMA ? OTHER : EMMA
  expect(await ask(visitor, proved)).toMatchObject({ outcome: 'several', customer: null })
})

test('shows the proved customer after an agent’s link is undone next to a proof', async () => {
  const asked = `/?visitorImId=undone&customUserToken=${await sign(EMMA)}`
  await app.pool.query(
    `with link as (
       insert into customer_identities (visitor_im_id, channel, customer_id, source)
       select 'undone', 'unknown', id, 'agent' from customers where customer_no = $1
       returning visitor_im_id, channel, customer_id, source
     ) insert into customer_identity_history (visitor_im_id, channel, customer_id, source) select * from link`,
    [EMMA],
  )
  const { body: before } = await app.json(asked).expect(200)
  const { link } = before as Page
  expect(link).toMatchObject({ state: 'kept', text: expect.stringMatching(/^Linked by an agent, /) })
  const { body } = await app
    .form('/unlink', { page: link?.form?.page ?? '' }, { Accept: 'application/json' })
    .expect(200)
  await app.services.linking.backgroundLinker?.settle()
  expect(body).toMatchObject({ outcome: 'found', basis: 'proved', customer: { customer_no: EMMA } })
  expect(body).not.toHaveProperty('link')
  const { rowCount } = await app.pool.query(`select from customer_identities where visitor_im_id = 'undone'`)
  expect(rowCount).toBe(0)
})

test('logs a failure without showing it, and links nobody when turned off', async () => {
  const broken = await startApp(database.url, {
    ...env,
    DATABASE_WRITE_URL: 'postgres://nobody@127.0.0.1:1/nothing',
  })
  const off = await startApp(database.url, { ...env, LINK_PROVED: 'off' })
  try {
    expect(await ask('unlucky', EMMA, broken)).toMatchObject({ outcome: 'found', basis: 'proved' })
    expect(broken.lines.filter((line) => line.includes('link_failed'))).toHaveLength(1)
    expect(await ask('unlucky', EMMA, off)).toMatchObject({ basis: 'proved' })
    expect(await ask('unlucky', null)).toMatchObject({ outcome: 'unknown' })
  } finally {
    await broken.close()
    await off.close()
  }
})
