import { mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { migrate } from '../../src/commands/migrate.ts'
import { sample } from '../../src/commands/sample.ts'
import { runCheck, runCommand } from '../support/commands.ts'
import { administer, cloneDatabase, createEmptyDatabase } from '../support/database.ts'
import { makeCertificate, writeCertificate } from '../support/certificate.ts'
import { freePort } from '../support/free-port.ts'
import { runMain } from '../support/process.ts'
import { writeQueries } from '../support/queries.ts'

const CUSTOMER = 'select 1 as id, :visitorImId::text as name'

let database: Awaited<ReturnType<typeof createEmptyDatabase>>
beforeAll(async () => {
  database = await createEmptyDatabase()
  await administer(
    database.url,
    'create table orders (customer_id int, order_no text, "number" int, total numeric)',
    `create table audit (n int)`,
    `create type source as enum ('web', 'app')`,
    `create table sources (source source)`,
    `insert into sources values ('app')`,
    `create function writes() returns int language sql as 'insert into audit values (1) returning n'`,
  )
})
afterAll(() => database.drop())

/** The output of `check` for a panel, without the directory: the faults, or that there are none. */
async function report(panel: string, customer = CUSTOMER): Promise<{ code: number | null; lines: string[] }> {
  const directory = writeQueries({ 'customer.sql': customer, 'panels/10-p.sql': panel })
  const { code, err, out } = await runCheck([], { DATABASE_URL: database.url, QUERIES_DIR: directory })
  const lines = (code === 0 ? `${err}${out}` : err)
    .split('\n')
    .filter((line) => line !== '' && !/^(The query files|Warning: )/.test(line))
  return { code, lines: lines.map((line) => line.trim().replace(`${directory}/`, '')) }
}

const FITS = [
  'Queries: customer.sql; panels, in this order: p (10-p.sql).',
  'Configuration: encryption off, 0 keys.',
  'Listener: 127.0.0.1, port 0; HTTPS: left to a proxy.',
  'Framed by: https://kefu.easemob.com https://*.easemob.com.',
  'In the console (Settings > Iframe): the HTTPS address of this page, without a query; no key.',
  'No faults found.',
]
const KNOWN =
  ':visitorImId :channel :easemobId :to :tenantId :agentId :userId :lang :verifiedUserId :customerId'
const READ_ONLY = 'only reading is allowed: a statement begins with select or with, not'

describe('a roll-out', () => {
  test('is warned if the audit file cannot be written, and does not create one that can', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'crm-page-check-'))
    const QUERIES_DIR = writeQueries({ 'customer.sql': CUSTOMER })
    const ask = (AUDIT_FILE: string) => runCheck([], { DATABASE_URL: database.url, QUERIES_DIR, AUDIT_FILE })
    for (const [path, code] of [
      [join(directory, 'none/audit.log'), 'ENOENT'],
      [directory, 'EISDIR'],
      ['/dev/null', 'ENOTSUP'],
    ] as const) {
      const { code: status, err } = await ask(path)
      expect(err).toContain(`AUDIT_FILE cannot be written (${code}).`)
      expect(status).toBe(1)
    }
    expect(await ask(join(directory, 'audit.log'))).toMatchObject({ code: 0 })
    expect(readdirSync(directory)).toEqual([])
  })

  test('gets the grant for each missing privilege', async () => {
    await administer(
      database.url,
      `create role crm_page_check_reader login password 'hush'`,
      'create schema shop',
      'create table shop.parcels (n int)',
      'create table stock (n int)',
    )
    const reader = new URL(database.url)
    reader.username = 'crm_page_check_reader'
    reader.password = 'hush'
    const QUERIES_DIR = writeQueries({
      'customer.sql': CUSTOMER,
      'panels/10-stock.sql': 'select n from stock where $$:$$ is not null',
      'panels/20-parcels.sql': 'select n from shop.parcels',
    })
    const { code, err } = await runCheck([], { DATABASE_URL: reader.href, QUERIES_DIR })
    expect(code).toBe(1)
    expect(err).toContain("10-stock.sql: DATABASE_URL's role lacks privileges.")
    expect(err).toContain('run: grant select on stock to crm_page_check_reader;')
    expect(err).toContain('run: grant usage on schema shop to crm_page_check_reader;')
    await administer(
      database.url,
      'drop schema shop cascade',
      'drop table stock',
      'drop owned by crm_page_check_reader',
      'drop role crm_page_check_reader',
    )
  })

  test('gets grants of columns for a table of which the role may read some, and of functions', async () => {
    await administer(
      database.url,
      `create role crm_page_column_reader login password 'hush'`,
      'create schema shop',
      'create table members (id int, name text, "Mobile No" text, password text)',
      'create table visits (member int, place text)',
      'create function shop.balance(int) returns int language sql stable as $$ select 1 $$',
      'revoke execute on function shop.balance from public',
      'grant select (id, name) on members to crm_page_column_reader',
    )
    const reader = new URL(database.url)
    reader.username = 'crm_page_column_reader'
    reader.password = 'hush'
    const QUERIES_DIR = writeQueries({
      'customer.sql': 'select id, name from members where id::text = :visitorImId or id = :customerId',
      'panels/10-places.sql':
        'select place, name from visits join members on id = member where id = :customerId',
      'panels/20-mobile.sql': 'select "Mobile No" from Members where id = :customerId',
      'panels/30-all.sql': `select *, 'level 2 (from 5)' as level from members where id = :customerId`,
      'panels/40-balance.sql':
        'select shop.balance(:customerId), count(*) from members where id = :customerId',
    })
    const ask = async () => {
      const { err } = await runCheck([], { DATABASE_URL: reader.href, QUERIES_DIR })
      return err
        .split('\n')
        .flatMap((line) => /panels\/.*run: .*/.exec(line)?.[0].replace(/:.*run: /, ': ') ?? [])
    }
    expect(await ask()).toEqual(
      [
        '10-places.sql: grant select on visits to crm_page_column_reader;',
        '20-mobile.sql: grant select ("Mobile No") on members to crm_page_column_reader;',
        '30-all.sql: grant select ("Mobile No", password) on members to crm_page_column_reader;',
        '40-balance.sql: grant usage on schema shop to crm_page_column_reader;',
      ].map((line) => `panels/${line}`),
    )
    await administer(database.url, 'grant usage on schema shop to crm_page_column_reader')
    expect((await ask()).at(-1)).toBe(
      'panels/40-balance.sql: grant execute on function shop.balance(integer) to crm_page_column_reader;',
    )
    await administer(
      database.url,
      'drop schema shop cascade',
      'drop table members, visits',
      'drop owned by crm_page_column_reader',
      'drop role crm_page_column_reader',
    )
  })

  test('is warned of row-level security that hides all rows from the role', async () => {
    await administer(
      database.url,
      `create role crm_page_secured_reader login password 'hush'`,
      'create role crm_page_readers',
      'create table accounts (id text)',
      'create table "Own rows" (id text)',
      'alter table accounts enable row level security',
      'alter table "Own rows" enable row level security',
      'create policy writers on accounts for insert with check (true)',
      'create policy others on accounts for select to pg_monitor using (true)',
      'create policy readers on "Own rows" for all to crm_page_readers using (true)',
      'grant select on accounts, "Own rows" to crm_page_secured_reader',
    )
    const reader = new URL(database.url)
    reader.username = 'crm_page_secured_reader'
    reader.password = 'hush'
    const QUERIES_DIR = writeQueries({
      'customer.sql': 'select id from accounts where id in (:visitorImId, :customerId)',
      'panels/1-own.sql': 'with a as (select id from "Own rows") select id from a where id = :customerId',
    })
    const ask = async () => {
      const { code, err } = await runCheck([], { DATABASE_URL: reader.href, QUERIES_DIR })
      return [code, ...err.trim().replaceAll(`${QUERIES_DIR}/`, '').split('\n')]
    }
    const warning = (file: string, table: string) =>
      `Warning: ${file}: row-level security permits the role no select on ${table}: no policy is for it. As the owner, ` +
      `run: create policy crm_page_secured_reader on ${table} for select to crm_page_secured_reader using (true).`
    expect(await ask()).toEqual([
      0,
      warning('customer.sql', 'accounts'),
      warning('panels/1-own.sql', '"Own rows"'),
    ])
    await administer(
      database.url,
      'grant crm_page_readers to crm_page_secured_reader',
      'create policy crm_page_secured_reader on accounts for select to crm_page_secured_reader using (true)',
    )
    expect(await ask()).toEqual([0, ''])
    await administer(
      database.url,
      'drop table accounts, "Own rows"',
      'drop owned by crm_page_secured_reader',
      'drop role crm_page_secured_reader, crm_page_readers',
    )
  })

  test('is warned of an encoding in which some texts fail, not of files that use them', async () => {
    const ask = async (encoding: string, name: string) => {
      const other = await createEmptyDatabase(encoding)
      await administer(
        other.url,
        'create table clients (id text, name text)',
        `insert into clients values ('c-1', convert_from('\\xc0ee', 'SQL_ASCII'))`,
      )
      const from = `from clients where id in (:visitorImId, :customerId)`
      const QUERIES_DIR = writeQueries({
        'customer.sql': `select id, ${name} as name ${from}`,
        'search.sql': 'select id, name from clients where name = :name or id = :number',
        'panels/10-looking-at.sql': `select id ${from} and id = :sent.sku`,
      })
      const { code, err } = await runCheck(['--visitor', 'c-1'], { DATABASE_URL: other.url, QUERIES_DIR })
      await other.drop()
      return { code, err: err.trim().replaceAll(`${QUERIES_DIR}/`, '') }
    }
    expect(await ask('LATIN1', 'name')).toEqual({
      code: 0,
      err:
        'Warning: The encoding of the database is LATIN1, not UTF8: ids and search terms with characters that it ' +
        'lacks match nobody, and panels fail that get them by :sent.',
    })
    const unconverted = await ask('SQL_ASCII', 'name')
    expect(unconverted).toMatchObject({ code: 1, err: expect.stringContaining('invalid byte sequence') })
    const [, advice = ''] = /as in (.*)\.$/m.exec(unconverted.err) ?? []
    expect(await ask('SQL_ASCII', advice)).toMatchObject({ code: 0 })
  })

  test('is warned of pending migrations, except with manually created tables', async () => {
    const bundled = await cloneDatabase()
    const env = { DATABASE_URL: bundled.url }
    await administer(bundled.url, `delete from crm_page_migrations where name = '0006_search'`)
    const { code, err } = await runCheck([], env)
    expect({ code, err }).toMatchObject({
      code: 1,
      err: expect.stringContaining('Migrations are pending: 0006_search.'),
    })
    await administer(bundled.url, 'drop table crm_page_migrations')
    expect(await runCheck([], env)).toMatchObject({ code: 0 })
    await bundled.drop()
  })

  test('changes nothing in an external database that a start would migrate', async () => {
    const [empty, old] = [await createEmptyDatabase(), await cloneDatabase()]
    await administer(old.url, `delete from crm_page_migrations where name = '0006_search'`)
    const outputOf = async ({ url }: typeof empty, MIGRATE_ON_START: string) =>
      (await runCheck([], { DATABASE_URL: url, MIGRATE_ON_START })).err
    for (const isOn of ['true', 'false'])
      expect(await outputOf(empty, isOn)).toContain('no table "customers"')
    expect(await outputOf(old, 'true')).toContain(
      'Warning: Migrations are pending: 0006_search; a start runs them',
    )
    expect(await outputOf(old, 'false')).toContain('Migrations are pending: 0006_search. Run migrate')
    await Promise.all([empty.drop(), old.drop()])
  })

  test('is warned of an unused variable, a page without tokens and an expired certificate', async () => {
    const { env } = writeCertificate(makeCertificate('crm.example.com', -0.5))
    const QUERIES_DIR = writeQueries({ 'customer.sql': CUSTOMER })
    const given = {
      DATABASE_URL: database.url,
      QUERIES_DIR,
      HOST: '0.0.0.0',
      ACCESS_TOKEN: 'hush-hush-hush-hush',
    }
    const { code, err } = await runCheck([], { ...given, ...env })
    expect(code).toBe(1)
    expect(err).toContain('Warning: ACCESS_TOKEN is set, but not read; a similar variable is ACCESS_TOKENS.')
    expect(err).toContain('Warning: without ACCESS_TOKENS, anybody who reaches this port')
    expect(err).toContain('TLS_CERT_FILE is out of date.')
    expect(err).not.toContain('hush')
  })
})

test('judges no variable by the faults of another', async () => {
  const QUERIES_DIR = writeQueries({
    'customer.sql': CUSTOMER,
  })
  const { code, err } = await runCheck([], {
    DATABASE_URL: database.url,
    QUERIES_DIR,
    LOG_LEVEL: 'loud',
    PROT: '1',
  })
  expect(code).toBe(1)
  expect(err).toContain('LOG_LEVEL must be')
  expect(err).toContain('Warning: PROT is set')
  expect(err).not.toContain('SERVER_SECRET')
})

test('names a query directory that is a file', async () => {
  const QUERIES_DIR = join(writeQueries({ 'customer.sql': CUSTOMER }), 'customer.sql')
  const { code, err } = await runCheck([], { DATABASE_URL: database.url, QUERIES_DIR })
  expect({ code, lines: err.trim().split('\n') }).toEqual({
    code: 1,
    lines: [
      'The query files cannot be used:',
      `  ${QUERIES_DIR}/customer.sql: cannot be read (ENOTDIR)`,
      `  ${QUERIES_DIR}: cannot be read (ENOTDIR)`,
      `  ${QUERIES_DIR}/panels: cannot be read (ENOTDIR)`,
    ],
  })
})

test('says which database does not answer, in one sentence', async () => {
  const url = `postgres://user:hush@127.0.0.1:${String(await freePort())}/crm`
  for (const command of [migrate, sample]) {
    const { code, err } = await runCommand(command, [], { DATABASE_URL: url })
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringMatching(/^The database of DATABASE_URL does not answer: .*\(ECONNREFUSED\)\n$/),
    })
  }
})

describe('hostile files, each with its report', () => {
  const cases: [string, string, string[] | null][] = [
    ['insert', 'insert into audit values (1)', [`panels/10-p.sql:1: ${READ_ONLY} insert`]],
    ['update', '\n\nupdate audit set n = 2', [`panels/10-p.sql:3: ${READ_ONLY} update`]],
    ['delete that returns', 'delete from audit returning n', [`panels/10-p.sql:1: ${READ_ONLY} delete`]],
    ['drop', 'drop table audit', [`panels/10-p.sql:1: ${READ_ONLY} drop`]],
    ['do', 'do $$ begin delete from audit; end $$', [`panels/10-p.sql:1: ${READ_ONLY} do`]],
    ['copy to a program', `copy audit to program 'id'`, [`panels/10-p.sql:1: ${READ_ONLY} copy`]],
    ['set', 'set transaction read write', [`panels/10-p.sql:1: ${READ_ONLY} set`]],
    [
      'a delete inside with',
      'with gone as (\n delete from audit returning n)\nselect n from gone',
      [
        'panels/10-p.sql:1: WITH clause containing a data-modifying statement must be at the top level (0A000)',
      ],
    ],
    [
      'select into',
      'select 1 as a\ninto copied',
      ['panels/10-p.sql:2: SELECT ... INTO is not allowed here (42601)'],
    ],
    [
      'select for update',
      'select n from audit for update',
      ['panels/10-p.sql: cannot execute SELECT FOR UPDATE in a read-only transaction (25006)'],
    ],
    [
      'commit and write',
      'select 1 as a; commit; delete from audit',
      ['panels/10-p.sql:1: a file contains one statement; a second one begins here'],
    ],
    [
      'out of the subquery',
      'select 1 as a) as query; delete from audit; select * from (select 1',
      ['panels/10-p.sql:1: a file contains one statement; a second one begins here'],
    ],
    [
      'out of the subquery by a comment',
      'select 1 as a) as query --',
      ['panels/10-p.sql:1: syntax error at the end of the statement (42601)'],
    ],
    [
      'an open comment',
      'select 1 as a /*',
      ['panels/10-p.sql:1: unterminated /* comment at or near "/*" (42601)'],
    ],
    [
      'an open string',
      `select 'a`,
      [`panels/10-p.sql:1: unterminated quoted string at or near "'a" (42601)`],
    ],
    [
      'out by a nested comment',
      `select 1 as a /* /* */ ' */) as query; commit; delete from audit; select * from (select 1 -- '`,
      ['panels/10-p.sql:1: a file contains one statement; a second one begins here'],
    ],
    [
      'out by a carriage return',
      `select 1 as a --\r) as query; commit; delete from audit; select * from (select 1 as a`,
      ['panels/10-p.sql:1: a file contains one statement; a second one begins here'],
    ],
    [
      'a hidden address',
      '-- column a: A | 甲 | link(b)\n-- hide: b\nselect 1 as a, 2 as b',
      ['panels/10-p.sql:2: column b is hidden, and another shows it as its currency, colour or address'],
    ],
    ...(
      [
        ['b}?of={c', '-- hide: b\n', 'column b is hidden, but used in the address of a link'],
        ['b', '-- column b: B | 乙 | mask\n', 'column b is masked, but used in the address of a link'],
        ['d', '', 'the address of a link names no column {d}; it returns a, b, c'],
      ] as const
    ).map(([names, head, message]): [string, string, string[]] => [
      `an address that would tell or miss {${names}}`,
      `-- column a: A | 甲 | link(https://admin.example.com/{${names}})\n${head}select 1 as a, 2 as b, 3 as c`,
      [`panels/10-p.sql:1: ${message}`],
    ]),
    [
      'a picture that would tell',
      '-- column a: A | 甲 | image(https://img.example.com/{b}.jpg)\n-- column b: B | 乙 | mask\nselect 1 as a, 2 as b',
      ['panels/10-p.sql:1: column b is masked, but used in the address of a picture'],
    ],
    [
      'a misspelt format in a list',
      '-- column a: A | 甲 | rows(b: B | 乙 nubmer)\nselect 1 as a',
      ['panels/10-p.sql:1: "nubmer" is not a format; did you mean number?'],
    ],
    ['a list, and a picture', '-- column a: A | 甲 | rows(b: B image)\nselect 1 as a', null],
    ['a currency in small letters', '-- column a: A | 甲 | money(eur)\nselect 1 as a', null],
    ['sleep', 'select pg_sleep(5)::text as a', null],
    [
      'unknown parameter',
      'select\n :customer as a',
      [`panels/10-p.sql:2: unknown parameter :customer (known: ${KNOWN} :sent.NAME)`],
    ],
    ['parameter in a string', `select ':nothing' as a`, null],
    ['parameter in a comment', 'select 1 as a -- :nothing\n/* :nothing */', null],
    ['a cast', 'select :customerId::int as a, now()::date as b', null],
    ['dollar quotes', 'select $x$ :nothing; $$ $x$ as a', null],
    [
      'a column named like a format',
      '-- column number: Number | 数 | number\nselect number from orders',
      null,
    ],
    [
      'a parameter of no type',
      'select :lang is null as a',
      ['panels/10-p.sql: could not determine data type of parameter $1. Write :lang::text (42P18)'],
    ],
    [
      'a parameter whose type is known too late',
      "select 1 as a where :lang is null or 'en'::text = :lang",
      ['panels/10-p.sql:1: could not determine data type of parameter $1. Write :lang::text (42P08)'],
    ],
    [
      'a syntax error',
      '-- title: x\nselect order_no\nform orders',
      ['panels/10-p.sql:3: syntax error at or near "orders" (42601)'],
    ],
    [
      'a missing table',
      'select 1 as a\nfrom nowhere',
      ['panels/10-p.sql:2: relation "nowhere" does not exist (42P01)'],
    ],
    [
      'a missing column',
      'select order_no,\n  totl\nfrom orders',
      [
        'panels/10-p.sql:2: column "totl" does not exist. Perhaps you meant to reference the column "orders.total". (42703)',
      ],
    ],
    [
      'annotations of columns that are not there',
      '-- column a: A\n-- column b: B | 乙 | money(c)\n-- hide: d\nselect 1 as a, 2 as b',
      [
        'panels/10-p.sql:2: money(c) names no column; it returns a, b',
        'panels/10-p.sql:3: there is no column d to hide; it returns a, b',
      ],
    ],
    [
      'two columns of one name',
      'select 1 as a, 2 as a',
      ['panels/10-p.sql: returns two columns a: rename one of them with as'],
    ],
  ]

  test.each(cases)('reports every fault of a panel, and nothing else: %s', async (_name, panel, reports) => {
    const { code, lines } = await report(panel)
    const joined = lines.join('\n')
    expect(joined).toBe((reports ?? FITS).join('\n'))
    expect(code).toBe(reports ? 1 : 0)
  })

  test('rejects a function that writes when it runs', async () => {
    expect((await report('select writes() as a')).code).toBe(0)
  })
})

describe('customer.sql', () => {
  test.each([
    [
      'no id',
      'select 1 as number',
      ['customer.sql: must return a column id, which identifies the customer; it returns number'],
    ],
    [
      'what an agent types',
      'select :number::int as id where :visitorImId::text is not null',
      [`customer.sql:1: :number is a parameter of other files (known: ${KNOWN})`],
    ],
    [
      'an id that is no id',
      'select true as id where :visitorImId::text is not null',
      ['customer.sql: the column id must be a number or text'],
    ],
    [
      'a query that fails for anonymous visitors',
      'select 1 as id where :visitorImId::text::bigint = 1',
      [
        'customer.sql: fails for a visitor with an id that is not a number: invalid input syntax for type bigint: "webim-visitor-00000000000000000000" (22P02). Compare as text: id::text = :visitorImId',
      ],
    ],
    ...['array[1]', 'now()', 'true', "'{}'::jsonb", "'a'::bytea", 'point(1, 2)'].map(
      (id): [string, string, string[]] => [
        `an id that is neither a number nor text: ${id}`,
        `select ${id} as id where :visitorImId::text is not null`,
        ['customer.sql: the column id must be a number or text'],
      ],
    ),
    [
      'a query that fails for long numbers',
      `select 1 as id where case when :visitorImId::text ~ '^[0-9]+$' then :visitorImId::text::bigint end = 1`,
      [
        'customer.sql: fails for a visitor with the id 99999999999999999999: value "99999999999999999999" is out of range for type bigint (22003). Compare as text: id::text = :visitorImId',
      ],
    ],
    [
      'a query that fails for ids with marks',
      `select 1 as id where ('["' || :visitorImId::text || '"]')::jsonb is null`,
      [
        'customer.sql: fails for a visitor with an id that is not a number: invalid input syntax for type json (22P02). Compare as text: id::text = :visitorImId',
      ],
    ],
    [
      'a query that fails at a channel',
      `select 1 as id from sources where :visitorImId::text is not null and source = :channel::text::source`,
      [
        'customer.sql: fails if :channel is wechat: invalid input value for enum source: "wechat" (22P02). Compare as text: column::text = :channel',
      ],
    ],
    [
      'an id that is masked',
      '-- column id: ID | 编号 | mask\nselect 1 as id',
      ['customer.sql:1: the column id cannot be masked'],
    ],
  ])('reports its fault: %s', async (_name, customer, reports) => {
    const { code, lines } = await report('select 1 as a', customer)
    expect({ code, lines }).toEqual({ code: 1, lines: reports })
  })

  test('reports that it is missing', async () => {
    const { err } = await runCheck([], {
      DATABASE_URL: database.url,
      QUERIES_DIR: writeQueries({ 'x.txt': '' }),
    })
    expect(err).toMatch(/customer\.sql: cannot be read \(ENOENT\)/)
  })
})

test('counts lines correctly after characters outside the BMP', async () => {
  const { lines } = await report('-- title: 😀😀😀😀\nselect 1 as a,\n  totl\nfrom orders')
  expect(lines).toEqual([expect.stringContaining('panels/10-p.sql:3: column "totl" does not exist')])
})

const MISTAKES = {
  'customer.sql': '-- titel: Customer\nselect 1 as number',
  'panels/10-a.sql': '-- column a: A | 甲 mask\nselect nothing as a',
  'panels/20-a.sql': 'select 1 as x',
  'panels/30-b.sql': 'select 1 as x from nowhere where y = :yes',
  'panels/40-c.sql': 'select 1; select 2',
  'panels/50-d.SQL': 'select 1',
}

test('reports all faults of configuration, files and database in one run', async () => {
  const directory = writeQueries(MISTAKES)
  const env = { DATABASE_URL: database.url, QUERIES_DIR: directory }
  const { code, err, out } = await runCheck([], { ...env, SIMULATOR: 'maybe' })
  expect(code).toBe(1)
  expect(
    err
      .replaceAll(`${directory}/`, '')
      .split('\n')
      .filter((line) => !line.startsWith('Warning: ')),
  ).toEqual([
    'The configuration is wrong:',
    '  - SIMULATOR must be on or off',
    'The query files cannot be used:',
    '  customer.sql:1: "titel" is not an annotation: did you mean title?',
    '  panels/10-a.sql:1: the label "甲 mask" ends in formats; they are the third part: Label | 标签 | formats',
    `  panels/30-b.sql:1: unknown parameter :yes (known: ${KNOWN} :sent.NAME)`,
    '  panels/40-c.sql:1: a file contains one statement; a second one begins here',
    '  panels/20-a.sql: there is a panel a already (panels/10-a.sql)',
    '  panels/50-d.SQL: is not read: its name must end in .sql, in lower case',
    '  customer.sql: must return a column id, which identifies the customer; it returns number',
    '  panels/10-a.sql:2: column "nothing" does not exist (42703)',
    '  panels/30-b.sql:1: relation "nowhere" does not exist (42P01)',
    '',
  ])
  expect(out).toBe(
    'Queries: customer.sql; panels, in this order: a (10-a.sql), a (20-a.sql), b (30-b.sql), c (40-c.sql).\n',
  )
})

test.each([
  ['is down', 'postgres://u:hunter2@127.0.0.1:1/x', /The database of DATABASE_URL does not answer/],
  ['has a wrong address', 'mysql://hunter2', /DATABASE_URL must be a URL[^]*The database was not checked/],
])('reports faults of the files if the database %s', async (_name, url, words) => {
  const { code, err } = await runCheck([], { DATABASE_URL: url, QUERIES_DIR: writeQueries(MISTAKES) })
  expect(code).toBe(1)
  expect(err).toMatch(words)
  expect(err).toContain('customer.sql:1: "titel" is not an annotation')
  expect(err).not.toContain('hunter2')
})

test('checks every window, and prints its URL for the console', async () => {
  const panel = (condition: string) => `select total from orders where ${condition}`
  const files = {
    'customer.sql': CUSTOMER,
    'panels/10-a.sql': panel(`customer_id::text = :customerId`),
    'panels/orders/10-a.sql': panel(`customer_id::text = :customerId`),
    'panels/parcels/10-b.sql': panel('total > 0'),
  }
  const directory = writeQueries(files)
  const env = { DATABASE_URL: database.url, QUERIES_DIR: directory }
  const { code, out, err } = await runCheck([], env)
  expect(code).toBe(0)
  expect(out).toContain(`Queries: customer.sql; panels, in this order: a (10-a.sql).
Window orders: orders/a (orders/10-a.sql).
Window parcels: parcels/b (parcels/10-b.sql).
`)
  expect(out).toContain(
    'Give each window an iframe window of its own, with this appended to the address: orders/, parcels/.',
  )
  expect(err).toContain(`${directory}/panels/parcels/10-b.sql: does not use :customerId`)
})

test('reports faults of windows with their folder, and refuses to start', async () => {
  const directory = writeQueries({
    'customer.sql': CUSTOMER,
    'panels/orders/10-a.sql': 'select nothing',
    'panels/crm/10-a.sql': 'select 1 as n where :customerId::text is null',
    'panels/Parcels/10-a.sql': 'select 1 as n',
  })
  const env = { DATABASE_URL: database.url, QUERIES_DIR: directory, BASE_PATH: '/crm' }
  const { err } = await runCheck([], env)
  expect(err).toContain('panels/orders/10-a.sql:1: column "nothing" does not exist (42703)')
  const served = await runMain(['serve'], env).ended
  for (const output of [err, served.err]) {
    expect(output).toContain('panels/crm: is not read: BASE_PATH is the same name')
    expect(output).toContain('panels/Parcels: is not read: the name of a window')
  }
})

test('refuses to start with the same faults', async () => {
  const directory = writeQueries({
    'customer.sql': 'select 1 as number',
    'panels/10-a.sql': 'select nothing',
    'panels/30-b.sql': 'select 1 from nowhere',
  })
  for (const command of ['check', 'serve']) {
    const { code, err: reports } = await runMain([command], {
      DATABASE_URL: database.url,
      QUERIES_DIR: directory,
    }).ended
    expect(code).toBe(1)
    expect(reports).toMatch(/customer\.sql: .*id.*\n.*10-a\.sql:1: .*\n.*30-b\.sql:1: .*nowhere/)
  }
})

test('accepts the bundled queries with the bundled tables', async () => {
  const bundled = await cloneDatabase()
  expect(await runCheck([], { DATABASE_URL: bundled.url })).toMatchObject({ code: 0 })
  await bundled.drop()
})

test('reports missing bundled tables and an unavailable database', async () => {
  const empty = await createEmptyDatabase()
  const { err } = await runCheck([], { DATABASE_URL: empty.url })
  expect(err).toContain('npm run migrate')
  expect(err).toContain('QUERIES_DIR')
  await empty.drop()
  const down = await runCheck([], { DATABASE_URL: 'postgres://u:hunter2@127.0.0.1:1/x' })
  expect(down).toMatchObject({ code: 1, err: expect.stringContaining('does not answer') as string })
  expect(down.err).not.toContain('hunter2')
})

test('reports a locked table as a database that does not answer, not as a fault of the file', async () => {
  const bundled = await cloneDatabase()
  const holder = new Client({ connectionString: bundled.url })
  await holder.connect()
  await holder.query('begin; lock table customers in access exclusive mode')
  const { code, err } = await runCheck([], { DATABASE_URL: bundled.url, DATABASE_TIMEOUT_MS: '300' })
  expect(code).toBe(1)
  expect(err).toContain('The database of DATABASE_URL does not answer: ')
  expect(err).not.toContain('The query files cannot be used')
  await holder.end()
  await bundled.drop()
})

test('says which of two databases does not answer', async () => {
  const bundled = await cloneDatabase()
  const env = { DATABASE_URL: bundled.url, DATABASE_WRITE_URL: 'postgres://u:hunter2@127.0.0.1:1/x' }
  const { code, err } = await runCheck([], { ...env, SERVER_SECRET: 's'.repeat(32) })
  expect(code).toBe(1)
  expect(err).toContain('The database of DATABASE_WRITE_URL does not answer: connect ECONNREFUSED')
  await bundled.drop()
})

test('warns about a channel that a column cannot hold', async () => {
  const directory = writeQueries({
    'customer.sql': `select 1 as id from sources where :visitorImId::text = 'a' and source = :channel`,
  })
  const { code, err } = await runCheck([], { DATABASE_URL: database.url, QUERIES_DIR: directory })
  expect(code).toBe(0)
  expect(err).toContain(
    'customer.sql: fails if :channel is wechat: invalid input value for enum source: "wechat" (22P02)',
  )
})

test('warns about a proof that customer.sql does not use', async () => {
  const env = { IDENTITY_SECRET: 'i'.repeat(32), SERVER_SECRET: 's'.repeat(32) }
  const check = (sql: string, more = {}) => {
    const QUERIES_DIR = writeQueries({ 'customer.sql': sql })
    return runCheck([], { DATABASE_URL: database.url, QUERIES_DIR, ...more })
  }
  const byVisitor = `select 1 as id where :visitorImId::text = 'a'`
  const warning = 'customer.sql: does not use :verifiedUserId, so a proof of identity finds nobody'
  expect((await check(byVisitor, env)).err).toContain(warning)
  expect((await check(byVisitor)).err).not.toContain(warning)
  expect((await check(`${byVisitor} or :verifiedUserId::text = '1'`, env)).err).not.toContain(warning)
})

test('warns about a query that returns the same for every visitor', async () => {
  const directory = writeQueries({
    'customer.sql': 'select 1 as id',
    'panels/10-all.sql': 'select * from orders',
  })
  const { code, err } = await runCheck([], { DATABASE_URL: database.url, QUERIES_DIR: directory })
  expect(code).toBe(0)
  expect(err).toContain('customer.sql: does not use :visitorImId')
  expect(err).toContain('10-all.sql: does not use :customerId')
})

test('warns about what it knows if customer.sql cannot run, and about nothing else', async () => {
  const QUERIES_DIR = writeQueries({
    'customer.sql': 'select 1 as id; select :visitorImId, :customerId, :verifiedUserId',
    'search.sql': 'select 1 as id where :name::text is null',
    'panels/10-all.sql': 'select * from orders',
  })
  const env = { IDENTITY_SECRET: 'i'.repeat(32), SERVER_SECRET: 's'.repeat(32) }
  const { err } = await runCheck([], { DATABASE_URL: database.url, QUERIES_DIR, ...env })
  expect(err).toContain('10-all.sql: does not use :customerId')
  expect(err).not.toContain('customer.sql: does not use')
})
