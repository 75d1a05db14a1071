import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApp, type TestApp } from '../support/app.ts'
import { cloneDatabase } from '../support/database.ts'

let app: TestApp
let database: Awaited<ReturnType<typeof cloneDatabase>>
beforeAll(async () => {
  database = await cloneDatabase()
  app = await startApp(database.url, { FRAME_ANCESTORS: 'https://console.example.com' })
})
afterAll(async () => {
  await app.close()
  await database.drop()
})

const PAGES: [string, string][] = [
  ['found', '/?visitorImId=emma.johansson'],
  ['unknown', '/?visitorImId=nobody'],
  ['wrong parameters', '/'],
  ['wrong address', '/nope'],
  ['health', '/healthz'],
]

test.each(PAGES)(
  'lets only the console frame the response, forbids caching and inline code: %s',
  async (_name, path) => {
    const { headers } = await app.get(path)
    expect(headers).toMatchObject({
      'content-security-policy':
        "default-src 'none';script-src 'self';style-src 'self';img-src 'self' data:;connect-src 'self';base-uri 'none';form-action 'self';" +
        'frame-ancestors https://console.example.com',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-robots-tag': 'noindex',
      'cross-origin-resource-policy': 'same-origin',
      'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    })
    for (const name of ['x-frame-options', 'x-powered-by', 'set-cookie', 'etag'])
      expect(headers).not.toHaveProperty(name)
  },
)

test('lets the vendor’s console frame the page by default', async () => {
  const plain = await startApp(database.url)
  const { headers } = await plain.get('/')
  expect(headers['content-security-policy']).toContain(
    'frame-ancestors https://kefu.easemob.com https://*.easemob.com',
  )
  await plain.close()
})

test('assigns every request an id of its own, whatever the client sends', async () => {
  const ids = await Promise.all(
    Array.from(
      { length: 5 },
      async () => (await app.get('/healthz', { 'X-Request-Id': 'mine' })).headers['x-request-id'],
    ),
  )
  expect(new Set(ids).size).toBe(5)
  expect(ids).not.toContain('mine')
})

test('has no inline script or style, and assets that can be cached forever', async () => {
  const { text } = await app.get('/?visitorImId=emma.johansson')
  expect(text).not.toMatch(/<script(?! src=)|<style|\sstyle=|\son\w+=/)
  const [, script = ''] = /<script src="([^"]+)" defer/.exec(text) ?? []
  expect((await app.get(script).expect(200)).headers).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'public, max-age=31536000, immutable',
  })
  const [, address = ''] = /<link rel="stylesheet" href="([^"]+)">/.exec(text) ?? []
  expect(address).toMatch(/^\/assets\/style\.[\w-]{8}\.css$/)
  const { headers } = await app.get(address).expect(200)
  expect(headers).toMatchObject({
    'content-type': 'text/css; charset=utf-8',
    'cache-control': 'public, max-age=31536000, immutable',
    'cross-origin-resource-policy': 'cross-origin',
    'x-robots-tag': 'noindex',
    'x-content-type-options': 'nosniff',
  })
})
