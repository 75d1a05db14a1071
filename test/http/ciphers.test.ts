import { connect, type ConnectionOptions } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listen, type Server } from '../../src/http/server/server.ts'
import { createLog } from '../../src/logging/log.ts'
import { makeCertificate, makeEllipticCertificate } from '../support/certificate.ts'

/** Returns the negotiated version and cipher, or `refused`. Offers the weak ciphers of old libraries, too. */
function agree(port: number, options: ConnectionOptions): Promise<string> {
  return new Promise((settle) => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options }, () => {
      settle(`${socket.getProtocol() ?? ''} ${socket.getCipher().name}`)
      socket.destroy()
    }).once('error', () => settle('refused'))
  })
}

const WITHOUT_FORWARD_SECRECY = ['AES128-SHA256', 'AES256-SHA256', 'AES128-GCM-SHA256', 'AES256-GCM-SHA384']
const WITHOUT_AUTHENTICATED_ENCRYPTION = [
  ...['ECDHE-RSA-AES128-SHA256', 'ECDHE-RSA-AES256-SHA384', 'ECDHE-RSA-AES128-SHA'],
  ...['ECDHE-ECDSA-AES128-SHA256', 'ECDHE-ECDSA-AES256-SHA'],
]
const OTHER_KEY_EXCHANGES = ['DHE-RSA-AES128-GCM-SHA256', 'DHE-RSA-AES256-GCM-SHA384', 'AECDH-AES128-SHA']

const CERTIFICATES = [
  { kind: 'RSA', make: () => makeCertificate() },
  { kind: 'ECDSA', make: makeEllipticCertificate },
]
const CASES = CERTIFICATES.flatMap(({ kind, make }) => [
  { kind, make, when: 'at start', isRenewed: false },
  { kind, make, when: 'after the certificate was renewed', isRenewed: true },
])

describe.each(CASES)('with a certificate for $kind, $when', ({ kind, make, isRenewed }) => {
  let server: Server
  beforeAll(async () => {
    const log = createLog('silent', { write: () => undefined })
    const certificate = isRenewed ? makeCertificate() : make()
    server = await listen(
      (_request, response) => response.end(),
      { host: '127.0.0.1', port: 0, certificate },
      log,
    )
    if (isRenewed) server.useCertificate(make())
  })
  afterAll(() => server.close())

  test.each([...WITHOUT_FORWARD_SECRECY, ...WITHOUT_AUTHENTICATED_ENCRYPTION, ...OTHER_KEY_EXCHANGES])(
    'rejects TLS 1.2 with %s',
    async (cipher) => {
      const options = { maxVersion: 'TLSv1.2', ciphers: `${cipher}:@SECLEVEL=0` } as const
      expect(await agree(server.port, options)).toBe('refused')
    },
  )

  test.each(['AES128-GCM-SHA256', 'AES256-GCM-SHA384', 'CHACHA20-POLY1305'])(
    `accepts TLS 1.2 with ECDHE-${kind}-%s`,
    async (cipher) => {
      const ciphers = `ECDHE-${kind}-${cipher}`
      expect(await agree(server.port, { maxVersion: 'TLSv1.2', ciphers })).toBe(`TLSv1.2 ${ciphers}`)
    },
  )

  test.each(['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'])(
    'accepts TLS 1.3 with %s',
    async (ciphers) => {
      expect(await agree(server.port, { ciphers })).toBe(`TLSv1.3 ${ciphers}`)
    },
  )
})
