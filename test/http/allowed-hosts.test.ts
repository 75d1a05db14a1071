import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp } from '../support/app.ts'
import { cloneDatabase } from '../support/database.ts'

const TOKEN = 'a-token-of-the-page-0123'
const QUERY = '?visitorImId=emma.johansson'
const WRONG_HOST = 421

let database: Awaited<ReturnType<typeof cloneDatabase>>
beforeAll(async () => {
  database = await cloneDatabase()
})
afterAll(() => database.drop())

async function withApp(
  env: Record<string, string>,
  use: (app: Awaited<ReturnType<typeof startApp>>) => Promise<void>,
) {
  const app = await startApp(database.url, env)
  try {
    await use(app)
  } finally {
    await app.close()
  }
}

/** The statuses of pages, or of the simulator, for each of these hosts. */
async function statusesOf(
  env: Record<string, string>,
  paths: readonly string[],
  hosts: readonly string[],
): Promise<number[][]> {
  const statuses: number[][] = []
  await withApp(env, async (app) => {
    for (const path of paths) {
      const ofPath: number[] = []
      for (const host of hosts) ofPath.push((await app.get(path, { Host: host })).status)
      statuses.push(ofPath)
    }
  })
  return statuses
}

const HOSTS = [
  'localhost:3000',
  '127.0.0.1',
  'page.localhost',
  '[::1]:3000',
  'crm.example.com',
  'evil.example',
]
const [EVERY, LOOPBACK, LISTED] = [
  [200, 200, 200, 200, 200, 200],
  [200, 200, 200, 200, WRONG_HOST, WRONG_HOST],
  [WRONG_HOST, WRONG_HOST, WRONG_HOST, WRONG_HOST, 200, WRONG_HOST],
]
const SAMPLE = { DATABASE_URL: '' }

describe('the page answers', () => {
  test.each([
    ['with sample data to every host', SAMPLE, EVERY],
    ['with real data that only this machine reaches to its own names', {}, LOOPBACK],
    ['with real data on localhost to its own names', { HOST: 'localhost' }, LOOPBACK],
    ['with real data on ::1 to its own names', { HOST: '::1' }, LOOPBACK],
    ['in a container to every host', { HOST: '0.0.0.0' }, EVERY],
    ['on every IPv6 address to every host', { HOST: '::' }, EVERY],
    ['behind a proxy to every host', { TRUST_PROXY: '1' }, EVERY],
    ['to listed hosts', { ALLOWED_HOSTS: 'CRM.example.com' }, LISTED],
    ['to listed hosts in a container', { ALLOWED_HOSTS: 'crm.example.com', HOST: '0.0.0.0' }, LISTED],
    ['to listed hosts behind a proxy', { ALLOWED_HOSTS: 'crm.example.com', TRUST_PROXY: '1' }, LISTED],
    ['to listed hosts with sample data', { ...SAMPLE, ALLOWED_HOSTS: 'crm.example.com' }, LISTED],
    ['to every host with *', { ALLOWED_HOSTS: '*' }, EVERY],
  ])('according to its configuration: %s', async (_name, env, expected) => {
    expect(await statusesOf(env, [`/${QUERY}`], HOSTS)).toEqual([expected])
  })

  test('to every host with tokens', async () => {
    expect(await statusesOf({ ACCESS_TOKENS: TOKEN }, [`/${TOKEN}/${QUERY}`], HOSTS)).toEqual([EVERY])
  })
})

describe('the simulator answers', () => {
  test.each([
    ['with sample data to loopback names', SAMPLE, LOOPBACK],
    ['with real data to loopback names', {}, LOOPBACK],
    ['in a container to loopback names', { HOST: '0.0.0.0' }, LOOPBACK],
    ['behind a proxy to loopback names', { TRUST_PROXY: '1' }, LOOPBACK],
    ['to listed hosts', { ALLOWED_HOSTS: 'crm.example.com', TRUST_PROXY: '1' }, LISTED],
    ['to every host with *', { ...SAMPLE, ALLOWED_HOSTS: '*' }, EVERY],
  ])('according to its configuration: %s', async (_name, env, expected) => {
    const paths = ['/simulator/setup', '/SIMULATOR/setup', `/simulator/page/all/${QUERY}`]
    const statuses = await statusesOf({ SIMULATOR: 'on', ...env }, paths, HOSTS)
    // The mode requires an encrypted visitor id, so the page answers 400.
    expect(statuses.map((ofPath) => ofPath.map((status) => (status === 400 ? 200 : status)))).toEqual(
      paths.map(() => expected),
    )
  })

  test('to loopback names with tokens', async () => {
    const env = { SIMULATOR: 'on', ACCESS_TOKENS: TOKEN, HOST: '0.0.0.0' }
    expect(await statusesOf(env, [`/${TOKEN}/simulator/setup`], HOSTS)).toEqual([LOOPBACK])
  })
})

describe('the requested host', () => {
  const env = { ALLOWED_HOSTS: 'crm.example.com, 客服.example.com, ::1' }
  let app: Awaited<ReturnType<typeof startApp>>
  beforeAll(async () => {
    app = await startApp(database.url, env)
  })
  afterAll(() => app.close())

  test.each([
    ['the forwarded name is accepted', { TRUST_PROXY: '1' }, 'server:3000', 'crm.example.com', 200],
    [
      'another forwarded name is rejected',
      { TRUST_PROXY: '1' },
      'crm.example.com',
      'evil.example',
      WRONG_HOST,
    ],
    ['the header is ignored without a proxy', {}, 'evil.example', 'crm.example.com', WRONG_HOST],
    [
      'the header is ignored from an untrusted address',
      { TRUST_PROXY: '10.0.0.0/8' },
      'evil.example',
      'crm.example.com',
      WRONG_HOST,
    ],
  ])(
    'is read from X-Forwarded-Host only behind a trusted proxy: %s',
    async (_name, proxy, host, forwarded, status) => {
      await withApp({ ...env, ...proxy }, async (own) => {
        await own.get(`/${QUERY}`, { Host: host, 'X-Forwarded-Host': forwarded }).expect(status)
      })
    },
  )

  test.each([
    ['an international name in ASCII', 'xn--ubtq9x.example.com:8443', 200],
    ['an IPv6 address', '[::1]:3000', 200],
    ['a final dot', 'crm.example.com.', 200],
    ['a subdomain', 'x.crm.example.com', WRONG_HOST],
    ['a name that contains it', 'crm.example.com.evil.example', WRONG_HOST],
    ['a user before it', 'evil@crm.example.com', WRONG_HOST],
    ['no host', ':/[', WRONG_HOST],
  ])('is compared by name alone: %s', async (_name, host, status) => {
    await app.get(`/${QUERY}`, { Host: host }).expect(status)
  })

  test.each([
    [
      'the host of the target before the one beside it',
      `GET http://evil.example/${QUERY} HTTP/1.1\r\nHost: crm.example.com`,
      WRONG_HOST,
    ],
    [
      'also when it is the listed one',
      `GET http://crm.example.com/${QUERY} HTTP/1.1\r\nHost: evil.example`,
      200,
    ],
    [
      'a user in the target',
      `GET http://crm.example.com@evil.example/${QUERY} HTTP/1.1\r\nHost: crm.example.com`,
      WRONG_HOST,
    ],
    ['no host in HTTP/1.0, which is allowed', `GET /${QUERY} HTTP/1.0`, WRONG_HOST],
    ['no host in HTTP/1.1, which is not allowed', `GET /${QUERY} HTTP/1.1`, 400],
    ['health without one', 'GET /healthz HTTP/1.0', 200],
  ])('is read from the request as HTTP requires: %s', async (_name, head, status) => {
    const socket = connect(Number(new URL(app.url).port), '127.0.0.1')
    socket.write(`${head}\r\nConnection: close\r\n\r\n`)
    expect(await text(socket)).toMatch(new RegExp(`^HTTP/1\\.1 ${String(status)} `))
  })
})

describe('a rejected request', () => {
  test('names the variable that permits the host, in both languages and JSON, and nothing else', async () => {
    await withApp({}, async (app) => {
      const headers = { Host: 'evil.example', 'Accept-Language': 'zh' }
      const { text: page } = await app.get(`/${QUERY}`, headers).expect(WRONG_HOST)
      expect(page).toContain('data-code="wrong_host"')
      expect(page).toContain('主机名')
      expect(page).toContain('ALLOWED_HOSTS')
      for (const secret of ['Emma', 'evil.example', 'visitorImId=']) expect(page).not.toContain(secret)
      const { body } = await app.json(`/${QUERY}`).set('Host', 'evil.example').expect(WRONG_HOST)
      expect(body).toMatchObject({
        error: { code: 'wrong_host', message: expect.stringContaining('ALLOWED_HOSTS') },
      })
      expect(app.lines.join('')).not.toContain('evil')
    })
  })

  test('still gets styles and health checks', async () => {
    await withApp({ ALLOWED_HOSTS: 'crm.example.com' }, async (app) => {
      const evil = { Host: 'evil.example' }
      const { text: page } = await app.get('/', evil).expect(WRONG_HOST)
      const [, style = ''] = /<link rel="stylesheet" href="([^"]+)">/.exec(page) ?? []
      await app.get(style, evil).expect(200)
      for (const path of ['/healthz', '/readyz']) await app.get(path, evil).expect(200)
    })
  })

  test('is also rejected if it changes something or guesses a token', async () => {
    await withApp({ ACCESS_TOKENS: TOKEN, ALLOWED_HOSTS: 'crm.example.com' }, async (app) => {
      for (const path of ['/', `/${TOKEN}/`, '/another-token-0123456/', '/nope'])
        await app.get(path, { Host: 'evil.example' }).expect(WRONG_HOST)
      await app.send('post', `/${TOKEN}/`).set('Host', 'evil.example').expect(WRONG_HOST)
    })
  })
})
