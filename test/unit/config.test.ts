import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ConfigError, loadConfig } from '../../src/config.ts'

const directory = mkdtempSync(join(tmpdir(), 'crm-page-config-'))

function file(name: string, text: string): string {
  const path = join(directory, name)
  writeFileSync(path, text)
  return path
}

function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    loadConfig(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.faults
    throw error
  }
  return []
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

  test('a company’s database is not migrated uninvited', () => {
    const DATABASE_URL = 'postgres://db/crm'
    expect(loadConfig({ DATABASE_URL }).database.migrateOnStart).toBe(false)
    expect(loadConfig({ DATABASE_URL, MIGRATE_ON_START: 'true' }).database.migrateOnStart).toBe(true)
  })

  test('the simulator comes with the embedded database, and else when asked for', () => {
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

  test('the current key stands before the previous one', () => {
    const env = { HYPHENATE_DES_KEY: 'current-key', HYPHENATE_DES_KEY_PREVIOUS: 'previous-key' }
    expect(loadConfig({ ...env, HYPHENATE_ENCRYPTION: 'all' }).encryption).toEqual({
      mode: 'all',
      keys: ['current-key', 'previous-key'],
      longKeys: ['HYPHENATE_DES_KEY', 'HYPHENATE_DES_KEY_PREVIOUS'],
    })
  })
})

describe('secrets from files', () => {
  test('are read, without the line end', () => {
    const HYPHENATE_DES_KEY_FILE = file('key', '12345678\n')
    expect(loadConfig({ HYPHENATE_DES_KEY_FILE }).encryption.keys).toEqual(['12345678'])
  })

  test.each([
    ['a file that is not there', { DATABASE_URL_FILE: join(directory, 'nothing') }, 'DATABASE_URL_FILE'],
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

describe('faults', () => {
  const cases: [string, string][] = [
    ['PORT', 'eighty'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['DATABASE_URL', 'mysql://db/crm'],
    ['DATABASE_URL', 'postgres://user:pa#ss:word@[host/crm'],
    ['DATABASE_URL', 'postgres://user:p%zz@host/crm'],
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
    ['TIME_ZONE', 'Mars/Olympus'],
    ['LOG_LEVEL', 'loud'],
    ['SHUTDOWN_TIMEOUT_MS', '5'],
    ['ACCESS_TOKENS', 'aaaaaaaaaaaaaaaaaaaa'],
  ]
  test.each(cases)('%s=%s', (name, value) => {
    const faults = faultsOf({ [name]: value })
    expect(faults).toEqual([expect.stringMatching(new RegExp(`^${name} `))])
    expect(faults.join()).not.toContain(value)
  })

  test('an encryption that needs a key has one', () => {
    expect(faultsOf({ HYPHENATE_ENCRYPTION: 'all' })).toEqual([
      expect.stringContaining('needs HYPHENATE_DES_KEY'),
    ])
    expect(faultsOf({ HYPHENATE_DES_KEY_PREVIOUS: '12345678' })).toHaveLength(1)
  })

  test('all at once', () => {
    const names = new Set(cases.map(([name]) => name))
    expect(faultsOf(Object.fromEntries(cases))).toHaveLength(names.size)
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
