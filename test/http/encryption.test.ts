import { afterAll, beforeAll, expect, test } from 'vitest'
import { encryptDesHex } from '../../src/visit/des.ts'
import { startApp } from '../support/app.ts'
import { cloneDatabase } from '../support/database.ts'

const KEY = '12345678'
const VISITOR = 'webim-visitor-Q922M6VHRKQG8QFXP6T9'
const BUILT_IN = `easemobId=107937&visitorImId=${VISITOR}&to=${VISITOR}`

let database: Awaited<ReturnType<typeof cloneDatabase>>

beforeAll(async () => {
  database = await cloneDatabase()
})
afterAll(() => database.drop())

async function getJson(path: string, env: Record<string, string>) {
  const app = await startApp(database.url, env)
  try {
    const { body, status } = await app.json(path)
    const { text } = await app.get(path)
    return { body: body as Record<string, unknown>, status, text }
  } finally {
    await app.close()
  }
}

const plainParameters = [
  { name: 'name', value: 'Jack' },
  { name: 'age', value: '40' },
  { name: 'sex', value: 'man' },
]

test('the documents’ example, decrypted with its key', async () => {
  const customUserId = encryptDesHex(KEY, 'EEP4EVP9CCMTRTCKVJHX')
  const { body, text } = await getJson(
    `/?customUserId=${customUserId}&name=877523f86f18f55e&age=e86b4e789891107c&sex=d221cba8e6efd0ad&${BUILT_IN}`,
    { HYPHENATE_DES_KEY: KEY },
  )
  expect(body).toMatchObject({
    outcome: 'found',
    customer: { customer_no: 'EEP4EVP9CCMTRTCKVJHX' },
    visit: {
      customParameters: [
        { name: 'customUserId', value: 'EEP4EVP9CCMTRTCKVJHX', status: 'decrypted' },
        ...plainParameters.map((parameter) => ({ ...parameter, status: 'decrypted' })),
      ],
    },
  })
  for (const value of ['Jack', '40', 'man']) expect(text).toContain(`<bdi>${value}</bdi>`)
})

test('the same values, plain without a key', async () => {
  const { body, text } = await getJson(`/?name=Jack&age=40&sex=man&${BUILT_IN}`, {})
  expect(body).toMatchObject({
    outcome: 'found',
    visit: { customParameters: plainParameters.map((parameter) => ({ ...parameter, status: 'plain' })) },
  })
  for (const value of ['Jack', '40', 'man']) expect(text).toContain(`<bdi>${value}</bdi>`)
})

test('a wrong key leaves the page whole, and shows no value', async () => {
  const { body, status, text } = await getJson(`/?name=877523f86f18f55e&${BUILT_IN}`, {
    HYPHENATE_DES_KEY: 'another-key',
  })
  expect(status).toBe(200)
  expect(body).toMatchObject({
    outcome: 'found',
    visit: {
      customParameters: [{ name: 'name', value: null, status: 'undecryptable', reason: 'wrong_key' }],
    },
  })
  expect(text).toContain('data-parameter="name" data-status="undecryptable"')
  expect(text).toContain('cannot be decrypted (wrong key, or damaged)')
  expect(text).not.toContain('877523f86f18f55e')
})

test('the previous key still decrypts', async () => {
  const { body } = await getJson(`/?name=877523f86f18f55e&${BUILT_IN}`, {
    HYPHENATE_DES_KEY: 'another-key',
    HYPHENATE_DES_KEY_PREVIOUS: KEY,
  })
  expect(body).toMatchObject({ visit: { customParameters: [{ value: 'Jack', status: 'decrypted' }] } })
})

test('everything encrypted: the visitor is found by the decrypted id', async () => {
  const path = `/?visitorImId=${encryptDesHex(KEY, VISITOR)}&name=877523f86f18f55e`
  const { body } = await getJson(path, { HYPHENATE_DES_KEY: KEY, HYPHENATE_ENCRYPTION: 'all' })
  expect(body).toMatchObject({ outcome: 'found', visit: { visitorImId: VISITOR } })
})

test('everything encrypted: an unreadable visitor is an error that says what to check', async () => {
  const { body, status, text } = await getJson(`/?visitorImId=${VISITOR}`, {
    HYPHENATE_DES_KEY: KEY,
    HYPHENATE_ENCRYPTION: 'all',
  })
  expect(status).toBe(400)
  expect(body).toMatchObject({ error: { code: 'visitor_undecryptable', reason: 'not_hex_or_base64' } })
  expect(text).toContain('<body data-outcome="error" data-code="visitor_undecryptable">')
  expect(JSON.stringify(body)).not.toContain(VISITOR)
})
