import { createCipheriv } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadConfig } from '../../src/config/load.ts'
import { toSampleUrls } from '../../src/database/sample/sample-urls.ts'
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

test('decrypts the documentation’s example with its key', async () => {
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
  for (const value of ['Jack', '40', 'man']) expect(text).toContain(`<dd>${value}\n`)
})

test('shows the same values in plain text without a key', async () => {
  const { body, text } = await getJson(`/?name=Jack&age=40&sex=man&${BUILT_IN}`, {})
  expect(body).toMatchObject({
    outcome: 'found',
    visit: { customParameters: plainParameters.map((parameter) => ({ ...parameter, status: 'plain' })) },
  })
  for (const value of ['Jack', '40', 'man']) expect(text).toContain(`<dd>${value}\n`)
})

test('shows the page without any value if the key is wrong', async () => {
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

test('still decrypts with the previous key', async () => {
  const { body } = await getJson(`/?name=877523f86f18f55e&${BUILT_IN}`, {
    HYPHENATE_DES_KEY: 'another-key',
    HYPHENATE_DES_KEY_PREVIOUS: KEY,
  })
  expect(body).toMatchObject({ visit: { customParameters: [{ value: 'Jack', status: 'decrypted' }] } })
})

test('finds the visitor by the decrypted id if everything is encrypted', async () => {
  const path = `/?visitorImId=${encryptDesHex(KEY, VISITOR)}&name=877523f86f18f55e`
  const { body } = await getJson(path, { HYPHENATE_DES_KEY: KEY, HYPHENATE_ENCRYPTION: 'all' })
  expect(body).toMatchObject({ outcome: 'found', visit: { visitorImId: VISITOR } })
})

test('explains what to check if everything is encrypted and the visitor id is unreadable', async () => {
  const { body, status, text } = await getJson(`/?visitorImId=${VISITOR}`, {
    HYPHENATE_DES_KEY: KEY,
    HYPHENATE_ENCRYPTION: 'all',
  })
  expect(status).toBe(400)
  expect(body).toMatchObject({ error: { code: 'visitor_undecryptable', reason: 'not_hex_or_base64' } })
  expect(text).toContain('<body data-outcome="error" data-code="visitor_undecryptable">')
  for (const part of [
    'sent unencrypted?',
    'HYPHENATE_DES_KEY',
    'HYPHENATE_ENCRYPTION',
    'For administrators',
    'HYPHENATE_DES_KEY',
  ]) {
    expect(text).toContain(part)
  }
  expect(JSON.stringify(body)).not.toContain(VISITOR)
})

test('reports other unreadable parameters with their reason if everything is encrypted', async () => {
  const path = `/?visitorImId=${encryptDesHex(KEY, VISITOR)}&agentName=${encryptDesHex('another-key', 'Ann')}&to=x&tenantId=35`
  const { body, text } = await getJson(path, { HYPHENATE_DES_KEY: KEY, HYPHENATE_ENCRYPTION: 'all' })
  expect(body).toMatchObject({
    outcome: 'found',
    visit: {
      to: null,
      tenantId: null,
      agent: { name: null },
      undecryptable: expect.arrayContaining([
        { name: 'to', reason: 'not_hex_or_base64' },
        { name: 'tenantId', reason: 'not_whole_blocks' },
        { name: 'agentName', reason: 'wrong_key' },
      ]),
    },
  })
  expect(text).toContain('data-parameter="agentName" data-status="undecryptable"')
})

test('shows truncated text as far as it goes, and marks it', async () => {
  const cipher = createCipheriv('des-ede3', Buffer.from(KEY.repeat(3)), null)
  const cut = Buffer.concat([cipher.update(Buffer.from('Tom李').subarray(0, 4)), cipher.final()]).toString(
    'hex',
  )
  const { body, text } = await getJson(`/?name=${cut}&${BUILT_IN}`, { HYPHENATE_DES_KEY: KEY })
  expect(body).toMatchObject({ visit: { customParameters: [{ name: 'name', value: 'Tom', status: 'cut' }] } })
  expect(text).toContain('cut off by the app')
})

test('tells an unknown visitor whose ID is encrypted, too, from one who is not linked', async () => {
  const env = { HYPHENATE_DES_KEY: KEY }
  const hint = 'encrypted by the console, which this server does not expect: tell your administrator'
  const encrypted = await getJson(`/?visitorImId=${encryptDesHex(KEY, VISITOR)}`, env)
  expect(encrypted.body['outcome']).toBe('unknown')
  expect(encrypted.text).toContain(`<span class="problem">${hint}</span>`)
  const plain = await getJson(`/?visitorImId=${'ab'.repeat(16)}`, env)
  expect([plain.body['outcome'], plain.text.includes(hint)]).toEqual(['unknown', false])
})

test('logs how many values each key decrypted', async () => {
  const app = await startApp(database.url, {
    HYPHENATE_DES_KEY: 'current-key',
    HYPHENATE_DES_KEY_PREVIOUS: KEY,
  })
  const query = [
    ...['a', 'b', 'c'].map((text) => `${text}=${encryptDesHex(KEY, text)}`),
    `d=${encryptDesHex('current-key', 'd')}`,
    'e=plain!',
  ].join('&')
  await app.get(`/?${query}&${BUILT_IN}`)
  await expect.poll(() => app.lines.length).toBe(1)
  expect(JSON.parse(app.lines[0] ?? '')).toMatchObject({ keyUses: [1, 3] })
  await app.close()
})

test('shows names with brackets, dots and CJK, numbers, JSON and long values as text, and folds long ones', async () => {
  const long = '很长的备注 <b>'.repeat(100)
  const custom = { 'cart.items[0][sku]': '00012', 订单号: '{"id": 7, "paid": false}', long }
  const { body, text } = await getJson(`/?${new URLSearchParams(custom).toString()}&${BUILT_IN}`, {})
  expect(body).toMatchObject({
    visit: {
      customParameters: Object.entries(custom).map(([name, value]) => ({ name, value, status: 'plain' })),
    },
  })
  expect(text).toContain('data-parameter="cart.items[0][sku]"')
  expect(text).toContain('<dd>00012\n')
  expect(text).toContain('<dd>{&#34;id&#34;: 7, &#34;paid&#34;: false}\n')
  const [, beginning = ''] =
    /<details class="whole"><summary class="folds"><bdi lang="zh">([^<]+)…<\/bdi><\/summary><bdi lang="zh">很长/.exec(
      text,
    ) ?? []
  expect(beginning.replaceAll('&lt;', '<').replaceAll('&gt;', '>')).toBe(long.slice(0, 80))
})

test('reports repairs in JSON and in the log', async () => {
  const app = await startApp(database.url)
  const target = `/?x=1&easemobId=107937&visitorImId=${VISITOR}to=gh_1&nickname=(null)&serviceNumber=gh_1&originType=webim`
  const { body } = await app.json(target).expect(200)
  const repairs = ['missing_ampersand', 'null_text']
  expect(body).toMatchObject({
    outcome: 'found',
    visit: { visitorImId: VISITOR, to: 'gh_1', nickname: null, repairs },
  })
  await expect.poll(() => app.lines.length).toBe(1)
  expect(JSON.parse(app.lines[0] ?? '')).toMatchObject({ repairs })
  await app.close()
})

test.each(['custom', 'all'])('shows every state at the sample URLs with encryption %s', async (mode) => {
  const env = { HYPHENATE_DES_KEY: KEY, HYPHENATE_ENCRYPTION: mode }
  const app = await startApp(database.url, env)
  const { encryption } = loadConfig({ DATABASE_URL: database.url, ...env })
  const pages: string[] = []
  for (const { url } of toSampleUrls('', encryption)) pages.push((await app.get(url)).text)
  expect(pages.filter((html) => html.includes('data-outcome="found"'))).toHaveLength(6)
  expect(pages.join('')).not.toContain('undecryptable')
  expect(pages.join('')).toMatch(/<dd>Jack\n/)
  await app.close()
})
