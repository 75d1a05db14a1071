import { parse as parseForDriver } from 'pg-connection-string'
import { z } from 'zod'
import { findFileFaults } from './database-files.ts'

/** Faults never repeat any part of the URL, because it contains a password. */
export const databaseUrl = z.string().superRefine((text, context) => {
  for (const message of findFaults(text)) context.addIssue({ code: 'custom', message })
})

const INVALID = 'is not a valid URL (percent-encode special characters of the password)'

function findFaults(text: string): string[] {
  if (!/^postgres(ql)?:\/\//.test(text))
    return ['must be a URL that begins with postgres:// or postgresql://']
  if (/\s/.test(text)) return ['must not hold spaces or line breaks (percent-encode them)']
  if (namesSeveralHosts(text)) return ['names several hosts, and must name one']
  const url = parse(text)
  if (!url || isCut(url)) return [INVALID]
  const faults = [...findParameterFaults(url.searchParams), ...findFileFaults(url.searchParams)]
  return faults.length > 0 || isReadable(text) ? faults : [INVALID]
}

/** Other Postgres clients accept these; `host1:5432,host2:5432` is not a valid URL. */
function namesSeveralHosts(text: string): boolean {
  const [authority = ''] = text.replace(/^\w+:\/\//, '').split(/[/?#]/)
  const hosts = [authority.slice(authority.lastIndexOf('@') + 1)]
  const parameters = parse(text)?.searchParams
  for (const name of ['host', 'hostaddr', 'port']) hosts.push(...(parameters?.getAll(name) ?? []))
  return hosts.some((host) => /,|%2c/i.test(host))
}

/** Allowed values. The driver interprets others in unexpected ways: `ssl=false` enables TLS. */
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  sslmode: ['disable', 'no-verify', 'prefer', 'require', 'verify-ca', 'verify-full'],
  ssl: ['true', '1', '0', 'no-verify'],
  sslnegotiation: ['postgres', 'direct'],
  client_encoding: ['utf8', 'UTF8', 'utf-8', 'UTF-8'],
}
/** Options of the driver that take no text, change the results, or are set by the page. */
const DRIVER_OPTIONS: ReadonlySet<string> = new Set([
  'Promise',
  'binary',
  'connection',
  'connectionTimeoutMillis',
  'keepAlive',
  'keepAliveInitialDelayMillis',
  'pipeline',
  'query_timeout',
  'replication',
  'scramMaxIterations',
  'stream',
  'types',
])
const FILE_PARAMETERS = ['sslrootcert', 'sslcert', 'sslkey']
const TLS = /^ssl/i
const TLS_PARAMETERS = [...Object.keys(CHOICES), ...FILE_PARAMETERS].filter((name) => TLS.test(name))

function findParameterFaults(parameters: URLSearchParams): string[] {
  const faults: string[] = []
  for (const [name, value] of parameters) {
    const choices = CHOICES[name]
    if (choices && !choices.includes(value))
      faults.push(`has an unsupported ${name}; supported are ${choices.join(', ')}`)
    // The driver would ignore a misspelt name, and the connection would be less secure than intended.
    else if (TLS.test(name) && !TLS_PARAMETERS.includes(name))
      faults.push(`has a parameter of TLS other than ${TLS_PARAMETERS.join(', ')}`)
    if (DRIVER_OPTIONS.has(name)) faults.push(`has the parameter ${name}, which the page does not support`)
    if (name === 'port' && !/^\d{1,5}$/.test(value)) faults.push('has a port that is not a number')
  }
  return faults
}

function parse(text: string): URL | null {
  try {
    const url = new URL(text)
    for (const part of [url.username, url.password, url.hostname, url.pathname]) decodeURIComponent(part)
    return url
  } catch {
    return null
  }
}

/** An unescaped `/` or `#` in a password ends the host name, and the rest would appear in error messages. */
const isCut = ({ pathname, hash }: URL) => pathname.includes('@') || hash !== ''

function isReadable(text: string): boolean {
  try {
    return Boolean(parseForDriver(text))
  } catch {
    return false
  }
}
