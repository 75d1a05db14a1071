import type { ServerOptions } from 'node:https'
import type { Certificate } from '../../config/certificate.ts'
import { SERVER } from '../../limits.ts'

const CIPHERS = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_GCM_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
]

/** TLS 1.2 only with forward secrecy and authenticated encryption (RFC 9325, 4.2), which all TLS 1.3 ciphers have. */
export function toTlsOptions(certificate: Certificate) {
  return {
    ...certificate,
    minVersion: 'TLSv1.2',
    ciphers: CIPHERS.join(':'),
    handshakeTimeout: SERVER.handshakeTimeoutMs,
  } as const satisfies ServerOptions
}
