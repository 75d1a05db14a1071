import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import { z } from 'zod'

/** Parameters of the URL that name files in PEM, and what the driver makes of each. */
const FILES = [
  ...([
    ['sslrootcert', 'ca'],
    ['sslcert', 'cert'],
    ['sslkey', 'key'],
  ] as const),
] as const

/** A connection URL that the driver can use. The faults say what is wrong without repeating any of it: it holds a password. */
export const databaseUrl = z.string().superRefine((text, context) => {
  for (const message of findFaults(text)) context.addIssue({ code: 'custom', message })
})

function findFaults(text: string): string[] {
  if (!/^postgres(ql)?:\/\//.test(text))
    return ['must be a URL that begins with postgres:// or postgresql://']
  if (/\s/.test(text)) return ['must not hold spaces or line breaks (percent-encode them)']
  if (namesSeveralHosts(text)) return ['names several hosts, and must name one']
  const url = parse(text)
  return url ? findFileFaults(url.searchParams) : [INVALID]
}

const INVALID = 'is not a valid URL (percent-encode special characters of the password)'

/** `host1,host2` and `host1:5432,host2:5432`, as other clients of Postgres take them; the second is no URL at all. */
function namesSeveralHosts(text: string): boolean {
  const [authority = ''] = text.replace(/^\w+:\/\//, '').split(/[/?#]/)
  const hosts = [authority.slice(authority.lastIndexOf('@') + 1)]
  const parameters = parse(text)?.searchParams
  for (const name of ['host', 'hostaddr', 'port']) hosts.push(...(parameters?.getAll(name) ?? []))
  return hosts.some((host) => /,|%2c/i.test(host))
}

function parse(text: string): URL | null {
  try {
    const url = new URL(text)
    for (const part of [url.username, url.password, url.pathname]) decodeURIComponent(part)
    return url
  } catch {
    return null
  }
}

function findFileFaults(parameters: URLSearchParams): string[] {
  const contents: Partial<Record<(typeof FILES)[number][1], string>> = {}
  const faults = FILES.flatMap(([parameter, option]) => {
    const path = parameters.get(parameter)
    if (path === null) return []
    const pem = read(path)
    if (pem === null) return [`names a file in ${parameter} that cannot be read`]
    if (pem.trim() === '') return [`names an empty file in ${parameter}`]
    if (!pem.includes('-----BEGIN ')) return [`names a file in ${parameter} that is not in PEM`]
    contents[option] = pem
    return []
  })
  if (faults.length > 0) return faults
  try {
    // The context takes a broken authority without a word.
    for (const pem of [contents.ca, contents.cert]) if (pem !== undefined) new X509Certificate(pem)
    createSecureContext(contents)
    return []
  } catch {
    return ['names files in sslrootcert, sslcert or sslkey that are no certificate and its unencrypted key']
  }
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
