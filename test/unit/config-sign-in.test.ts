import { expect, test } from 'vitest'
import { loadConfig } from '../../src/config/load.ts'
import { faultsOf } from '../support/config.ts'

const CLIENT = {
  OIDC_ISSUER: 'https://login.example.com/realms/agents',
  OIDC_CLIENT_ID: 'crm-page',
  OIDC_CLIENT_SECRET: 'a secret of the client',
}
const ALL = { ...CLIENT, SERVER_SECRET: 'a secret of the tests, long enough for a server' }

test('requires no sign-in unless a provider is configured', () => {
  expect(loadConfig({}).signIn).toBeNull()
  expect(loadConfig({ SESSION_HOURS: '10' }).signIn).toBeNull()
})

test('a session lasts ten hours', () => {
  expect(loadConfig(ALL).signIn).toMatchObject({
    sessionHours: 10,
    clientId: 'crm-page',
  })
})

test.each([
  ['HTTPS of its own', { HOST: '0.0.0.0', TRUST_PROXY: '1' }],
  ['a proxy’s HTTPS', { TRUST_PROXY: '10.0.0.0/8', HOST: '0.0.0.0' }],
  ['this machine alone', { HOST: '::1' }],
  ['a provider on this machine', { OIDC_ISSUER: 'http://localhost:8080/realms/x' }],
  ['access tokens, too', { ACCESS_TOKENS: 'a-token-of-16-characters' }],
])('%s is accepted', (_name, env) => {
  expect(faultsOf({ ...ALL, ...env })).toEqual([])
})

test.each<[string, Record<string, string>, RegExp[]]>([
  [
    'no client',
    { OIDC_ISSUER: CLIENT.OIDC_ISSUER },
    [/needs OIDC_CLIENT_ID$/, /needs OIDC_CLIENT_SECRET$/, /needs SERVER_SECRET/],
  ],
  [
    'no provider',
    { OIDC_CLIENT_ID: 'x', OIDC_CLIENT_SECRET: 'y' },
    [/^OIDC_CLIENT_ID .*needs OIDC_ISSUER$/, /^OIDC_CLIENT_SECRET .*needs OIDC_ISSUER$/],
  ],
  ['no secret of the server', CLIENT, [/needs SERVER_SECRET: openssl/]],
  ['no HTTPS', { ...ALL, HOST: '0.0.0.0' }, [/needs HTTPS: TLS_CERT_FILE, or TRUST_PROXY/]],
  [
    'a provider without HTTPS',
    { ...ALL, OIDC_ISSUER: 'http://login.example.com' },
    [/^OIDC_ISSUER must be an https URL/],
  ],
  ['no URL', { ...ALL, OIDC_ISSUER: 'login.example.com' }, [/^OIDC_ISSUER must be an https URL/]],
  ['a query', { ...ALL, OIDC_ISSUER: 'https://login.example.com/?x' }, [/^OIDC_ISSUER must be an https URL/]],
  [
    'a password in it',
    { ...ALL, OIDC_ISSUER: 'https://a:b@login.example.com/' },
    [/^OIDC_ISSUER must be an https URL/],
  ],
  ['no hour', { ...ALL, SESSION_HOURS: '0' }, [/^SESSION_HOURS must be a whole number from 1 to 168$/]],
  [
    'the sign-in’s own path before all others',
    { BASE_PATH: '/sign-in' },
    [/^BASE_PATH begins with one of the page’s own paths/],
  ],
])('%s is rejected', (_name, env, faults) => {
  expect(faultsOf(env)).toEqual(faults.map((fault) => expect.stringMatching(fault) as unknown))
})
