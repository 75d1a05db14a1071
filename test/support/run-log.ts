import { appendFileSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inject } from 'vitest'
import { SAMPLE_CUSTOMERS } from '../../src/database/sample/load.ts'
import { SAMPLE_VISITORS } from '../../src/database/sample/sample-customer.ts'

/*
 * All log output of a test run, and the secrets that the apps were given. At the end of the run, the log must not
 * contain any of the secrets, or data of a sample customer.
 */

const SECRET_VARIABLES = [
  ...['ACCESS_TOKENS', 'HYPHENATE_DES_KEY', 'HYPHENATE_DES_KEY_PREVIOUS'],
  ...['SERVER_SECRET', 'SERVER_SECRET_PREVIOUS', 'IDENTITY_SECRET', 'IDENTITY_SECRET_PREVIOUS'],
  'OIDC_CLIENT_SECRET',
]
/** Shorter words would occur by chance, for example in a request id or a file name. */
const MIN_LENGTH = { ascii: 5, other: 2 }

/** Up to six digits, a UUID, a digest, and the one pattern that tests set with LOG_ID_PATTERN. */
const LOGGED_ID = /^(\d{1,6}|[0-9a-f-]{36}|h:[0-9a-f]{16}|C-\d+)$/i

/** Records the tokens, keys and passwords that an app is started with. */
export function keepSecrets(env: Readonly<Record<string, string>>): void {
  const words = SECRET_VARIABLES.flatMap((name) => (env[name] ?? '').split(','))
  for (const url of [env['DATABASE_URL'], env['DATABASE_WRITE_URL']])
    if (url && URL.canParse(url)) words.push(new URL(url).password)
  if (env['TLS_KEY_FILE']) words.push(...readFileSync(env['TLS_KEY_FILE'], 'utf8').split('\n').slice(1, -2))
  append('secrets', words.map((word) => `${word}\n`).join(''))
}

export function keepLog(text: string): void {
  append('log', text)
}

/**
 * Records a process's log lines, and the message of a failed start, which logs contain too. What it prints for a
 * developer's terminal contains the sample customers' addresses on purpose.
 */
export function keepOutput({ out, err }: { out: string; err: string }): void {
  const lines = out.split('\n').filter((line) => line.startsWith('{'))
  keepLog(`${lines.join('\n')}\n${out.includes('"event":"started"') ? '' : err}\n`)
}

function append(kind: 'log' | 'secrets', text: string): void {
  appendFileSync(join(inject('runLog'), `${kind}-${String(process.pid)}`), text)
}

/** Returns the lines that contain what must not be logged. */
export function findLeaks(directory: string): string[] {
  const read = (kind: string) =>
    readdirSync(directory)
      .filter((name) => name.startsWith(`${kind}-`))
      .flatMap((name) => readFileSync(join(directory, name), 'utf8').split('\n'))
  const words = new Set([...sampleWords(), ...read('secrets')].filter(mayLeak))
  // Testing each word separately would take a minute.
  const any = new RegExp(
    [...words].map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join('|'),
  )
  return read('log').flatMap((line) => {
    const word = any.exec(line)?.[0] ?? findPlainId(line)
    return word === undefined ? [] : [`${JSON.stringify(word)} in ${line.slice(0, 400)}`]
  })
}

/** Returns an id that is logged as it is although its pattern does not rule out personal data. */
function findPlainId(line: string): string | undefined {
  const fields = /"(?:customerId|candidateIds|tenantId|agentId)":("[^"]*"|\[[^\]]*\])/g
  const ids = [...line.matchAll(fields)].flatMap(
    ([, value = '']) => value.match(/(?<=")[^",[\]]+(?=")/g) ?? [],
  )
  return ids.find((id) => !LOGGED_ID.test(id))
}

function sampleWords(): string[] {
  return [
    ...Object.values(SAMPLE_VISITORS),
    ...SAMPLE_CUSTOMERS.flatMap(({ identities, orders, conversations = [], ...customer }) => [
      ...[customer.customerNo, customer.nickname, customer.fullName, customer.phone, customer.email],
      ...[customer.company, customer.description, customer.shipTo],
      ...identities.map(({ visitorImId }) => visitorImId),
      ...orders.map(({ no }) => no),
      ...orders.flatMap(({ parcels = [] }) => parcels.map(({ trackingNo }) => trackingNo)),
      ...conversations.flatMap(({ subject, summary }) => [subject, summary]),
    ]),
  ].flatMap((word) => (word === undefined ? [] : [word, JSON.stringify(word).slice(1, -1)]))
}

function mayLeak(word: string): boolean {
  return Array.from(word).length >= (/^[\x20-\x7e]*$/.test(word) ? MIN_LENGTH.ascii : MIN_LENGTH.other)
}
