import { expect, test } from 'vitest'
import { loadConfig } from '../../src/config/load.ts'

test.each([
  ['ACCESS_TOKEN', 'ACCESS_TOKENS'],
  ['OPS_PROT', 'OPS_PORT'],
  ['ACESS_TOKENS', 'ACCESS_TOKENS'],
  ['DATABSE_URL_FIEL', 'DATABASE_URL_FILE'],
  ['ALLOWED_HOST', 'ALLOWED_HOSTS'],
  ['access_tokens', 'ACCESS_TOKENS'],
  ['TIME_ZONE_FILE', 'TIME_ZONE'],
])('suggests %s instead of %s', (name, meant) => {
  expect(loadConfig({ [name]: 'hush' }).misspelt).toEqual([{ name, intended: meant }])
})

test('ignores variables of shells, container platforms and other programs', () => {
  const names = [
    ...['HOME', 'PATH', 'HOSTNAME', 'PWD', 'TZ', 'LANG', 'NODE_ENV', 'TMPDIR', 'PORTS_OPEN', 'POSTGRES_PORT'],
    ...['KUBERNETES_PORT', 'CRM_PAGE_SERVICE_HOST', 'CRM_PAGE_PORT', 'DB_PORT', 'PGHOST', 'LOG_FILE'],
    ...[
      'npm_lifecycle_event',
      'npm_config_user_agent',
      'COLORTERM',
      'SESSION_MANAGER',
      'AUTH_SECRET',
      'SSL_CERT_FILE',
    ],
  ]
  expect(loadConfig(Object.fromEntries(names.map((name) => [name, 'x']))).misspelt).toEqual([])
  expect(
    loadConfig({ ACCESS_TOKENS: 'long-enough-0123456', OPS_PORT: '9090', OPS_PROT: '' }).misspelt,
  ).toEqual([])
})
