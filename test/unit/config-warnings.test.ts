import { describe, expect, test } from 'vitest'
import { findConfigWarnings } from '../../src/commands/config-warnings.ts'
import { loadConfig } from '../../src/config/load.ts'
import { makeCertificate, writeCertificate } from '../support/certificate.ts'

const DATABASE_URL = 'postgres://user:hush@db/crm'
const TOKEN = 'token-of-the-process-0123'

function eventsOf(env: Record<string, string>): string[] {
  const warnings = findConfigWarnings(loadConfig(env))
  expect(JSON.stringify(warnings)).not.toMatch(/hush|token-of/)
  return warnings.map(({ event }) => event)
}

test('the embedded database on this machine needs no warning', () => {
  expect(eventsOf({})).toEqual([])
})

describe('without access tokens, anybody who reaches the port can read customers', () => {
  test.each([
    ['open to all', { HOST: '0.0.0.0' }, true],
    ['with tokens', { HOST: '0.0.0.0', ACCESS_TOKENS: TOKEN }, false],
    ['on loopback', { HOST: '127.0.0.1' }, false],
  ])('%s', (_name, env, isTold) => {
    expect(eventsOf({ DATABASE_URL, ...env }).includes('open_access')).toBe(isTold)
  })
})

describe('the page answers to any host', () => {
  test.each([
    ['real data beyond this machine', { HOST: '0.0.0.0' }, true],
    ['real data behind a proxy', { TRUST_PROXY: '1' }, true],
    ['real data that only this machine reaches', {}, false],
    ['names that are listed', { HOST: '0.0.0.0', ALLOWED_HOSTS: 'crm.example.com' }, false],
    ['every name, and that is said', { HOST: '0.0.0.0', ALLOWED_HOSTS: '*' }, false],
  ])('%s', (_name, env, isTold) => {
    expect(eventsOf({ DATABASE_URL, ...env }).includes('any_host')).toBe(isTold)
  })
})

test.each([
  [
    'no_server_secret',
    { DATABASE_URL },
    { DATABASE_URL, SERVER_SECRET: 'of-the-server-and-of-nothing-else' },
  ],
  ['long_key', { HYPHENATE_DES_KEY: 'hush-hush' }, { HYPHENATE_DES_KEY: 'hush-hus' }],
  ['simulator_on', { DATABASE_URL, SIMULATOR: 'on' }, { DATABASE_URL, SIMULATOR: 'off' }],
  ['simulator_on', { HOST: '0.0.0.0' }, { HOST: '127.0.0.1' }],
  ['unknown_variable', { ACCESS_TOKEN: TOKEN }, { ACCESS_TOKENS: TOKEN }],
  [
    'certificate_out_of_date',
    writeCertificate(makeCertificate('crm.example.com', -0.5)).env,
    writeCertificate().env,
  ],
] as [string, Record<string, string>, Record<string, string>][])('%s', (event, wrong, right) => {
  expect(eventsOf(wrong)).toContain(event)
  expect(eventsOf(right)).not.toContain(event)
})
