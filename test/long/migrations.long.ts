import { fileURLToPath } from 'node:url'
import { runner } from 'node-pg-migrate'
import { Client, type Pool } from 'pg'
import { expect, test } from 'vitest'
import { migrate } from '../../src/database/migrations.ts'
import { createEmptyDatabase, createTestPool } from '../support/database.ts'

const CUSTOMERS = Number(process.env['MIGRATED_CUSTOMERS'] ?? 200_000)
/** The last migration that locked tables for its whole duration. */
const LAST_OF_OLD = 5
const EVERY_MS = 20
/** The longest time for which a migration may lock a table and block its readers. */
const LOCK_MS = 100

const FILL = [
  `insert into customers (customer_no, full_name, nickname, phone, email, company)
   select 'C' || id, 'Customer ' || substr(md5('f' || id), 1, 10), 'Nick-' || substr(md5('n' || id), 1, 6),
          '138' || lpad((id::bigint * 7919 % 100000000)::text, 8, '0'), 'c' || md5('e' || id) || '@example.com',
          'Company ' || substr(md5('c' || id), 1, 8)
   from generate_series(1, ${String(CUSTOMERS)}) as id`,
  `insert into customer_identities (visitor_im_id, channel, customer_id) select 'v' || id, 'web', id from customers`,
  `insert into orders (customer_id, order_no, status, total, currency)
   select id, id || '-' || n, 'shipped', 10, 'USD' from customers, generate_series(1, 5) as n`,
  'analyze',
]
/** The queries of a page of the previous version, on tables that the migrations change. */
const LOOKUP = `select * from customers join customer_identities on customer_id = id where visitor_im_id = $1 and channel = 'web'`
const ORDERS = 'select * from orders where customer_id = $1 order by placed_at desc, id desc limit 10'

/** Looks up fifty customers a second at a constant rate until it is stopped; returns all times in milliseconds. */
function startLookups(pool: Pool) {
  const asked: Promise<number>[] = []
  const timer = setInterval(() => {
    const id = 1 + ((asked.length * 7919) % CUSTOMERS)
    const at = performance.now()
    const found = pool.query(LOOKUP, [`v${String(id)}`]).then(() => pool.query(ORDERS, [id]))
    asked.push(found.then(() => performance.now() - at))
  }, EVERY_MS)
  return () => {
    clearInterval(timer)
    return Promise.all(asked)
  }
}

const longest = (times: number[]) => Math.round(Math.max(...times))

test('does not block readers while it migrates a million orders', async () => {
  const database = await createEmptyDatabase()
  const client = new Client({ connectionString: database.url })
  await client.connect()
  const dir = fileURLToPath(new URL('../../migrations', import.meta.url))
  const old = { dir, direction: 'up', migrationsTable: 'crm_page_migrations', count: LAST_OF_OLD } as const
  await runner({ ...old, dbClient: client, log: () => undefined })
  for (const statement of FILL) await client.query(statement)
  const pool = createTestPool({ connectionString: database.url, max: 10 })

  const stopControl = startLookups(pool)
  await new Promise((settle) => setTimeout(settle, 10_000))
  const before = longest(await stopControl())
  const stop = startLookups(pool)
  const at = performance.now()
  const names = await migrate(database.url)
  const seconds = Math.round((performance.now() - at) / 1000)
  const times = await stop()
  const { rows } = await client.query<{ name: string; seconds: number }>(
    `select name, round(extract(epoch from run_on - lag(run_on) over (order by id))) as seconds from crm_page_migrations order by id`,
  )
  await pool.end()
  await client.end()
  await database.drop()
  process.stdout.write(
    `${String(CUSTOMERS)} customers: ${names.join(', ')} in ${String(seconds)} s; ${String(times.length)} look-ups, ` +
      `the longest ${String(longest(times))} ms (before: ${String(before)} ms); ${JSON.stringify(rows.slice(LAST_OF_OLD + 1))}\n`,
  )
  expect(names).toHaveLength(4)
  expect(longest(times)).toBeLessThan(before + LOCK_MS)
}, 1_800_000)
