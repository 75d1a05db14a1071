import { expect, test } from 'vitest'
import { toTlsOptions } from '../../src/http/server/tls-options.ts'
import { SERVER } from '../../src/limits.ts'

test('accepts only ciphers with forward secrecy and authenticated encryption, for either kind of key', () => {
  const { ciphers, ...rest } = toTlsOptions({ cert: 'the certificate', key: 'the key' })
  expect(rest).toEqual({
    cert: 'the certificate',
    key: 'the key',
    minVersion: 'TLSv1.2',
    handshakeTimeout: SERVER.handshakeTimeoutMs,
  })
  const encryptions = ['AES128-GCM-SHA256', 'AES256-GCM-SHA384', 'CHACHA20-POLY1305']
  const old = ['ECDSA', 'RSA'].flatMap((key) => encryptions.map((one) => `ECDHE-${key}-${one}`))
  const current = ['AES_128_GCM_SHA256', 'AES_256_GCM_SHA384', 'CHACHA20_POLY1305_SHA256'].map(
    (one) => `TLS_${one}`,
  )
  expect(new Set(ciphers.split(':'))).toEqual(new Set([...current, ...old]))
})
