import {
  checkPair,
  readCertificate,
  toExpiry,
  type Certificate,
  type CertificateFiles,
} from '../../config/certificate.ts'
import { describeError } from '../../logging/describe-error.ts'
import type { Log } from '../../logging/log.ts'

interface Options {
  files: CertificateFiles
  /** What is in use. */
  current: Certificate
  log: Log
  intervalMs: number
  /** Takes a new certificate into use. */
  onRenewed: (certificate: Certificate) => void
}

/**
 * Looks for renewed files from time to time. It reads them: mounted secrets are swapped by symbolic links, often with
 * times of their own, and what tells of changed files does not see that everywhere.
 *
 * One that does not fit is told once, and the one in use stays. The two files may be written one after the other, so
 * it must stand for two looks.
 */
export function watchCertificate({ files, current, log, intervalMs, onRenewed }: Options): () => void {
  let used = toPem(current)
  let wrong: string | undefined
  let isTold = false

  function complain(seen: string, error: unknown): void {
    if (seen !== wrong) isTold = false
    else if (!isTold) {
      log.error({ event: 'certificate_refused', error: describeError(error) })
      isTold = true
    }
    wrong = seen
  }

  function look(): void {
    let seen = ''
    try {
      const certificate = readCertificate(files)
      seen = toPem(certificate)
      if (seen === used) {
        wrong = undefined
        return
      }
      checkPair(certificate)
      const expires = new Date(toExpiry(certificate)).toISOString()
      onRenewed(certificate)
      used = seen
      wrong = undefined
      log.info({ event: 'certificate_renewed', expires })
    } catch (error) {
      complain(seen, error)
    }
  }

  const timer = setInterval(look, intervalMs).unref()
  return () => clearInterval(timer)
}

function toPem({ cert, key }: Certificate): string {
  return `${cert}\n${key}`
}
