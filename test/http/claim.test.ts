import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApp, type TestApp } from '../support/app.ts'
import { cloneDatabase } from '../support/database.ts'

/* A site that cannot sign tokens claims the visitor's identity in a plain parameter. */

let database: Awaited<ReturnType<typeof cloneDatabase>>
let app: TestApp
beforeAll(async () => {
  database = await cloneDatabase()
  app = await startApp(database.url, { CLAIM_PARAMETER: 'customUserId' })
})
afterAll(async () => {
  await app.close()
  await database.drop()
})

const NEW = '/?visitorImId=nobody-yet&originType=app'
const JACK = 'EEP4EVP9CCMTRTCKVJHX'

async function getPage(address: string, on = app) {
  const { body } = await on.json(address).expect(200)
  return body as {
    outcome: string
    customer: { id: string; full_name: string } | null
    candidates?: { id: string; full_name: string }[]
    search: { open: string[] }
  }
}

test('shows a claimed customer as a candidate that an agent opens manually', async () => {
  const page = await getPage(`${NEW}&customUserId=${JACK}`)
  expect(page).toMatchObject({ outcome: 'unknown', customer: null, panels: [] })
  expect(page.candidates).toMatchObject([{ full_name: 'Jack Miller' }])
  const opened = await getPage(page.search.open[0] ?? '')
  expect(opened).toMatchObject({ outcome: 'found', customer: { full_name: 'Jack Miller' } })
  const [search, , open] = app.audits
  const customerId = page.candidates?.[0]?.id
  expect(search).toMatchObject({
    action: 'search',
    from: 'claim',
    kinds: ['number'],
    candidateIds: [customerId],
  })
  expect(open).toMatchObject({ action: 'open', from: 'claim', customerId })
  expect(JSON.stringify([app.audits, app.lines])).not.toContain(JACK)
})

test('masks a claimed customer like any other', async () => {
  const { text } = await app.get(`${NEW}&customUserId=${JACK}`).expect(200)
  expect(text).not.toMatch(/555-?0119|jack\.miller@/)
})

test.each([
  ['matches no customer', `${NEW}&customUserId=EEP4EVP9`],
  ['is a name', `${NEW}&customUserId=Jack%20Miller`],
  ['is an e-mail address', `${NEW}&customUserId=jack.miller@example.net`],
  ['is sent twice', `${NEW}&customUserId=${JACK}&customUserId=EMJ7K2QX9TRW4HVB6NPC`],
  ['is in another parameter', `${NEW}&userNo=${JACK}`],
  ['is empty', `${NEW}&customUserId=`],
])('ignores a claim that %s', async (_name, address) => {
  const page = await getPage(address)
  expect(page).toMatchObject({ outcome: 'unknown', customer: null })
  expect(page.candidates).toBeUndefined()
})

test('never lets a claim take precedence over the visitor id', async () => {
  const page = await getPage(`/?visitorImId=emma.johansson&originType=app&customUserId=${JACK}`)
  expect(page).toMatchObject({ outcome: 'found', customer: { full_name: 'Emma Johansson' } })
  expect(page.candidates).toBeUndefined()
  expect(JSON.stringify(page.customer)).not.toContain('Jack')
})

test('shows only the name of a claimed customer if customer data requires a proof', async () => {
  const own = await startApp(database.url, {
    CLAIM_PARAMETER: 'customUserId',
    IDENTITY_REQUIRED: 'profile',
    IDENTITY_SECRET: 'a-secret-of-thirty-two-characters!',
    SERVER_SECRET: 'another-secret-of-thirty-two-chars',
  })
  const { candidates } = await getPage(`${NEW}&customUserId=${JACK}`, own)
  expect(candidates).toEqual([{ full_name: 'Jack Miller', nickname: 'Jack' }])
  await own.close()
})

test('looks up no claim unless configured', async () => {
  const own = await startApp(database.url)
  expect((await getPage(`${NEW}&customUserId=${JACK}`, own)).candidates).toBeUndefined()
  expect(JSON.stringify(own.audits)).not.toContain('"search"')
  await own.close()
})

test('limits claims per client, and shows the page without them', async () => {
  const own = await startApp(database.url, { CLAIM_PARAMETER: 'customUserId', SEARCH_LIMIT_PER_MINUTE: '1' })
  expect((await getPage(`${NEW}&customUserId=${JACK}`, own)).candidates).toHaveLength(1)
  expect((await getPage(`${NEW}&customUserId=${JACK}`, own)).candidates).toBeUndefined()
  await own.close()
})
