import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import { toReadFault } from './text-file.ts'

const FILES = [
  ['sslrootcert', 'ca'],
  ['sslcert', 'cert'],
  ['sslkey', 'key'],
] as const

/** The faults contain no path and no content. */
export function findFileFaults(parameters: URLSearchParams): string[] {
  const contents: Partial<Record<(typeof FILES)[number][1], string>> = {}
  const faults = FILES.flatMap(([parameter, option]) => {
    const path = parameters.get(parameter)
    if (path === null) return []
    try {
      const pem = readFileSync(path, 'utf8')
      if (pem.trim() === '') return [`names an empty file in ${parameter}`]
      if (!pem.includes('-----BEGIN ')) return [`names a file in ${parameter} that is not in PEM`]
      contents[option] = pem
      return []
    } catch (error) {
      return [`names a file in ${parameter} that ${toReadFault(error)}`]
    }
  })
  if (faults.length > 0) return faults
  try {
    // A secure context silently accepts an invalid CA.
    for (const pem of [contents.ca, contents.cert]) if (pem !== undefined) new X509Certificate(pem)
    createSecureContext(contents)
    return []
  } catch {
    return [
      'names files in sslrootcert, sslcert or sslkey that are not a certificate and its unencrypted key',
    ]
  }
}
