import { X509Certificate } from 'node:crypto'
import {
  assertPair,
  readCertificate,
  toExpiry,
  type Certificate,
  type CertificateFiles,
} from '../../config/certificate.ts'
import { describeError } from '../../logging/describe-error.ts'
import type { Log } from '../../logging/log.ts'

interface Options {
  files: CertificateFiles
  current: Certificate
  log: Log
  intervalMs: number
  onRenewed: (certificate: Certificate) => void
}

/**
 * Polls and compares the content: mounted secrets are replaced through symbolic links, which file watchers do not
 * notice everywhere. As the files may be written one after the other, a pair must be unchanged for two polls. An
 * invalid one is reported once.
 */
export function watchCertificate({ files, current, log, intervalMs, onRenewed }: Options): () => void {
  let used = toPem(current)
  let invalid: string | undefined
  let isReported = false

  function reportInvalid(seen: string, error: unknown): void {
    if (seen !== invalid) isReported = false
    else if (!isReported) {
      log.error({ event: 'certificate_refused', error: describeError(error) })
      isReported = true
    }
    invalid = seen
  }

  function poll(): void {
    let seen = ''
    try {
      const certificate = readCertificate(files)
      seen = toPem(certificate)
      if (seen === used) {
        invalid = undefined
        return
      }
      assertPair(certificate)
      const expires = new Date(toExpiry(new X509Certificate(certificate.cert))).toISOString()
      onRenewed(certificate)
      used = seen
      invalid = undefined
      log.info({ event: 'certificate_renewed', expires })
    } catch (error) {
      reportInvalid(seen, error)
    }
  }

  const timer = setInterval(poll, intervalMs).unref()
  return () => clearInterval(timer)
}

function toPem({ cert, key }: Certificate): string {
  return `${cert}\n${key}`
}
