import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { loadConfig } from '../../src/config/load.ts'
import { faultsOf } from '../support/config.ts'

const SERVER_SECRET = 'a secret of the tests, long enough for a server'
const OWN = { DATABASE_URL: 'postgres://reader@db/crm', SERVER_SECRET }

test('writes nothing to an external database unless a role for it is configured', () => {
  expect(loadConfig(OWN).database.writeUrl).toBeUndefined()
  expect(loadConfig({ ...OWN, DATABASE_WRITE_URL: 'postgres://linker@db/crm' }).database.writeUrl).toBe(
    'postgres://linker@db/crm',
  )
})

test('the role’s URL can be read from a file', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'crm-page-config-')), 'url')
  writeFileSync(path, 'postgres://linker@db/crm\n')
  expect(loadConfig({ ...OWN, DATABASE_WRITE_URL_FILE: path }).database.writeUrl).toBe(
    'postgres://linker@db/crm',
  )
})

test.each([
  ['no URL', { ...OWN, DATABASE_WRITE_URL: 'mysql://db/crm' }, /^DATABASE_WRITE_URL must be a URL/],
  ['the embedded database', { SERVER_SECRET, DATABASE_WRITE_URL: 'postgres://db/crm' }, /needs DATABASE_URL/],
  [
    'no secret',
    { DATABASE_URL: 'postgres://db/crm', DATABASE_WRITE_URL: 'postgres://db/crm' },
    /needs SERVER_SECRET/,
  ],
  ['another word', { LINK_PROVED: 'yes' }, /^LINK_PROVED must be on or off$/],
  ['another lock', { LINK_LOCK: 'row' }, /^LINK_LOCK must be advisory or serializable$/],
])('%s is rejected', (_name, env, fault) => {
  expect(faultsOf(env)).toEqual([expect.stringMatching(fault)])
})

test('uses advisory locks by default', () => {
  expect(loadConfig({}).database.linkLock).toBe('advisory')
  expect(loadConfig({ LINK_LOCK: 'serializable' }).database.linkLock).toBe('serializable')
})

test('links proved customers automatically unless turned off', () => {
  expect(loadConfig({}).linkProved).toBe(true)
  expect(loadConfig({ LINK_PROVED: 'off' }).linkProved).toBe(false)
})
