import { X509Certificate } from 'node:crypto'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import request from 'supertest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { catchErrors } from '../../src/http/server/catch-errors.ts'
import { createRedirect } from '../../src/http/server/redirect.ts'
import { createLog } from '../../src/logging/log.ts'
import { makeCertificate } from '../support/certificate.ts'

const HTTPS_PORT = 8443
let current = makeCertificate()
let server: Server
let port: number
beforeAll(async () => {
  server = createServer(
    createRedirect({ certificate: () => new X509Certificate(current.cert), httpsPort: HTTPS_PORT }),
  )
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  port = (server.address() as AddressInfo).port
})
afterAll(() => new Promise((closed) => server.close(closed)))

const ask = (host: string, path = '/') => request(server).get(path).set('Host', host)

describe('plain HTTP is redirected to HTTPS', () => {
  test('to this server’s HTTPS port from its own port, keeping path and query', async () => {
    const { status, headers } = await ask(
      `crm.example.com:${String(port)}`,
      '/a/b?visitorImId=x%2Fy&a=http://b',
    )
    expect(status).toBe(301)
    expect(headers['location']).toBe(`https://crm.example.com:8443/a/b?visitorImId=x%2Fy&a=http://b`)
  })

  test.each([
    ['crm.example.com', 'https://crm.example.com/'],
    ['crm.example.com:80', 'https://crm.example.com/'],
    ['crm.example.com:8080', 'https://crm.example.com/'],
    ['CRM.example.com', 'https://CRM.example.com/'],
    ['127.0.0.1', 'https://127.0.0.1/'],
  ])('to the standard port behind a proxy: %s', async (host, location) => {
    const { status, headers } = await ask(host)
    expect([status, headers['location']]).toEqual([301, location])
  })

  test.each([
    ['[2001:db8::7]', 'https://[2001:db8::7]/'],
    ['[2001:DB8::7]:80', 'https://[2001:DB8::7]/'],
    ['[2001:db8::8]', undefined],
    ['[2001:db8::7]x', undefined],
  ])('also for a certificate with an IPv6 address: %s', async (host, location) => {
    const isKnown = (ip: string) => (ip.toLowerCase() === '2001:db8::7' ? ip : undefined)
    const certificate = { checkIP: isKnown, checkHost: () => undefined } as unknown as X509Certificate
    const redirect = createRedirect({ certificate: () => certificate, httpsPort: HTTPS_PORT })
    expect((await request(redirect).get('/').set('Host', host)).headers['location']).toBe(location)
  })

  test.each([
    ...['evil.example', 'x.crm.example.com', 'crm.example.com.evil.example', '10.0.0.1', '[::1]'],
    ...[
      'user@crm.example.com',
      'crm.example.com/x',
      'crm.example.com:x',
      'crm.example.com:123456',
      '-',
      '[crm]',
    ],
    ...['a crm.example.com', 'crm.example.com b'],
  ])('but not for hosts outside the certificate: %s', async (host) => {
    const { status, headers } = await ask(host)
    expect([status, headers['location']]).toEqual([400, undefined])
  })

  test.each(['post', 'put', 'delete', 'options'] as const)('but not for %s', async (method) => {
    const { status, headers } = await request(server)[method]('/').set('Host', 'crm.example.com')
    expect([status, headers['allow'], headers['location']]).toEqual([405, 'GET, HEAD', undefined])
  })

  test('for HEAD as for GET', () => request(server).head('/').set('Host', 'crm.example.com').expect(301))

  test('uncached, unindexed and without referrer, as the URL identifies the visitor', async () => {
    for (const host of ['crm.example.com', 'evil.example'])
      expect((await ask(host)).headers).toMatchObject({
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'x-robots-tag': 'noindex',
      })
  })

  test('for the names of a renewed certificate', async () => {
    const before = current
    current = makeCertificate('new.example.com')
    expect([(await ask('new.example.com')).status, (await ask('crm.example.com')).status]).toEqual([301, 400])
    current = before
  })
})

describe('an exception in a listener', () => {
  const lines: string[] = []
  const log = createLog('info', { write: (line) => lines.push(line) })
  const failing = (listener: RequestListener) => request(createServer(catchErrors(listener, log)))

  test('is answered 500 without the unfinished response', async () => {
    const { status, headers, text } = await failing((_request, response) => {
      response.setHeader('X-Customer', 'Emma')
      throw new Error('Emma')
    }).get('/')
    expect([status, text]).toEqual([500, ''])
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'content-length': '0',
      'x-robots-tag': 'noindex',
    })
    expect(headers).not.toHaveProperty('x-customer')
    expect(JSON.parse(lines.pop() ?? '')).toMatchObject({ event: 'error', code: 'internal_error' })
    expect(lines.join()).not.toContain('Emma')
  })

  test('closes the connection if the response has begun', async () => {
    const asked = failing((_request, response) => {
      response.write('half')
      throw new Error('Emma')
    }).get('/')
    await expect(asked).rejects.toThrow(/aborted|hang up/)
  })

  test('changes nothing if there is none', () =>
    failing((_request, response) => response.end())
      .get('/')
      .expect(200))
})
