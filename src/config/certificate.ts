import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'

/** Two files in PEM. The first may hold a chain, the server's own certificate on top. */
export interface CertificateFiles {
  certFile: string
  keyFile: string
}

/** What Node's TLS takes. The key is a secret. */
export interface Certificate {
  cert: string
  key: string
}

/** @throws the system's error when a file cannot be read */
export function readCertificate({ certFile, keyFile }: CertificateFiles): Certificate {
  return { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') }
}

/**
 * TLS alone takes empty texts for no certificate at all, and serves nobody then.
 *
 * @throws unless they are a certificate, its chain if there is one, and its unencrypted key
 */
export function checkPair({ cert, key }: Certificate): void {
  if (!new X509Certificate(cert).checkPrivateKey(createPrivateKey(key)))
    throw new Error('The key is another certificate’s')
  createSecureContext({ cert, key })
}

export function isPair(certificate: Certificate): boolean {
  try {
    checkPair(certificate)
    return true
  } catch {
    return false
  }
}

/** Its time is over, or has not begun: no browser takes it. */
export function isOutOfDate({ cert }: Pick<Certificate, 'cert'>, now = Date.now()): boolean {
  const { validFrom, validTo } = new X509Certificate(cert)
  return now < Date.parse(validFrom) || now > Date.parse(validTo)
}

/** When it expires, in milliseconds since 1970. */
export function toExpiry({ cert }: Pick<Certificate, 'cert'>): number {
  return Date.parse(new X509Certificate(cert).validTo)
}
