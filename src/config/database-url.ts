import { parse as parseForDriver } from 'pg-connection-string'
import { z } from 'zod'
import { findFileFaults } from './database-files.ts'

/** A connection URL that the driver can use. The faults say what is wrong without repeating any of it: it holds a password. */
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

/** `host1,host2` and `host1:5432,host2:5432`, as other clients of Postgres take them; the second is no URL at all. */
function namesSeveralHosts(text: string): boolean {
  const [authority = ''] = text.replace(/^\w+:\/\//, '').split(/[/?#]/)
  const hosts = [authority.slice(authority.lastIndexOf('@') + 1)]
  const parameters = parse(text)?.searchParams
  for (const name of ['host', 'hostaddr', 'port']) hosts.push(...(parameters?.getAll(name) ?? []))
  return hosts.some((host) => /,|%2c/i.test(host))
}

/** The driver takes another value for a wish, and another one than whoever wrote it had: `ssl=false` is TLS. */
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  sslmode: ['disable', 'no-verify', 'prefer', 'require', 'verify-ca', 'verify-full'],
  ssl: ['true', '1', '0', 'no-verify'],
  sslnegotiation: ['postgres', 'direct'],
}
const FILE_PARAMETERS = ['sslrootcert', 'sslcert', 'sslkey']

function findParameterFaults(parameters: URLSearchParams): string[] {
  const faults: string[] = []
  for (const [name, value] of parameters) {
    const choices = CHOICES[name]
    if (choices && !choices.includes(value)) faults.push(`has another ${name} than ${choices.join(', ')}`)
    // A slip in such a name would be passed over, and the connection be less safe than was meant.
    else if (!choices && /^ssl/i.test(name) && !FILE_PARAMETERS.includes(name))
      faults.push(
        `has a parameter of TLS other than ${[...Object.keys(CHOICES), ...FILE_PARAMETERS].join(', ')}`,
      )
    if (name === 'port' && !/^\d{1,5}$/.test(value)) faults.push('has a port that is no number')
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

/** A password with a bare `/` or `#` ends the host's name, and the rest of it would be part of a message. */
const isCut = ({ pathname, hash }: URL) => pathname.includes('@') || hash !== ''

function isReadable(text: string): boolean {
  try {
    return Boolean(parseForDriver(text))
  } catch {
    return false
  }
}
