import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadConfig } from '../../src/config/load.ts'
import {
  LINK_PATH,
  OPEN_PATH,
  REVEAL_PATH,
  SEARCH_PATH,
  UNLINK_PATH,
} from '../../src/http/customer-page/paths.ts'
import { writeCertificate } from '../support/certificate.ts'
import { faultsOf } from '../support/config.ts'

const directory = mkdtempSync(join(tmpdir(), 'crm-page-config-'))

function file(name: string, text: string): string {
  const path = join(directory, name)
  writeFileSync(path, text)
  return path
}

describe('defaults', () => {
  test('an empty environment', () => {
    expect(loadConfig({})).toMatchObject({
      listener: { host: '127.0.0.1', port: 3000 },
      database: { url: undefined, max: 10, timeoutMs: 2000, migrateOnStart: true },
      queries: { bundled: true },
      encryption: { mode: 'off', keys: [] },
      frameAncestors: ['https://kefu.easemob.com', 'https://*.easemob.com'],
      defaultLanguage: 'en',
      logLevel: 'info',
      shutdownTimeoutMs: 10_000,
    })
  })

  test('an empty variable counts as unset', () => {
    expect(loadConfig({ PORT: '', HYPHENATE_DES_KEY: '', DATABASE_URL: '' })).toEqual(loadConfig({}))
  })

  test('an external database is not migrated by default', () => {
    const DATABASE_URL = 'postgres://db/crm'
    expect(loadConfig({ DATABASE_URL }).database.migrateOnStart).toBe(false)
    expect(loadConfig({ DATABASE_URL, MIGRATE_ON_START: 'true' }).database.migrateOnStart).toBe(true)
  })

  test('the simulator is on with the embedded database, otherwise only on request', () => {
    const DATABASE_URL = 'postgres://db/crm'
    expect(loadConfig({}).simulator).toBe(true)
    expect(loadConfig({ SIMULATOR: 'off' }).simulator).toBe(false)
    expect(loadConfig({ DATABASE_URL }).simulator).toBe(false)
    expect(loadConfig({ DATABASE_URL, SIMULATOR: 'on' }).simulator).toBe(true)
  })

  test('a key alone means that custom parameters are encrypted', () => {
    expect(loadConfig({ HYPHENATE_DES_KEY: '12345678' }).encryption).toEqual({
      mode: 'custom',
      keys: ['12345678'],
      longKeys: [],
    })
  })

  test('the current key precedes the previous one', () => {
    const env = { HYPHENATE_DES_KEY: 'current-key', HYPHENATE_DES_KEY_PREVIOUS: 'previous-key' }
    expect(loadConfig({ ...env, HYPHENATE_ENCRYPTION: 'all' }).encryption).toEqual({
      mode: 'all',
      keys: ['current-key', 'previous-key'],
      longKeys: ['HYPHENATE_DES_KEY', 'HYPHENATE_DES_KEY_PREVIOUS'],
    })
  })
})

describe('secrets from files', () => {
  test('are read without the line end', () => {
    const HYPHENATE_DES_KEY_FILE = file('key', '12345678\n')
    expect(loadConfig({ HYPHENATE_DES_KEY_FILE }).encryption.keys).toEqual(['12345678'])
  })

  test.each([
    ['a byte order mark', Buffer.from('\ufeff12345678\r\n')],
    ['UTF-16, as PowerShell writes it', Buffer.from('\ufeff12345678\r\n', 'utf16le')],
  ])('are read with %s', (name, bytes) => {
    const path = join(directory, name)
    writeFileSync(path, bytes)
    expect(loadConfig({ HYPHENATE_DES_KEY_FILE: path }).encryption.keys).toEqual(['12345678'])
  })

  test.each([
    ['random bytes', Buffer.alloc(40, 0xe2)],
    ['UTF-16 in the other order', Buffer.from('\ufeff12345678', 'utf16le').swap16()],
    ['GBK', Buffer.from('c3dcd4bfc3dcd4bfc3dcd4bf', 'hex')],
  ])('%s are no text: most of them would be lost', (name, bytes) => {
    const path = join(directory, name)
    writeFileSync(path, bytes)
    for (const variable of ['SERVER_SECRET', 'IDENTITY_SECRET', 'HYPHENATE_DES_KEY'])
      expect(faultsOf({ [`${variable}_FILE`]: path })).toEqual([
        `${variable}_FILE names a file that is neither UTF-8 nor little-endian UTF-16 text (ERR_ENCODING_INVALID_ENCODED_DATA)`,
      ])
  })

  test.each([
    [
      'a file that is not there',
      { DATABASE_URL_FILE: join(directory, 'nothing') },
      'DATABASE_URL_FILE names a file that does not exist (ENOENT)',
    ],
    [
      'a directory',
      { DATABASE_URL_FILE: directory },
      'DATABASE_URL_FILE names a file that is a directory (EISDIR)',
    ],
    ['an empty file', { DATABASE_URL_FILE: file('empty', '\n') }, 'DATABASE_URL_FILE'],
    [
      'both forms',
      { DATABASE_URL: 'postgres://a/b', DATABASE_URL_FILE: file('url', 'postgres://a/b') },
      'DATABASE_URL ',
    ],
  ])('%s is a fault', (_name, env, text) => {
    expect(faultsOf(env)).toEqual([expect.stringContaining(text)])
  })
})

describe('proof of identity', () => {
  const SECRET = 'a secret of 32 bytes, with 中文字'

  test('is off, and its parameter is known', () => {
    const { keys, parameter, required, maxAgeSeconds } = loadConfig({}).identity
    expect([keys, parameter, required, maxAgeSeconds]).toEqual([[], 'customUserToken', 'off', 86_400])
  })

  test.each([
    ['90s', 90],
    ['30m', 1800],
    ['24h', 86_400],
    ['30d', 2_592_000],
  ])('IDENTITY_MAX_AGE=%s is %i seconds', (IDENTITY_MAX_AGE, seconds) => {
    expect(loadConfig({ IDENTITY_MAX_AGE }).identity.maxAgeSeconds).toBe(seconds)
  })

  test('has the secrets and the public keys, each by its name', () => {
    const { publicKey } = generateKeyPairSync('ed25519')
    const jwks = JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'shop-1' }] })
    const { identity } = loadConfig({
      IDENTITY_SECRET: SECRET,
      IDENTITY_SECRET_PREVIOUS: `${SECRET} before`,
      IDENTITY_JWKS_FILE: file('keys.json', jwks),
    })
    expect(identity.keys.map(({ name, algorithm }) => `${name} ${algorithm}`)).toEqual([
      'current HS256',
      'previous HS256',
      'shop-1 EdDSA',
    ])
  })

  test('a key file’s fault is reported without its content', () => {
    const { privateKey } = generateKeyPairSync('ed25519')
    const jwk = privateKey.export({ format: 'jwk' })
    const faults = faultsOf({ IDENTITY_JWKS_FILE: file('private.json', JSON.stringify({ keys: [jwk] })) })
    expect(faults).toEqual([
      expect.stringContaining('IDENTITY_JWKS_FILE names a file that has a fault: key 1 is'),
    ])
    expect(faults.join()).not.toContain(jwk.d)
  })

  test('requires a server secret with an external database', () => {
    const env = { IDENTITY_SECRET: SECRET, DATABASE_URL: 'postgres://a/b' }
    expect(faultsOf(env)).toEqual([expect.stringMatching(/^SERVER_SECRET is missing/)])
    expect(faultsOf({ ...env, SERVER_SECRET: 's'.repeat(32) })).toEqual([])
    expect(faultsOf({ IDENTITY_SECRET: SECRET })).toEqual([])
    expect(faultsOf({ IDENTITY_SECRET_PREVIOUS: SECRET })).toEqual([
      expect.stringContaining('needs IDENTITY_SECRET'),
    ])
    expect(faultsOf({ CLAIM_PARAMETER: 'customUserToken' })).toHaveLength(1)
    const unproved = faultsOf({ IDENTITY_REQUIRED: 'profile', IDENTITY_AUDIENCE: 'crm' })
    expect(unproved.join()).toMatch(/IDENTITY_REQUIRED is profile, which needs .*IDENTITY_AUDIENCE is set/)
  })
})

describe('faults', () => {
  const cases: [string, string][] = [
    ['PORT', 'eighty'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['HOST', 'http://localhost'],
    ['HOST', 'localhost:3000'],
    ['HOST', '[::1]'],
    ['HOST', '*'],
    ['HOST', '127.0.0.1/'],
    ['DATABASE_URL', 'mysql://db/crm'],
    ['DATABASE_URL', 'postgres://user:pa#ss:word@[host/crm'],
    ['DATABASE_URL', 'postgres://user:p%zz@host/crm'],
    ['DATABASE_URL', 'postgres://user:pass word@host/crm'],
    ['DATABASE_URL', 'postgres://user:pass@host/crm\n'],
    ['DATABASE_URL', 'postgres://user:pass@host/crm\npostgres://user:pass@host/other'],
    ['DATABASE_URL', 'postgres://user:pass@ho%zzst/crm'],
    ['DATABASE_URL', 'postgres://user:12/34@host/crm'],
    ['DATABASE_URL', 'postgres://user:12#34@host/crm'],
    ['DATABASE_URL', 'postgres://user:pass@host/crm?sslmode=nonsense'],
    ['DATABASE_URL', 'postgres://user:pass@host/crm?sslmode='],
    ['DATABASE_URL', 'postgres://user:pass@host/crm?sslmod=verify-full'],
    ['DATABASE_URL', 'postgres://user:pass@host/crm?ssl=false'],
    ['DATABASE_URL', 'postgres://user:pass@host/crm?sslnegotiation=other'],
    ['DATABASE_URL', 'postgres://user:pass@host/crm?uselibpqcompat=true&sslmode=verify-ca'],
    ['DATABASE_URL', 'postgres://user:pass@host/crm?client_encoding=latin1'],
    ['DATABASE_URL', 'postgres://user:pass@host/crm?stream=1'],
    ['DATABASE_URL', 'postgres://user:pass@host/crm?binary=true'],
    ['DATABASE_URL', 'postgres://user:pass@host/crm?application_name=crm&pipeline=true'],
    ['DATABASE_URL', 'postgres://user:pass@host/crm?port=five'],
    ['DATABASE_POOL_MAX', '9999'],
    ['DATABASE_TIMEOUT_MS', '1s'],
    ['MIGRATE_ON_START', 'yes'],
    ['HYPHENATE_DES_KEY', 'secret7'],
    ['HYPHENATE_DES_KEY', '密钥密钥密钥密钥'],
    ['HYPHENATE_ENCRYPTION', 'everything'],
    ['FRAME_ANCESTORS', "https://a.example; script-src 'unsafe-inline'"],
    ['FRAME_ANCESTORS', 'https://a.example,https://b.example'],
    ['SIMULATOR', 'true'],
    ['DEFAULT_LANGUAGE', 'fr'],
    ['COLOR_SCHEME', 'black'],
    ['TIME_ZONE', 'Mars/Olympus'],
    ['LOG_LEVEL', 'loud'],
    ['SHUTDOWN_TIMEOUT_MS', '5'],
    ['LOG_ID_PATTERN', 'C-(\\d+'],
    ['LOG_ID_PATTERN', 'a)|(?:b'],
    ['LOG_ID_PATTERN', '/C-\\d+/i'],
    ['ACCESS_TOKENS', 'fifteen-letters'],
    ['ACCESS_TOKENS', 'long-enough-0123456,too-short'],
    ['ACCESS_TOKENS', 'not/safe/in/a/path/0123456'],
    ['ACCESS_TOKENS', ' , '],
    ['ACCESS_TOKENS', 'twice-the-same-0123,twice-the-same-0123'],
    ['TRUST_PROXY', 'true'],
    ['TRUST_PROXY', '00'],
    ['TRUST_PROXY', ',,'],
    ['TRUST_PROXY', '1 2'],
    ['TRUST_PROXY', '11'],
    ['TRUST_PROXY', '0.0.0.0/0'],
    ['TRUST_PROXY', '10.0.0.0/33'],
    ['TRUST_PROXY', '::ffff:10.0.0.0/8'],
    ['TRUST_PROXY', '::1/1'],
    ['TRUST_PROXY', '10.0.0.0/8,nginx'],
    ['ALLOWED_HOSTS', 'https://crm.example.com'],
    ['ALLOWED_HOSTS', 'crm.example.com:8443'],
    ['ALLOWED_HOSTS', 'crm.example.com/crm'],
    ['ALLOWED_HOSTS', 'crm.example.com, *.example.com'],
    ['ALLOWED_HOSTS', 'user@crm.example.com'],
    ['ALLOWED_HOSTS', '[::1]:3000'],
    ['ALLOWED_HOSTS', ' , '],
    ...[
      ...['https://img.example.org', 'img.example.com:8443', 'img.example.org/a', 'user@img.example.com'],
      ...['*, a.example.org', '*.com', 'localhost', 'img.*.com', '*img.example.com', '.example.org'],
      ...['a..example.com', '192.0.2.1', '[::1]', '0x7f000001', "'self' a.example.org", 'data:'],
      ...['img.example.com;script-src', 'img.example.com, https:', '*.*.example.com', '*.192.0.2.1'],
    ].map((hosts): [string, string] => ['IMAGE_HOSTS', hosts]),
    ['BASE_PATH', 'crm'],
    ['BASE_PATH', '//crm'],
    ['BASE_PATH', '/crm//page'],
    ['BASE_PATH', '/crm/../page'],
    ['BASE_PATH', '/crm?x=1'],
    ['BASE_PATH', '/客服'],
    ['BASE_PATH', 'https://crm.example.com/crm'],
    ...['/assets', '/simulator/x', REVEAL_PATH, SEARCH_PATH, OPEN_PATH, LINK_PATH, UNLINK_PATH].map(
      (path): [string, string] => ['BASE_PATH', path],
    ),
    ['RATE_LIMIT_PER_MINUTE', '-5'],
    ['RATE_LIMIT_PER_MINUTE', 'none'],
    ['OPS_PORT', '70000'],
    ['HTTP_REDIRECT_PORT', '8081'],
    ['TLS_CERT_FILE', '/nowhere/tls.crt'],
    ['TLS_KEY_FILE', '/nowhere/tls.key'],
    ['SERVER_SECRET', 'thirty-one-characters-are-few-0'],
    ['IDENTITY_SECRET', 'key-of-the-company'],
    ['IDENTITY_JWKS_FILE', '/nowhere/keys.json'],
    ['IDENTITY_MAX_AGE', 'one-day'],
    ['IDENTITY_MAX_AGE', '59s'],
    ['IDENTITY_MAX_AGE', '31d'],
    ['IDENTITY_PARAMETER', 'visitorImId'],
    ['IDENTITY_REQUIRED', 'always'],
  ]
  test.each(cases)('%s=%s', (name, value) => {
    const faults = faultsOf({ [name]: value })
    expect(faults).toEqual([expect.stringMatching(new RegExp(`^${name} `))])
    expect(faults.join()).not.toContain(value)
  })

  test('DATABASE_URL lists the parameters of TLS for a misspelt one', () => {
    expect(faultsOf({ DATABASE_URL: 'postgres://user:hush@host/crm?sslmod=require' })).toEqual([
      'DATABASE_URL has a parameter of TLS other than sslmode, ssl, sslnegotiation, sslrootcert, sslcert, sslkey',
    ])
  })

  test.each([
    ['two hosts', 'postgres://user:hush@host1,host2/crm'],
    ['two hosts with ports', 'postgres://user:hush@host1:5432,host2:5433/crm'],
    ['two hosts, percent-encoded', 'postgres://user:hush@host1%2Chost2/crm'],
    ['two hosts in a parameter', 'postgres:///crm?host=host1,host2&password=hush'],
    ['two ports in a parameter', 'postgres://user:hush@host1/crm?port=5432,5433'],
  ])('DATABASE_URL names one host: %s', (_what, DATABASE_URL) => {
    expect(faultsOf({ DATABASE_URL })).toEqual(['DATABASE_URL names several hosts, and must name one'])
  })

  test.each([
    'postgres://user:comma,comma@host/crm?application_name=a,b',
    'postgres://user:p@[::1]:5432/crm',
    'postgres://%2Fvar%2Frun/crm',
    'postgresql:///crm?host=/var/run/postgresql',
  ])('DATABASE_URL may be %s', (DATABASE_URL) => {
    expect(faultsOf({ DATABASE_URL })).toEqual([])
  })

  const { certFile, keyFile } = writeCertificate()
  const otherKey = writeCertificate().keyFile
  const broken = '-----BEGIN CERTIFICATE-----\nhush\n-----END CERTIFICATE-----\n'
  test.each([
    ['sslrootcert', `sslrootcert=${join(directory, 'nothing')}`],
    ['sslrootcert', 'sslrootcert='],
    ['sslrootcert', `sslrootcert=${directory}`],
    ['sslrootcert', `sslmode=verify-full&sslrootcert=${file('empty.pem', '\n')}`],
    ['sslrootcert', `sslrootcert=${file('not.pem', 'hush')}`],
    ['sslrootcert', `sslrootcert=${file('broken.pem', broken)}`],
    ['sslcert', `sslkey=${keyFile}&sslcert=${join(directory, 'nothing')}`],
    ['sslkey', `sslcert=${certFile}&sslkey=${file('empty.key', '')}`],
    ['sslkey', `sslcert=${certFile}&sslkey=${otherKey}`],
  ])('rejects an unusable file in DATABASE_URL: %s in %s', (parameter, query) => {
    const faults = faultsOf({ DATABASE_URL: `postgres://user:hush@host/crm?${query}` })
    expect(faults).toEqual([expect.stringMatching(new RegExp(`^DATABASE_URL names .*\\b${parameter}\\b`))])
    expect(faults.join()).not.toMatch(/hush|\//)
  })

  test('accepts usable files in DATABASE_URL', () => {
    const query = `sslmode=verify-full&sslrootcert=${certFile}&sslcert=${certFile}&sslkey=${keyFile}`
    expect(faultsOf({ DATABASE_URL: `postgres://user@host/crm?${query}` })).toEqual([])
  })

  test('require a key for encryption', () => {
    expect(faultsOf({ HYPHENATE_ENCRYPTION: 'all' })).toEqual([
      expect.stringContaining('needs HYPHENATE_DES_KEY'),
    ])
    expect(faultsOf({ HYPHENATE_DES_KEY_PREVIOUS: '12345678' })).toHaveLength(1)
    expect(faultsOf({ SERVER_SECRET_PREVIOUS: 'a'.repeat(32) })).toEqual([
      expect.stringContaining('needs SERVER_SECRET'),
    ])
  })

  test('are reported all together', () => {
    const env = Object.fromEntries(cases)
    // The two files of the certificate are one fault when both are named.
    expect(faultsOf(env)).toHaveLength(Object.keys(env).length - 2)
  })
})

test.each(["'self'", 'https://kefu.example.com', 'https://*.example.com:8443', 'http://localhost:*', '*'])(
  'FRAME_ANCESTORS may hold %s',
  (source) => {
    expect(loadConfig({ FRAME_ANCESTORS: `https://kefu.easemob.com  ${source}` }).frameAncestors).toEqual([
      'https://kefu.easemob.com',
      source,
    ])
  },
)

test.each([
  ['self', ["'self'"]],
  ["'self'", ["'self'"]],
  ['"self"', ["'self'"]],
  [`"'self'"`, ["'self'"]],
  [String.raw`\'self\'`, ["'self'"]],
  ['SELF', ["'self'"]],
  ['’self’', ["'self'"]],
  ['none', ["'none'"]],
  ['"none"', ["'none'"]],
  ['none none', ["'none'"]],
  ["self https://a.example 'self'", ["'self'", 'https://a.example']],
  ['https://a.example self', ['https://a.example', "'self'"]],
  [`"https://a.example 'self'"`, ['https://a.example', "'self'"]],
  ['https://self.example none.example', ['https://self.example', 'none.example']],
])('FRAME_ANCESTORS=%s reads keywords in any quotes or none', (FRAME_ANCESTORS, expected) => {
  expect(loadConfig({ FRAME_ANCESTORS }).frameAncestors).toEqual(expected)
})

test.each(['none https://a.example', "https://a.example 'none'", 'self none', "'unsafe-inline'", '"'])(
  'FRAME_ANCESTORS=%s is a fault',
  (FRAME_ANCESTORS) => {
    expect(faultsOf({ FRAME_ANCESTORS })).toEqual([expect.stringMatching(/^FRAME_ANCESTORS /)])
  },
)

describe('quotes that a shell would have removed', () => {
  test.each([
    ['HYPHENATE_DES_KEY', '"12345678"'],
    ['HYPHENATE_DES_KEY', "'12345678'"],
    ['HYPHENATE_DES_KEY', '`12345678`'],
    ['HYPHENATE_DES_KEY', '“12345678”'],
    ['HYPHENATE_DES_KEY_FILE', file('quoted-key', '"12345678"\n')],
    ['DATABASE_URL', '"postgres://db/crm"'],
    ['ACCESS_TOKENS', '"first-token-0123456,second-token-0123456"'],
    ['PORT', '"3000"'],
    ['LOG_LEVEL', "'info'"],
    ['TIME_ZONE', '"Asia/Shanghai"'],
    ['QUERIES_DIR', '"/queries"'],
    ['TRUST_PROXY', '"1"'],
    ['SIMULATOR', '"off"'],
  ])('are reported by name, without the value: %s=%s', (name, value) => {
    const faults = faultsOf({ [name]: value })
    expect(faults).toEqual([
      `${name.replace(/_FILE$/, '')} has quotes around its value, which would be part of it: leave them out`,
    ])
  })

  test('a single quotation mark is part of the value', () => {
    expect(loadConfig({ HYPHENATE_DES_KEY: '"1234567' }).encryption.keys).toEqual(['"1234567'])
  })
})

describe('invisible white space', () => {
  const secret = 's'.repeat(40)
  test.each([
    ['SERVER_SECRET', { SERVER_SECRET: `${secret}\n` }],
    ['SERVER_SECRET', { SERVER_SECRET: `\ufeff${secret}` }],
    ['SERVER_SECRET', { SERVER_SECRET_FILE: file('zero-width', `${secret}\u200b\n`) }],
    ['IDENTITY_SECRET', { IDENTITY_SECRET: ` ${secret}` }],
    ['CLAIM_PARAMETER', { CLAIM_PARAMETER: 'customUserId\u00a0' }],
    ['AUDIT_FILE', { AUDIT_FILE: '/var/log/crm/audit.log\n' }],
    ['LOG_ID_PATTERN', { LOG_ID_PATTERN: String.raw`C-\d+ ` }],
    ['PORT', { PORT: '3000\t' }],
  ])('around a value is reported by name, without the value: %s', (name, env) => {
    expect(faultsOf(env)).toEqual([
      `${name} has white space around its value, which would be part of it: leave it out`,
    ])
  })

  test('in a secret is reported, as two lines are not two secrets', () => {
    const SERVER_SECRET_FILE = file('two-secrets', `${secret}\n${secret}\n`)
    expect(faultsOf({ SERVER_SECRET_FILE })).toEqual([
      'SERVER_SECRET has a line break or another control character in its value',
    ])
  })

  test('is kept in previous secrets, so that a secret with a line break can be replaced', () => {
    const env = {
      SERVER_SECRET: secret,
      SERVER_SECRET_PREVIOUS: `${secret}\n`,
      IDENTITY_SECRET: secret,
      IDENTITY_SECRET_PREVIOUS: ` ${secret}\n${secret} `,
    }
    const { serverSecrets, identity } = loadConfig(env)
    expect(serverSecrets).toEqual([secret, env.SERVER_SECRET_PREVIOUS])
    expect(identity.keys).toHaveLength(2)
  })

  test('is allowed in lists and in keys of the console', () => {
    expect(
      loadConfig({ ALLOWED_HOSTS: 'a.example\nb.example\n', HYPHENATE_DES_KEY: '1234567 ' }),
    ).toMatchObject({
      allowedHosts: ['a.example', 'b.example'],
      encryption: { keys: ['1234567 '] },
    })
  })
})

test('a carriage return at the end of a value is removed, as from a file', () => {
  expect(loadConfig({ PORT: '8080\r', HYPHENATE_DES_KEY: '12345678\r', LOG_LEVEL: '\r' })).toMatchObject({
    listener: { port: 8080 },
    encryption: { keys: ['12345678'] },
    logLevel: 'info',
  })
})

test('access tokens, on one line or several', () => {
  const tokens = ['first-token-0123456', 'Second.Token_~-0123456']
  expect(loadConfig({ ACCESS_TOKENS: tokens.join(', ') }).accessTokens).toEqual(tokens)
  expect(loadConfig({ ACCESS_TOKENS_FILE: file('tokens', `${tokens.join('\n')}\n`) }).accessTokens).toEqual(
    tokens,
  )
  expect(loadConfig({}).accessTokens).toEqual([])
})

test.each([
  ['2', 2],
  ['10.0.0.0/8', ['10.0.0.0/8']],
  ['10.1.2.3 , fd00::/8', ['10.1.2.3', 'fd00::/8']],
  ['10.0.0.0/8,\n  fd00::/8\n', ['10.0.0.0/8', 'fd00::/8']],
  ['10.0.0.0/8,\tfd00::/8', ['10.0.0.0/8', 'fd00::/8']],
])('TRUST_PROXY=%s', (TRUST_PROXY, expected) => {
  expect(loadConfig({ TRUST_PROXY }).trustProxy).toEqual(expected)
})

test('LOG_ID_PATTERN must match the whole id', () => {
  const { logIdPattern } = loadConfig({ LOG_ID_PATTERN: 'C-\\d+|K\\d+' })
  for (const id of ['C-1', 'K1']) expect(logIdPattern?.test(id)).toBe(true)
  for (const id of ['C-1 and more', 'a K1', 'C-1\n']) expect(logIdPattern?.test(id)).toBe(false)
  expect(loadConfig({}).logIdPattern).toBeUndefined()
})

test.each<[string | undefined, string[]]>([
  [undefined, []],
  [' , ', []],
  ['img.example.com', ['img.example.com']],
  ['IMG.example.com,*.CDN.example.com  img.example.com', ['img.example.com', '*.cdn.example.com']],
  ['图.example.com.', ['xn--wcs.example.com']],
])('IMAGE_HOSTS=%s', (IMAGE_HOSTS, expected) => {
  expect(loadConfig({ IMAGE_HOSTS }).imageHosts).toEqual(expected)
})

test.each([
  ['crm.example.com', ['crm.example.com']],
  ['CRM.example.com., 客服.example.com', ['crm.example.com', 'xn--ubtq9x.example.com']],
  ['10.1.2.3 ::1,[fd00::1]', ['10.1.2.3', '[::1]', '[fd00::1]']],
  ['*', ['*']],
])('ALLOWED_HOSTS=%s', (ALLOWED_HOSTS, expected) => {
  expect(loadConfig({ ALLOWED_HOSTS }).allowedHosts).toEqual(expected)
})

test.each([
  ['/crm', '/crm'],
  ['/crm/', '/crm'],
  ['/tools/crm.v2/', '/tools/crm.v2'],
  ['/', ''],
  ['', ''],
])('BASE_PATH=%s', (BASE_PATH, expected) => {
  expect(loadConfig({ BASE_PATH }).basePath).toBe(expected)
})

describe('HTTPS', () => {
  const files = writeCertificate()
  const others = writeCertificate()

  test('needs a certificate and its key', () => {
    expect(loadConfig({ ...files.env, HTTP_REDIRECT_PORT: '8080' })).toMatchObject({
      tls: { certFile: files.certFile, keyFile: files.keyFile },
      redirectPort: 8080,
    })
  })

  test.each([
    ['the key of another one', { ...files.env, TLS_KEY_FILE: others.keyFile }],
    ['the files exchanged', { TLS_CERT_FILE: files.keyFile, TLS_KEY_FILE: files.certFile }],
    ['no PEM', { TLS_CERT_FILE: file('der', 'not a certificate'), TLS_KEY_FILE: files.keyFile }],
    ['a file that is not there', { ...files.env, TLS_KEY_FILE: join(directory, 'nothing') }],
    ['a directory', { ...files.env, TLS_CERT_FILE: directory }],
  ])('%s is a fault', (_name, env) => {
    expect(faultsOf(env)).toEqual([expect.stringMatching(/^TLS_CERT_FILE (and|or) TLS_KEY_FILE /)])
  })

  test('requires different ports', () => {
    expect(faultsOf({ ...files.env, HTTP_REDIRECT_PORT: '3000', OPS_PORT: '3000' })).toEqual([
      'HTTP_REDIRECT_PORT is the same as PORT',
      'OPS_PORT is the same as HTTP_REDIRECT_PORT',
    ])
    expect(faultsOf({ PORT: '9090', OPS_PORT: '09090' })).toEqual(['OPS_PORT is the same as PORT'])
    expect(faultsOf({ ...files.env, PORT: '0', HTTP_REDIRECT_PORT: '0', OPS_PORT: '0' })).toEqual([])
  })
})
