import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client, Pool, type PoolConfig } from 'pg'
import { inject } from 'vitest'

/** Creates a separate database from a template, with an account that may. */
export async function createDatabase(adminUrl: string, template: string) {
  const name = `crm_page_test_${randomBytes(6).toString('hex')}`
  await administer(adminUrl, `create database ${name} template ${template}`)
  const url = new URL(adminUrl)
  url.pathname = `/${name}`
  return {
    name,
    url: url.href,
    drop: () => administer(adminUrl, `drop database ${name} with (force)`),
  }
}

/** Creates a copy of the migrated database with the sample customers, for one test file. */
export function cloneDatabase() {
  return createDatabase(inject('adminUrl'), inject('template'))
}

/** Creates a database without tables. */
export function createEmptyDatabase(encoding?: string) {
  const options = encoding === undefined ? '' : ` encoding '${encoding}' locale 'C'`
  return createDatabase(inject('adminUrl'), `template0${options}`)
}

/** Runs statements on a separate connection. */
export async function administer(url: string, ...statements: string[]): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

/**
 * Creates a pool whose connections may break. Its `end` does not wait until they are closed, so dropping the database
 * afterwards may terminate one, idle or in use.
 */
export function createTestPool(config: PoolConfig): Pool {
  const pool = new Pool(config)
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}

/** Locks a table as another client's open transaction does. */
export async function lockTable(url: string, table: string) {
  const client = new Client({ connectionString: url })
  // If a test fails before it unlocks, the end of its database must not hide why.
  client.on('error', () => undefined)
  await client.connect()
  await client.query('begin')
  await client.query(`lock table ${table}`)
  const isWaitedFor = `select from pg_locks where relation = '${table}'::regclass and not granted`
  return {
    /** Resolves when somebody waits for the table. */
    async isAwaited(): Promise<void> {
      while ((await client.query(isWaitedFor)).rowCount === 0) await sleep(20)
    },
    unlock: () => client.end(),
  }
}

/** Creates a role that may only read the existing tables, as the documents advise, and returns its URL. */
export async function createReader(databaseUrl: string) {
  const name = `crm_page_reader_${randomBytes(6).toString('hex')}`
  await administer(
    databaseUrl,
    `create role ${name} login password 'of-the-reading-role'`,
    `grant select on all tables in schema public to ${name}`,
  )
  const url = new URL(databaseUrl)
  url.username = name
  url.password = 'of-the-reading-role'
  return {
    url: url.href,
    drop: () => administer(databaseUrl, `drop owned by ${name}`, `drop role ${name}`),
  }
}

const BUNDLED_LINK_GRANTS = [
  'select, insert, delete on customer_identities',
  'select, insert, update on customer_identity_history',
]

/**
 * Creates a role that may only link and unlink, in the bundled tables or others, as the documents advise, and returns
 * its URL.
 */
export async function createLinkRole(databaseUrl: string, grants = BUNDLED_LINK_GRANTS) {
  const name = `crm_page_linker_${randomBytes(6).toString('hex')}`
  await administer(
    databaseUrl,
    `create role ${name} login password 'of-the-linking-role'`,
    ...grants.map((grant) => `grant ${grant} to ${name}`),
  )
  const url = new URL(databaseUrl)
  url.username = name
  url.password = 'of-the-linking-role'
  return {
    name,
    url: url.href,
    drop: () => administer(databaseUrl, `drop owned by ${name}`, `drop role ${name}`),
  }
}
