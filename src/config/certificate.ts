import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'

/** The first may contain a chain that starts with the server's certificate. */
export interface CertificateFiles {
  certFile: string
  keyFile: string
}

/** Both in PEM. The key is secret. */
export interface Certificate {
  cert: string
  key: string
}

/** @throws the system error if a file cannot be read */
export function readCertificate({ certFile, keyFile }: CertificateFiles): Certificate {
  return { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') }
}

/**
 * Node's TLS treats empty text as no certificate, and would then serve nobody.
 *
 * @throws unless the texts are a certificate with an optional chain, and its unencrypted key
 */
export function assertPair({ cert, key }: Certificate): void {
  if (!new X509Certificate(cert).checkPrivateKey(createPrivateKey(key)))
    throw new Error('The key is another certificate’s')
  createSecureContext({ cert, key })
}

export function isPair(certificate: Certificate): boolean {
  try {
    assertPair(certificate)
    return true
  } catch {
    return false
  }
}

export function isOutsideValidity({ cert }: Pick<Certificate, 'cert'>, now = Date.now()): boolean {
  const { validFrom, validTo } = new X509Certificate(cert)
  return now < Date.parse(validFrom) || now > Date.parse(validTo)
}

/** In milliseconds since 1970. */
export function toExpiry({ validTo }: X509Certificate): number {
  return Date.parse(validTo)
}
