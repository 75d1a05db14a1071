import { Registry } from 'prom-client'
import request from 'supertest'
import { expect, test } from 'vitest'
import { createOpsApp } from '../../src/http/routes/ops-app.ts'
import { createLog } from '../../src/logging/log.ts'

function start(metrics: () => Promise<string> = () => Promise.resolve('a 1\n')) {
  const lines: string[] = []
  const app = createOpsApp({
    metrics: { registry: { contentType: Registry.PROMETHEUS_CONTENT_TYPE, metrics } as Registry },
    readyz: (_request, response) => void response.status(503).json({ status: 'unavailable' }),
    log: createLog('info', { write: (line) => lines.push(line) }),
  })
  return { app, lines }
}

test('serves metrics and health, uncached', async () => {
  const { app } = start()
  const { text, headers } = await request(app).get('/metrics').expect(200)
  expect(text).toBe('a 1\n')
  expect(headers).toMatchObject({
    'content-type': expect.stringMatching(/^text\/plain; version=0\.0\.4/),
    'cache-control': 'no-store',
    'x-robots-tag': 'noindex',
  })
  for (const name of ['etag', 'x-powered-by']) expect(headers).not.toHaveProperty(name)
  expect((await request(app).get('/healthz').expect(200)).body).toMatchObject({ status: 'ok' })
  expect((await request(app).get('/readyz').expect(503)).body).toEqual({ status: 'unavailable' })
})

test.each(['/metrics', '/healthz', '/readyz'])('refuses other methods: %s', async (path) => {
  const { body } = await request(start().app).post(path).expect(405).expect('Allow', 'GET, HEAD')
  expect(body).toEqual({ status: 'method_not_allowed' })
})

test('serves nothing else', async () => {
  const { text, headers } = await request(start().app).get('/?visitorImId=v').expect(404)
  expect([text, headers['content-type']]).toEqual(['Not found\n', 'text/plain; charset=utf-8'])
})

test('logs errors without values, and answers without details', async () => {
  const { app, lines } = start(() => Promise.reject(new TypeError('about emma')))
  const { text, headers } = await request(app).get('/metrics').expect(500)
  expect([text, headers['content-type']]).toEqual(['Internal error\n', 'text/plain; charset=utf-8'])
  expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
    { event: 'error', code: 'internal_error', error: { name: 'TypeError' } },
  ])
  expect(lines.join()).not.toContain('emma')
})
