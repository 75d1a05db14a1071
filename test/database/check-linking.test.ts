import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { runCheck } from '../support/commands.ts'
import { administer, cloneDatabase, createLinkRole, createReader } from '../support/database.ts'
import { hasPgBouncer, startPgBouncer } from '../support/pgbouncer.ts'
import { copyBundledQueries, writeQueries } from '../support/queries.ts'

/* `check` describes what links through the role that runs it, and writes nothing. */

let database: Awaited<ReturnType<typeof cloneDatabase>>
let reader: Awaited<ReturnType<typeof createReader>>
let role: Awaited<ReturnType<typeof createLinkRole>>
beforeAll(async () => {
  database = await cloneDatabase()
  reader = await createReader(database.url)
  role = await createLinkRole(database.url)
  await administer(database.url, 'create table serials (id serial, n text)')
})
afterAll(async () => {
  await role.drop()
  await reader.drop()
  await database.drop()
})

async function check(
  files: Record<string, string>,
  writeUrl = role.url,
  directory = copyBundledQueries(files),
  more: Record<string, string> = {},
) {
  const { code, err } = await runCheck([], {
    DATABASE_URL: reader.url,
    DATABASE_WRITE_URL: writeUrl,
    QUERIES_DIR: directory,
    ...more,
  })
  const lines = err.split('\n').map((line) => line.trim().replace(`${directory}/`, ''))
  return { code, lines: lines.filter((line) => line !== '' && !line.startsWith('The query files')) }
}

test('accepts the bundled files with the documented grants', async () => {
  expect(await check({})).toEqual({ code: 0, lines: [] })
})

test('lists the files, and says that they are not used without a role that may write', async () => {
  const env = { DATABASE_URL: reader.url, QUERIES_DIR: copyBundledQueries({}) }
  const unused = 'Links: off, as DATABASE_WRITE_URL is unset.'
  const without = await runCheck([], env)
  expect(without.out).toContain('Queries: customer.sql, search.sql, link.sql, unlink.sql; panels')
  expect(without.out).toContain(unused)
  expect((await runCheck([], { ...env, DATABASE_WRITE_URL: role.url })).out).not.toContain(unused)
})

test('prints the grant for each table to a read-only role', async () => {
  const { code, lines } = await check({}, reader.url)
  const grant = (file: string, privileges: string, table: string) =>
    `${file}: DATABASE_WRITE_URL's role lacks privileges. As the owner of the tables, run: ` +
    `grant ${privileges} on ${table} to ${new URL(reader.url).username};`
  expect(code).toBe(1)
  expect(lines).toEqual([
    grant('link.sql', 'insert, delete', 'customer_identities'),
    grant('link.sql', 'insert, update', 'customer_identity_history'),
    grant('unlink.sql', 'delete', 'customer_identities'),
    grant('unlink.sql', 'update', 'customer_identity_history'),
  ])
  await administer(database.url, ...lines.map((line) => line.replace(/^.* run: /, '')))
  expect(await check({}, reader.url)).toEqual({ code: 0, lines: [] })
})

test('warns of row-level security without a policy for the role', async () => {
  const secure = (table: string) => `alter table ${table} enable row level security`
  await administer(database.url, secure('customer_identities'), secure('customer_identity_history'))
  const bundled = await check({})
  // If an assertion fails, the other tests still find the tables as they were.
  onTestFinished(() =>
    administer(
      database.url,
      ...['customer_identities', 'customer_identity_history'].map(
        (table) => `alter table ${table} disable row level security`,
      ),
    ),
  )
  const warned = bundled.lines.filter((line) => /link\.sql: row-level/.test(line))
  const policy = (table: string) =>
    `on ${table}: no policy is for it. As the owner, run: create policy ${role.name} on ${table} for all to ${role.name} using (true).`
  expect(warned).toEqual([
    `Warning: link.sql: row-level security permits the role no select, insert, delete ${policy('customer_identities')}`,
    `Warning: link.sql: row-level security permits the role no select, insert, update ${policy('customer_identity_history')}`,
    `Warning: unlink.sql: row-level security permits the role no select, delete ${policy('customer_identities')}`,
    `Warning: unlink.sql: row-level security permits the role no select, update ${policy('customer_identity_history')}`,
  ])
  const policies = warned.map((line) => line.replace(/^.* run: (.*)\.$/, '$1'))
  await administer(database.url, ...new Set(policies))
  expect((await check({})).lines.filter((line) => /link\.sql/.test(line))).toEqual([])
})

test('rejects a server whose advisory locks have no effect, unless links do without them', async () => {
  const functions = (body: string) => [
    `create or replace function stubs.pg_advisory_xact_lock(bigint) returns void language plpgsql as $$ begin ${body} end $$`,
    `create or replace function stubs.pg_try_advisory_xact_lock(bigint) returns boolean language plpgsql
     as $$ begin ${body} return true; end $$`,
  ]
  const stubbed = new URL(role.url)
  stubbed.searchParams.set('options', '-c search_path=stubs,pg_catalog,public')
  await administer(database.url, 'create schema stubs', `grant usage on schema stubs to ${role.name}`)
  for (const body of [
    '',
    `raise feature_not_supported using message = 'advisory locks are not yet implemented';`,
  ]) {
    await administer(database.url, ...functions(body))
    const { code, lines } = await check({}, stubbed.href)
    expect(code).toBe(1)
    expect(lines).toEqual([
      'DATABASE_WRITE_URL names a server whose advisory locks have no effect: set LINK_LOCK=serializable',
    ])
  }
  const without = await check({}, stubbed.href, undefined, { LINK_LOCK: 'serializable' })
  expect(without).toEqual({ code: 0, lines: [] })
})

test.skipIf(!hasPgBouncer)('warns if a pooler has no second connection to test the locks on', async () => {
  const bouncer = await startPgBouncer(role.url, 1)
  try {
    expect(await check({}, bouncer.url, undefined, { DATABASE_TIMEOUT_MS: '3000' })).toEqual({
      code: 0,
      lines: [
        'Warning: the advisory locks of DATABASE_WRITE_URL were not tested, which takes two connections.',
      ],
    })
  } finally {
    await bouncer.stop()
  }
})

test('names the variable of a role that may open too few connections', async () => {
  const limit = (name: string, count: number) =>
    administer(database.url, `alter role ${name} connection limit ${String(count)}`)
  const readerName = new URL(reader.url).username
  const refused = (variable: string, name: string) =>
    `Postgres refuses ${variable} another connection: too many connections for role "${name}" (53300). ` +
    'A process opens up to DATABASE_POOL_MAX for DATABASE_URL, and 3 for DATABASE_WRITE_URL.'
  try {
    await limit(role.name, 1)
    expect(await check({})).toEqual({ code: 1, lines: [refused('DATABASE_WRITE_URL', role.name)] })
    await limit(role.name, 3)
    // The server may still be ending the connections of the check before.
    await expect.poll(() => check({})).toEqual({ code: 0, lines: [] })
    await limit(readerName, 1)
    expect(await check({})).toEqual({ code: 1, lines: [refused('DATABASE_URL', readerName)] })
    const one = { DATABASE_POOL_MAX: '1' }
    await expect.poll(() => check({}, undefined, undefined, one)).toEqual({ code: 0, lines: [] })
  } finally {
    for (const name of [role.name, readerName]) await limit(name, -1)
  }
})

test('prints the grant for a sequence', async () => {
  await administer(database.url, `grant insert, select on serials to ${role.name}`)
  const link = `insert into serials (n) select :visitorImId where :customerId <> '' returning n as customer_id`
  const { lines } = await check({ 'link.sql': link })
  expect(lines).toContainEqual(
    expect.stringContaining(`run: grant usage on sequence serials_id_seq to ${role.name};`),
  )
})

describe('faults, each with its file, line and reason', () => {
  const INSERT = `insert into customer_identities (visitor_im_id, channel, customer_id, source)
values (:visitorImId, :channel, :customerId::bigint, :source)`
  test.each([
    [
      'a table that is not there',
      { 'link.sql': `${INSERT.replace('customer_identities', 'nowhere')} returning customer_id` },
      'link.sql:1: relation "nowhere" does not exist (42P01)',
    ],
    [
      'a column that is not there',
      { 'link.sql': `-- Who is whose.\n${INSERT}\nreturning customer` },
      'link.sql:4: column "customer" does not exist',
    ],
    [
      'nothing returned',
      { 'link.sql': INSERT },
      'link.sql: must return one row with a column customer_id, the customer that the visitor is linked to; it returns nothing',
    ],
    [
      'another column returned',
      { 'link.sql': `${INSERT} returning source` },
      'link.sql: must return one row with a column customer_id, the customer that the visitor is linked to; it returns source',
    ],
    [
      'nothing returned of what is undone',
      {
        'unlink.sql':
          'delete from customer_identities where visitor_im_id = :visitorImId and customer_id = :customerId::bigint',
      },
      'unlink.sql: must return the row that it has removed; it returns nothing',
    ],
    [
      'a parameter of reading files',
      { 'link.sql': `${INSERT} returning :easemobId::text as customer_id` },
      'link.sql:2: :easemobId is a parameter of other files (known: :visitorImId :channel :customerId :agentId :agentName :source :requestId)',
    ],
    [
      'a parameter that is missing',
      { 'unlink.sql': 'delete from customer_identities where visitor_im_id = :visitorImId returning 1' },
      'unlink.sql: does not use :customerId',
    ],
    [
      'two statements',
      { 'link.sql': `${INSERT} returning customer_id; drop table customers` },
      'link.sql:2: a file contains one statement; a second one begins here',
    ],
    [
      'another kind of statement',
      { 'unlink.sql': 'truncate customer_identities' },
      'unlink.sql:1: a statement that links begins with insert, update, delete, merge, with or select, not truncate',
    ],
  ])('reports %s', async (_name, files, report) => {
    const { code, lines } = await check(files)
    expect(code).toBe(1)
    expect(lines).toContainEqual(expect.stringContaining(report))
  })

  test('reports an unlink.sql without a link.sql', async () => {
    const sql =
      'delete from customer_identities where visitor_im_id = :visitorImId and customer_id = :customerId::bigint returning 1'
    const directory = writeQueries({ 'customer.sql': 'select :visitorImId::text as id', 'unlink.sql': sql })
    const { code, lines } = await check({}, role.url, directory)
    expect(code).toBe(1)
    expect(lines).toContainEqual('unlink.sql: there is no link.sql beside it')
  })
})

test('warns about files without a link source', async () => {
  const customer = 'select customer_id as id from customer_identities where visitor_im_id = :visitorImId'
  const { code, lines } = await check({ 'customer.sql': customer })
  expect(code).toBe(0)
  expect(lines).toContainEqual(
    'Warning: customer.sql: returns no column link_source, so a link can only be undone on the page that made it.',
  )
})

test('does not wait for a locked table of link.sql, and does not blame the file', async () => {
  const holder = new Client({ connectionString: database.url })
  await holder.connect()
  await holder.query('begin; lock table serials in access exclusive mode')
  const link =
    'insert into serials (n) values (:visitorImId || :customerId) returning n as customer_id, null as source'
  const { code, lines } = await check({ 'link.sql': link }, database.url, undefined, {
    DATABASE_TIMEOUT_MS: '300',
  })
  await holder.end()
  expect(code).toBe(1)
  expect(lines.join()).toContain('The database of DATABASE_WRITE_URL does not answer: ')
})

test('writes nothing', async () => {
  const { rows } = await import('pg').then(async ({ Client }) => {
    const client = new Client({ connectionString: database.url })
    await client.connect()
    const result = await client.query(
      'select (select count(*) from customer_identity_history) + (select count(*) from serials) as n',
    )
    await client.end()
    return result
  })
  expect(rows).toEqual([{ n: '0' }])
})

test('names the variable of a rejected password', async () => {
  const wrong = new URL(role.url)
  wrong.password = 'no-password-of-the-role'
  const { code, lines } = await check({}, wrong.href)
  expect(code).toBe(1)
  expect(lines.join('\n')).toMatch(/refuses DATABASE_WRITE_URL/)
})
