import { X509Certificate } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { get } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { ConfigError, loadConfig } from '../../src/config/load.ts'
import { isPair, type Certificate } from '../../src/config/certificate.ts'
import { watchCertificate } from '../../src/http/server/watch-certificate.ts'
import { createLog } from '../../src/logging/log.ts'
import { createRedirect } from '../../src/http/server/redirect.ts'
import { listen } from '../../src/http/server/server.ts'
import { makeCertificate, writeCertificate } from '../support/certificate.ts'

const good = makeCertificate()
const other = makeCertificate()
const half = (text: string) => text.slice(0, text.length / 2)

const WRONG: [string, Certificate][] = [
  ['an empty certificate', { ...good, cert: '' }],
  ['an empty key', { ...good, key: '' }],
  ['two empty files', { cert: '', key: '' }],
  ['half a certificate', { ...good, cert: half(good.cert) }],
  ['half a key', { ...good, key: half(good.key) }],
  ['half a chain', { ...good, cert: good.cert + half(other.cert) }],
  ['another certificate’s key', { ...good, key: other.key }],
  ['the files swapped', { cert: good.key, key: good.cert }],
]

test.each<[string, Certificate]>([
  ['alone', good],
  ['with a chain', { ...good, cert: good.cert + other.cert }],
  ['with text before it', { ...good, cert: `Bag Attributes\n    friendlyName: x\n${good.cert}` }],
])('accepts a certificate %s with its key', (_name, certificate) => {
  expect(isPair(certificate)).toBe(true)
})

test.each(WRONG)('refuses to start with one line that names the variables: %s', (_name, certificate) => {
  let error: unknown
  try {
    loadConfig(writeCertificate(certificate).env)
  } catch (caught) {
    error = caught
  }
  expect(error).toBeInstanceOf(ConfigError)
  const { faults } = error as ConfigError
  expect(faults).toHaveLength(1)
  expect(faults[0]).toMatch(/^TLS_CERT_FILE and TLS_KEY_FILE are not a certificate/)
})

describe('a renewal', () => {
  const ends: (() => unknown)[] = []
  afterEach(async () => {
    for (const end of ends.splice(0)) await end()
  })

  async function start() {
    const lines: string[] = []
    const log = createLog('info', { write: (line) => lines.push(line) })
    const files = writeCertificate(good)
    let inForce: Certificate = good
    ends.push(
      watchCertificate({
        files,
        current: good,
        log,
        intervalMs: 20,
        onRenewed: (renewed) => (inForce = renewed),
      }),
    )
    const redirect = createRedirect({ certificate: () => new X509Certificate(inForce.cert), httpsPort: 443 })
    const server = await listen(redirect, { host: '127.0.0.1', port: 0 }, log)
    ends.push(() => server.close())
    const askStatus = () =>
      new Promise<number | undefined>((settle, fail) => {
        const options = { headers: { Host: 'crm.example.com' }, agent: false }
        get(server.url, options, (response) => settle(response.resume().statusCode)).once('error', fail)
      })
    return {
      lines,
      askStatus,
      inForce: () => inForce,
      write: ({ cert, key }: Certificate) => {
        writeFileSync(files.certFile, cert)
        writeFileSync(files.keyFile, key)
      },
    }
  }

  test.each(WRONG)(
    'to %s is rejected once, and the old certificate stays in use',
    async (_name, certificate) => {
      const { lines, askStatus, inForce, write } = await start()
      write(certificate)
      await expect.poll(() => lines.join('')).toContain('"event":"certificate_refused"')
      expect(inForce()).toBe(good)
      expect(await askStatus()).toBe(301)
      write(other)
      await expect.poll(() => lines.join('')).toContain('"event":"certificate_renewed"')
      expect(inForce()).toEqual(other)
      expect(await askStatus()).toBe(301)
      expect(lines).toHaveLength(2)
      expect(lines.join('')).not.toContain('BEGIN')
    },
  )
})
