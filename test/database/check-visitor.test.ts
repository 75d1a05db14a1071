import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runCheck } from '../support/commands.ts'
import { administer, createEmptyDatabase, createReader } from '../support/database.ts'
import { runMain } from '../support/process.ts'
import { writeQueries } from '../support/queries.ts'

let database: Awaited<ReturnType<typeof createEmptyDatabase>>
let reader: Awaited<ReturnType<typeof createReader>>
beforeAll(async () => {
  database = await createEmptyDatabase()
  await administer(
    database.url,
    'create table members (id text primary key, name text, tags text, mobile text)',
    `insert into members values ('m1', 'Ada Lovelace', '[1, 2]', '19900000101'), ('m2', 'Grace Hopper', '', '19900000102')`,
    'create table channels (member text, source text, im_id text)',
    `insert into channels values ('m1', 'app', 'ada'), ('m1', 'web', 'ada'), ('m1', 'web', 'both'), ('m2', 'app', 'both')`,
    'create table visits (member text, minutes int)',
    `insert into visits select 'm1', i from generate_series(1, 120) i`,
    'create table purchases (no int primary key, member text, at timestamptz)',
    `insert into purchases select i, 'm' || i, now() from generate_series(1, 20000) i`,
    'create index on purchases (at)',
    'analyze',
    'create table never_analysed (no int, member text)',
    `insert into never_analysed select i, 'm' || i from generate_series(1, 40000) i`,
  )
  reader = await createReader(database.url)
})
afterAll(async () => {
  await reader.drop()
  await database.drop()
})

const MEMBER = 'select id, name, mobile from members where id = :visitorImId'
const BY_CHANNEL = `select m.id, m.name, c.source from members m join channels c on c.member = m.id
where c.im_id = :visitorImId and (:channel::text is null or c.source = :channel) order by c.source`

/** The output for a read-only role, without the directory and times. */
async function check(files: Record<string, string>, ...args: string[]) {
  const directory = writeQueries(files)
  const env = { DATABASE_URL: reader.url, QUERIES_DIR: directory }
  const { code, out, err } = await runCheck(args, env)
  const clean = (text: string) => text.replaceAll(`${directory}/`, '').replaceAll(/\b\d+ ms/g, 'N ms')
  return { code, out: clean(out), err: clean(err) }
}

describe('check --visitor', () => {
  test('runs the panels of every window, and names them with their folder', async () => {
    const { code, out, err } = await check(
      {
        'customer.sql': MEMBER,
        'panels/10-visits.sql': 'select minutes from visits where member = :customerId',
        'panels/sub/10-visits.sql': 'select minutes from visits where member = :customerId and minutes < 3',
        'panels/sub/20-broken.sql':
          'select 1 / (minutes - minutes) as n from visits where member = :customerId',
      },
      ...['--visitor', 'm1'],
    )
    expect(code).toBe(1)
    expect(out).toContain('  panels/10-visits.sql: ok, 120 rows, N ms; columns minutes\n')
    expect(out).toContain('  panels/sub/10-visits.sql: ok, 2 rows, N ms; columns minutes\n')
    expect(err).toContain('For this visitor:\n  panels/sub/20-broken.sql: division by zero (22012)')
  })

  test('runs every file for a visitor, and prints rows, time and columns, but no value', async () => {
    const { code, out, err } = await check(
      {
        'customer.sql': `-- hide: mobile\n${MEMBER}`,
        'panels/10-visits.sql': 'select minutes from visits where member = :customerId',
        'panels/20-none.sql': 'select minutes from visits where member = :customerId and minutes < 0',
      },
      ...['--visitor', 'm1'],
    )
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain(`This visitor, with channel null and language en:
  customer.sql: found, 1 row, N ms; columns id, name
  panels/10-visits.sql: ok, 120 rows, N ms; columns minutes
  panels/20-none.sql: empty, 0 rows, N ms; columns minutes
`)
    expect(`${out}${err}`).not.toMatch(/Ada|1990/)
    expect(out).toContain('No faults found.')
  })

  test('reports a customer whose data make a query fail, with Postgres’s message', async () => {
    const files = {
      'customer.sql': MEMBER,
      'panels/10-tags.sql':
        'select t from members, jsonb_array_elements(tags::jsonb) t where id = :customerId',
      'panels/20-visits.sql': 'select minutes from visits where member = :customerId',
    }
    expect((await check(files, '--visitor', 'm1')).code).toBe(0)
    const { code, out, err } = await check(files, '--visitor', 'm2')
    expect(code).toBe(1)
    expect(out).toContain('  panels/10-tags.sql: failed, N ms\n  panels/20-visits.sql: empty, 0 rows')
    expect(err).toBe('For this visitor:\n  panels/10-tags.sql: invalid input syntax for type json (22P02)\n')
  })

  test('reports a customer.sql that fails or is late, and runs no panels', async () => {
    const panel = { 'panels/10-p.sql': 'select minutes from visits where member = :customerId' }
    const failing = `select id, 1 / length(tags) as n from members where id = :visitorImId`
    const failed = await check({ 'customer.sql': failing, ...panel }, '--visitor', 'm2')
    expect(failed).toMatchObject({
      code: 1,
      err: 'For this visitor:\n  customer.sql: division by zero (22012)\n',
    })
    expect(failed.out).toContain('customer.sql: failed, N ms\n  panels/10-p.sql: not run\n')
    const slow = `-- timeout: 500ms\nselect id, pg_sleep(60)::text as s from members where id = :visitorImId`
    const late = await check({ 'customer.sql': slow, ...panel }, '--visitor', 'm1')
    expect(late).toMatchObject({
      code: 1,
      err: 'For this visitor:\n  customer.sql: took longer than its time limit, N ms\n',
    })
  })

  test.each([
    ['nobody', 'unknown, 0 rows'],
    ['both', 'several, 2 rows'],
  ])('reports the visitor %s as %s', async (visitor, outcome) => {
    const files = { 'customer.sql': BY_CHANNEL, 'panels/10-p.sql': 'select :customerId::text as a' }
    const { code, out } = await check(files, '--visitor', visitor)
    expect(code).toBe(0)
    expect(out).toContain(
      `customer.sql: ${outcome}, N ms; columns id, name, source\n  panels/10-p.sql: not run\n`,
    )
  })

  test('reports an id that the column cannot hold as unknown', async () => {
    const files = { 'customer.sql': 'select no as id from purchases where no = :visitorImId' }
    const { code, out } = await check(files, '--visitor', 'ada')
    expect(code).toBe(0)
    expect(out).toContain('customer.sql: unknown: the column cannot hold such an id\n')
  })

  test('treats rows with the same id as one customer, and warns about columns that differ', async () => {
    const { code, out, err } = await check({ 'customer.sql': BY_CHANNEL }, '--visitor', 'ada')
    expect(code).toBe(0)
    expect(out).toContain('customer.sql: found, 2 rows')
    expect(err).toBe(
      'Warning: customer.sql: rows with the same id differ in source; the first row is shown.\n',
    )
    const alike = BY_CHANNEL.replace(', c.source\n', '\n').replace('m.name, c.source', 'm.name')
    expect((await check({ 'customer.sql': alike }, '--visitor', 'ada')).err).toBe('')
  })

  test('accepts the channel, the language and all other parameters of queries', async () => {
    const customer = `select id, name from members where id = :visitorImId and :channel::text = 'app' and :lang::text = 'zh' and :to::text = 'a=b'`
    const args = ['--channel', 'app', '--lang', 'zh', '--param', 'to=a=b']
    const { out } = await check({ 'customer.sql': customer }, '--visitor', 'm1', ...args)
    expect(out).toContain('This visitor, with channel app and language zh:\n  customer.sql: found, 1 row')
    const other = await check({ 'customer.sql': customer }, '--visitor', 'm1')
    expect(other.out).toContain('customer.sql: unknown')
  })

  test('detects the channel by the shape of the id, as the page does', async () => {
    const { out } = await check({ 'customer.sql': MEMBER }, '--visitor', 'webim-visitor-8K2FTG9QTYWRT8EYVJ7F')
    expect(out).toContain('with channel web and')
  })

  test('runs what can be run despite faults of annotations', async () => {
    const files = {
      'customer.sql': `-- titel: x\n${MEMBER}`,
      'panels/10-a.sql': 'select minutes from visits where member = $1',
      'panels/20-b.sql': 'select minutes from visits where member = :customerId',
    }
    const { code, out } = await check(files, '--visitor', 'm1')
    expect(code).toBe(1)
    expect(out).toMatch(/customer\.sql: found.*\n {2}panels\/10-a\.sql: not run\n {2}panels\/20-b\.sql: ok/)
  })

  test.each([
    [['--visitor'], /--visitor/],
    [['--visitor', ''], /--visitor must be an id of 1 to 256 characters/],
    [['--visitor', '(null)'], /--visitor must be an id/],
    [['--visitor', 'a\tb'], /--visitor must be an id/],
    [['--visitor', 'a'.repeat(257)], /--visitor must be an id/],
    [['--channel', 'app'], /need --visitor/],
    [['--visitor', 'a', '--channel', 'webb'], /--channel must be one of web, app/],
    [['--visitor', 'a', '--lang', 'fr'], /--lang must be one of en, zh/],
    [
      ['--visitor', 'a', '--param', 'customerId=1'],
      /--param must be NAME=TEXT, with a name of easemobId, to,/,
    ],
    [['--visitor', 'a', '--param', 'sku=1'], /A custom parameter is --sent NAME=TEXT/],
    [['visitor'], /Unexpected argument/],
  ])('rejects unknown arguments: %s', async (args, words) => {
    const { code, err } = await check({ 'customer.sql': MEMBER }, ...args)
    expect(code).toBe(1)
    expect(err).toMatch(words)
    expect(err).not.toContain('    at ')
  })

  test('prints its usage', async () => {
    const { code, out } = await check({ 'customer.sql': MEMBER }, '--help')
    expect(code).toBe(0)
    expect(out).toContain('npm run check -- --visitor ID')
  })
})

describe('warnings', () => {
  const BY_ID = 'select no from purchases where member = :customerId'
  const REASON =
    'for each page: an index is missing, or a cast or a function on the column keeps Postgres from using it'
  test.each([
    [
      'a large table that is read as a whole',
      BY_ID,
      [`reads all of the table purchases (about 20,000 rows) ${REASON}`],
    ],
    [
      'a cast that keeps an index from being used',
      'select no from purchases where no::text = :customerId',
      [`reads all of the table purchases (about 20,000 rows) ${REASON}`],
    ],
    [
      'a table that is read in the order of an index',
      `${BY_ID} order by at limit 5`,
      [`reads all of the table purchases (about 20,000 rows) ${REASON}`],
    ],
    [
      'one inside another',
      `select (select count(*) from purchases where member = m.id) from members m where id = :customerId`,
      [`reads all of the table purchases (about 20,000 rows) ${REASON}`],
    ],
    [
      'an or beside a subquery, of which each alone would use the index',
      `select no from purchases where no = :customerId or no in (select minutes from visits where member = :customerId::text)`,
      [
        'reads all of the table purchases (about 20,000 rows) for each page: an or beside a subquery keeps Postgres ' +
          'from using an index. Write one subquery: in (select … union all select …)',
      ],
    ],
    [
      'no or in one subquery',
      `select no from purchases where no in (select minutes from visits where member = :customerId::text union all select :customerId::int)`,
      [],
    ],
    [
      'a large table that was never analysed',
      'select no from never_analysed where member = :customerId',
      [expect.stringContaining('reads all of the table never_analysed')],
    ],
    ['a look-up by an index', 'select no from purchases where no = :customerId', []],
    ['a small table', 'select minutes from visits where member = :customerId', []],
    [
      'a panel that fails without rows',
      'select 1 / count(*) as a from visits where member = :customerId',
      ['fails for a customer without rows: division by zero (22012)'],
    ],
    [
      'a panel that takes too long',
      '-- timeout: 500ms\nselect pg_sleep(60)::text as a where :customerId::text is not null',
      ['takes longer than its time limit, even for a customer without rows'],
    ],
    [
      'a format that does nothing for its column',
      '-- column minutes: Min | 分 | date\nselect minutes from visits where member = :customerId',
      [
        expect.stringMatching(
          /^the type of the column minutes does not fit the format date; .*to_timestamp\(minutes\)$/,
        ),
      ],
    ],
  ])('warn only about slow or failing queries and unsuitable types: %s', async (_name, panel, warnings) => {
    const { code, err } = await check({ 'customer.sql': MEMBER, 'panels/10-p.sql': panel })
    expect(code).toBe(0)
    const lines = err.split('\n').filter((line) => line !== '')
    const warned = lines.map((line) => line.replace(/^Warning: panels\/10-p\.sql(:\d+)?: (.*)\.$/, '$2'))
    expect(warned).toEqual(warnings)
  })
})

test('a start logs the warnings of check', async () => {
  const directory = writeQueries({
    'customer.sql': MEMBER,
    'panels/10-p.sql': 'select no from purchases where member = :customerId',
    'panels/notes.txt': '',
  })
  const server = runMain(['serve'], { DATABASE_URL: reader.url, QUERIES_DIR: directory })
  await server.url()
  server.kill('SIGTERM')
  const { out } = await server.ended
  const warnings = out.split('\n').filter((line) => line.includes('"event":"query_warning"'))
  expect(warnings).toEqual([
    expect.stringMatching(/notes\.txt: is not read/),
    expect.stringMatching(/10-p\.sql: reads all of the table purchases/),
  ])
})
