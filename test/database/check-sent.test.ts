import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCheck } from '../support/commands.ts'
import { administer, createEmptyDatabase } from '../support/database.ts'
import { writeQueries } from '../support/queries.ts'

let database: Awaited<ReturnType<typeof createEmptyDatabase>>
beforeAll(async () => {
  database = await createEmptyDatabase()
  await administer(
    database.url,
    'create table goods (sku text, name text)',
    'create table policies (no text, holder text, address text)',
    'create table orders (no text, customer int)',
  )
})
afterAll(() => database.drop())

const CHOSEN =
  'without :customerId, so any visitor can choose its rows: it must not show customer data. If its rows belong to nobody, add -- public: yes'
const CUSTOMER = `select 7 as id, 'Ann' as name where :visitorImId = 'm1'`
const run = (panel: string, args: string[] = []) =>
  runCheck(args, {
    DATABASE_URL: database.url,
    QUERIES_DIR: writeQueries({
      'customer.sql': CUSTOMER,
      'panels/10-a.sql': panel,
      'panels/20-orders.sql': 'select no from orders where customer = :customerId',
    }),
  })

test.each([
  [`select 'x' as a where :sent.sku = 'x'`, `uses :sent.sku ${CHOSEN}`],
  [
    `-- column a: A | 甲 | mask\nselect 'x' as a where :sent.sku = 'x' and :customerId::int = 7`,
    'masks a beside :sent.sku, so a visitor who guesses learns whether the guess is right',
  ],
  [
    `-- for: all\nselect 'x' as a where :customerId::int = 7 and :lang = 'en'`,
    'is for unknown visitors, and uses neither :sent.NAME nor another parameter of the visit: every one of them sees the same',
  ],
  [
    `-- for: unknown\nselect 'x' as a where :visitorImId = 'm1' and :customerId::int is null`,
    'is for unknown visitors only, to whom :customerId is null',
  ],
  [`-- for: unknown\nselect no from orders where no = :sent.no`, `uses :sent.no ${CHOSEN}`],
  [`-- for: unknown\nselect holder, address from policies where no = :sent.no`, `uses :sent.no ${CHOSEN}`],
  [
    `-- for: unknown\nselect g.name from goods g join orders o on o.no = g.sku where o.no = :sent.no`,
    `uses :sent.no ${CHOSEN}`,
  ],
])('warns: %s', async (panel, warning) => {
  const { code, err } = await run(panel)
  expect(err.replaceAll(/^Warning: .*10-a\.sql: /gm, '')).toBe(`${warning}.\n`)
  expect(code).toBe(0)
})

test.each([
  `select 'x' as a where :sent.sku = 'x' and :customerId::int = 7`,
  `-- for: all\nselect 'x' as a where :visitorImId = 'm1'`,
  `-- for: unknown\n-- public: yes\nselect sku, name from goods where sku = :sent.sku`,
])('accepts intended uses: %s', async (panel) => {
  expect(await run(panel)).toMatchObject({ code: 0, err: '' })
})

test('reports a cast that some texts fail, because a visitor could make the panel fail', async () => {
  const { code, err } = await run(`select 1 as a where :sent.id::int = 1 and :customerId::int = 7`)
  expect(code).toBe(1)
  expect(err).toMatch(
    /10-a\.sql(:1)?: fails if :sent\.id is O'0, 小 %_\\\{: .*Compare as text: column::text = :sent\.id/,
  )
})

test('passes custom parameters to panels with --sent, also for an unknown visitor', async () => {
  const panel = `-- for: all\nselect 'x' as a where :sent."my sku" = 'a=b'`
  const { out } = await run(panel, ['--visitor', 'm1', '--sent', 'my sku=a=b'])
  expect(out).toMatch(/10-a\.sql: ok, 1 row/)
  expect((await run(panel, ['--visitor', 'zz', '--sent', 'my sku=a=b'])).out).toMatch(/10-a\.sql: ok, 1 row/)
  expect((await run(panel, ['--visitor', 'zz'])).out).toMatch(/10-a\.sql: empty/)
  const found = `select 'x' as a where :customerId::int = 7`
  expect((await run(found, ['--visitor', 'zz'])).out).toMatch(/10-a\.sql: not run/)
  expect((await run(panel, ['--sent', 'a=b'])).err).toContain(
    '--channel, --lang, --param and --sent need --visitor',
  )
  expect((await run(panel, ['--visitor', 'zz', '--sent', 'a'])).err).toContain('--sent must be NAME=TEXT')
})
