import { existsSync, mkdirSync, mkdtempSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { get as getHttp, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { get as getHttps } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type SecureVersion } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeCertificate } from '../support/certificate.ts'
import { cloneDatabase } from '../support/database.ts'
import { startLoad } from '../support/load.ts'
import { runMain } from '../support/process.ts'

const PAGE = '/?visitorImId=emma.johansson&desc=%E4%BD%A0+a%2Fb'

let database: Awaited<ReturnType<typeof cloneDatabase>>
let run: ReturnType<typeof runMain>
let url: string
let redirectUrl: string

/** As Kubernetes mounts a secret: the files are links by way of one link, which is swapped. */
const mount = mkdtempSync(join(tmpdir(), 'crm-page-mount-'))
let versions = 0
function mountCertificate({ cert, key }: { cert: string; key: string }): void {
  versions += 1
  const version = `v${String(versions)}`
  mkdirSync(join(mount, version))
  writeFileSync(join(mount, version, 'tls.crt'), cert)
  writeFileSync(join(mount, version, 'tls.key'), key)
  symlinkSync(version, join(mount, 'next'))
  renameSync(join(mount, 'next'), join(mount, 'data'))
  for (const name of ['tls.crt', 'tls.key'])
    if (!existsSync(join(mount, name))) symlinkSync(join('data', name), join(mount, name))
}

beforeAll(async () => {
  database = await cloneDatabase()
  mountCertificate(makeCertificate())
  run = runMain([], {
    DATABASE_URL: database.url,
    RATE_LIMIT_PER_MINUTE: '0',
    HTTP_REDIRECT_PORT: '0',
    TLS_CERT_FILE: join(mount, 'tls.crt'),
    TLS_KEY_FILE: join(mount, 'tls.key'),
  })
  url = await run.url()
  redirectUrl = /"redirectUrl":"([^"]+)"/.exec(run.output().out)?.[1] ?? ''
})
afterAll(async () => {
  run.kill('SIGTERM')
  await run.ended
  await database.drop()
})

function get(address: string, headers: Record<string, string> = {}) {
  return new Promise<{ status: number; headers: IncomingHttpHeaders }>((settle, fail) => {
    const read = (response: IncomingMessage) => {
      response.resume()
      settle({ status: response.statusCode ?? 0, headers: response.headers })
    }
    const options = { headers, rejectUnauthorized: false, agent: false }
    const asked = address.startsWith('https:')
      ? getHttps(address, options, read)
      : getHttp(address, options, read)
    asked.once('error', fail)
  })
}

function handshake(maxVersion: SecureVersion): Promise<string> {
  return new Promise((settle) => {
    const options = { maxVersion, minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } as const
    const socket = connect({ port: Number(new URL(url).port), rejectUnauthorized: false, ...options }, () => {
      settle(socket.getProtocol() ?? '')
      socket.destroy()
    }).once('error', () => settle('refused'))
  })
}

function fingerprint(): Promise<string> {
  return new Promise((settle, fail) => {
    const socket = connect({ port: Number(new URL(url).port), rejectUnauthorized: false }, () => {
      settle(socket.getPeerCertificate().fingerprint256)
      socket.destroy()
    }).once('error', fail)
  })
}

describe('HTTPS', () => {
  test('is served with HSTS', async () => {
    const { status, headers } = await get(`${url}${PAGE}`)
    expect(status).toBe(200)
    expect(headers['strict-transport-security']).toBe('max-age=31536000')
  })

  test('accepts TLS 1.2 and newer', async () => {
    expect(await handshake('TLSv1.1')).toBe('refused')
    expect(await handshake('TLSv1.2')).toBe('TLSv1.2')
    expect(await handshake('TLSv1.3')).toBe('TLSv1.3')
  })

  test('closes only the connection if it receives plain HTTP', async () => {
    await expect(get(url.replace('https:', 'http:'))).rejects.toThrow()
    expect((await get(`${url}/healthz`)).status).toBe(200)
    await run.logged('"event":"handshake_failed"')
  })
})

describe('the redirect port', () => {
  const location = async (host: string, path = PAGE) =>
    (await get(`${redirectUrl}${path}`, { Host: host })).headers.location

  test('redirects with path and query, and without caching headers', async () => {
    const port = new URL(redirectUrl).port
    const { status, headers } = await get(`${redirectUrl}${PAGE}`, { Host: `crm.example.com:${port}` })
    expect(status).toBe(301)
    expect(headers.location).toBe(`https://crm.example.com:${new URL(url).port}${PAGE}`)
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex' })
    expect(headers).not.toHaveProperty('strict-transport-security')
  })

  test.each([
    ['on another port, with HTTPS on the default one', 'crm.example.com', 'https://crm.example.com'],
    ['by address', '127.0.0.1', 'https://127.0.0.1'],
    ['in capitals', 'CRM.Example.COM', 'https://CRM.Example.COM'],
  ])('redirects to HTTPS under the requested name: %s', async (_name, host, base) => {
    expect(await location(host)).toBe(`${base}${PAGE}`)
    expect(await location(host, '//evil.example/x')).toBe(`${base}//evil.example/x`)
  })

  test.each([
    'evil.example',
    'crm.example.com.evil.example',
    'crm.example.com@evil.example',
    'crm.example.com/../evil.example',
    'evil.example#crm.example.com',
    'crm.example.com:80:80',
    '[::1]',
    '10.0.0.1',
  ])('does not redirect to “%s”', async (host) => {
    const { status, headers } = await get(`${redirectUrl}${PAGE}`, { Host: host })
    expect(status).toBe(400)
    expect(headers).not.toHaveProperty('location')
  })

  test('redirects only read requests, and logs no URL', async () => {
    const { status } = await fetch(`${redirectUrl}${PAGE}`, {
      method: 'POST',
      body: 'a=1',
      redirect: 'manual',
    })
    expect(status).toBe(405)
    expect(run.output().out).not.toContain('emma')
  })
})

describe('renewed certificate files', () => {
  test('are reloaded under load without a failed request, and an invalid pair is reported and ignored', async () => {
    // Created before the load: on a busy machine this takes longer than the server waits for a handshake.
    const [renewed, one, another, third] = [
      makeCertificate('crm.example.com', 60),
      makeCertificate(),
      makeCertificate(),
      makeCertificate('new-name.example.com'),
    ]
    const first = await fingerprint()
    const kept = startLoad(url, { clients: 2, pauseMs: 200 })
    const fresh = startLoad(url, { clients: 1, pauseMs: 200, keepAlive: false })
    mountCertificate(renewed)
    await expect.poll(fingerprint).not.toBe(first)
    const second = await fingerprint()
    await run.logged('"event":"certificate_renewed"')

    mountCertificate({ cert: one.cert, key: another.key })
    await run.logged('"event":"certificate_refused"')
    expect(await fingerprint()).toBe(second)

    mountCertificate(third)
    await expect.poll(fingerprint).not.toBe(second)
    for (const { answers } of [kept, fresh]) await expect.poll(() => answers.length).toBeGreaterThan(20)
    await Promise.all([kept.stop(), fresh.stop()])
    const failed = [kept, fresh].map(({ answers }) => answers.filter(({ status }) => status !== 200))
    expect(
      failed,
      run
        .output()
        .out.match(/^.*"event":"(?!view).*$/gm)
        ?.join('\n'),
    ).toEqual([[], []])
    await expect.poll(() => run.output().out.match(/certificate_renewed/g)).toHaveLength(2)
    const { out } = run.output()
    expect(out.match(/certificate_refused/g)).toHaveLength(1)
    expect(out).not.toContain('BEGIN')
    // Redirects use the names of the current certificate.
    const redirected = await get(`${redirectUrl}/`, { Host: 'new-name.example.com' })
    expect(redirected.headers.location).toBe('https://new-name.example.com/')
  }, 300_000)
})
