import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  findPendingMigrations,
  hasBundledSchema,
  migrate,
  MigrationError,
} from '../../src/database/migrations.ts'
import { CHANNELS } from '../../src/visit/channel.ts'
import { SAMPLE_PRODUCTS } from '../../src/database/sample/catalogue.ts'
import { SAMPLE_TIME } from '../../src/database/sample/sample-customer.ts'
import { createPool } from '../../src/database/pool.ts'
import { loadSampleData, SAMPLE_CUSTOMERS } from '../../src/database/sample/load.ts'
import { administer, createEmptyDatabase, createReader } from '../support/database.ts'

let database: Awaited<ReturnType<typeof createEmptyDatabase>>
let pool: ReturnType<typeof createPool>

async function open() {
  database = await createEmptyDatabase()
  pool = createPool({ url: database.url, max: 10, timeoutMs: 10_000, onLost: () => undefined })
}
async function close() {
  await pool.end()
  await database.drop()
}

const ALL = [
  '0001_customers',
  '0002_warning',
  '0003_covering_indexes',
  '0004_more_channels',
  '0005_validate_channels',
  '0006_search',
  '0007_links',
  '0008_deliveries',
  '0009_products',
]

describe('migrations', () => {
  beforeEach(open)
  afterEach(close)

  test('migrates an empty database, and again without effect', async () => {
    expect(await hasBundledSchema(pool)).toBe(false)
    expect(await migrate(database.url)).toEqual(ALL)
    expect(await hasBundledSchema(pool)).toBe(true)
    expect(await migrate(database.url)).toEqual([])
  })

  test('runs each migration once if ten processes start at once', async () => {
    const done = await Promise.all(Array.from({ length: 10 }, () => migrate(database.url)))
    expect(done.flat()).toEqual(ALL)
  })

  test('lists pending migrations by name with a role that may read them', async () => {
    const reader = await createReader(database.url)
    await migrate(database.url)
    await pool.query(`delete from crm_page_migrations where name > '0006'`)
    expect(await findPendingMigrations(pool)).toEqual(ALL.slice(5))
    const readers = createPool({ url: reader.url, max: 1, timeoutMs: 10_000, onLost: () => undefined })
    expect(await findPendingMigrations(readers)).toBeNull()
    await readers.end()
    await reader.drop()
  })

  test('reports the wrong role in one sentence', async () => {
    const reader = await createReader(database.url)
    const failed = await migrate(reader.url).catch((error: unknown) => error)
    expect(failed).toBeInstanceOf(MigrationError)
    expect(String(failed)).toMatch(/^MigrationError: The role of DATABASE_URL may not .* as their owner\.$/)
    await reader.drop()
  })

  test.each([
    ['whose records are out of order', `delete from crm_page_migrations where name like '0007%'`],
    ['that only reads', 'alter database DATABASE set default_transaction_read_only = on'],
  ])('says in one sentence why it cannot run in a database %s', async (_what, change) => {
    if (change.startsWith('delete')) await migrate(database.url)
    const name = new URL(database.url).pathname.slice(1)
    await administer(database.url, change.replace('DATABASE', `"${name}"`))
    const failed = await migrate(database.url).catch((error: unknown) => error)
    expect(failed).toBeInstanceOf(MigrationError)
    expect(String(failed)).toMatch(/^MigrationError: The migrations cannot run: .*(preceding|read-only).*$/)
  })

  test('waits for a table in use without blocking its readers', async () => {
    await migrate(database.url)
    await administer(
      database.url,
      'alter table customers drop column ship_to, drop column language',
      'drop table order_items, parcels, payments, conversations, products',
      `delete from crm_page_migrations where name >= '0008'`,
    )
    const reader = await pool.connect()
    await reader.query('begin; select from customers')
    const migrated = migrate(database.url)
    let longestMs = 0
    for (const startedAt = performance.now(); performance.now() - startedAt < 1500;) {
      const before = performance.now()
      await pool.query('select from customers')
      longestMs = Math.max(longestMs, performance.now() - before)
    }
    await reader.query('rollback')
    reader.release()
    expect(await migrated).toEqual(ALL.slice(7))
    // The lock timeout of the migration, with a margin for a busy machine. A blocked reader would wait forever.
    expect(longestMs).toBeLessThan(5000)
  })

  test('rebuilds an index whose creation was interrupted', async () => {
    await migrate(database.url)
    await administer(
      database.url,
      `update pg_index set indisvalid = false where indexrelid = 'customers_names'::regclass`,
      `delete from crm_page_migrations where name >= '0006'`,
      'drop table order_items, parcels, payments, conversations, products, customer_identity_history',
      'alter table customer_identities drop column source',
      'alter table customers drop column ship_to, drop column language',
    )
    await migrate(database.url)
    const { rows } = await pool.query(
      `select indisvalid as valid from pg_index where indexrelid = 'customers_names'::regclass`,
    )
    expect(rows).toEqual([{ valid: true }])
  })
})

describe('the tables of the migrations', () => {
  const EMPTY = 'truncate customers, customer_identities, orders, products restart identity cascade'
  beforeAll(async () => {
    await open()
    await migrate(database.url)
  })
  beforeEach(() => pool.query(EMPTY))
  afterAll(close)

  test('accepts only known channels, or unknown, for an identity', async () => {
    await pool.query(`insert into customers (nickname) values ('Ada')`)
    const link = (channel: string) =>
      pool.query('insert into customer_identities (visitor_im_id, channel, customer_id) values ($1, $1, 1)', [
        channel,
      ])
    for (const channel of [...CHANNELS, 'unknown']) await link(channel)
    await expect(link('telegram')).rejects.toMatchObject({ code: '23514' })
    const { rows } = await pool.query(
      `select convalidated from pg_constraint where conname = 'customer_identities_channel_check'`,
    )
    expect(rows).toEqual([{ convalidated: true }])
  })

  test('loads sample customers once, even if several processes start at once', async () => {
    const loaded = await Promise.all(Array.from({ length: 5 }, () => loadSampleData(pool)))
    expect(loaded.sort((a, b) => b - a)).toEqual([SAMPLE_CUSTOMERS.length, 0, 0, 0, 0])
    const { rows } = await pool.query<Record<string, string>>(
      `select (select count(*) from customers) as customers,
            (select count(*) from customer_identities) as identities, (select count(*) from orders) as orders,
            (select count(*) from order_items) as items, (select count(*) from parcels) as parcels,
            (select count(*) from payments) as payments, (select count(*) from conversations) as conversations,
             (select count(*) from products) as products`,
    )
    const orders = SAMPLE_CUSTOMERS.flatMap((customer) => customer.orders)
    expect(rows[0]).toEqual({
      customers: String(SAMPLE_CUSTOMERS.length),
      identities: String(SAMPLE_CUSTOMERS.flatMap(({ identities }) => identities).length),
      orders: String(orders.length),
      items: String(orders.flatMap(({ items }) => items ?? []).length),
      parcels: String(orders.flatMap(({ parcels }) => parcels ?? []).length),
      payments: String(orders.flatMap(({ payments }) => payments ?? []).length),
      conversations: String(SAMPLE_CUSTOMERS.flatMap(({ conversations }) => conversations ?? []).length),
      products: String(SAMPLE_PRODUCTS.length),
    })
  })

  test('loads products beside the sample customers of an earlier version, and beside no others', async () => {
    const countAfterLoad = async () => {
      await loadSampleData(pool)
      const { rows } = await pool.query<{ count: number }>('select count(*)::int as count from products')
      return rows[0]?.count
    }
    await pool.query(`insert into customers (nickname) values ('Ada')`)
    expect(await countAfterLoad()).toBe(0)
    await pool.query(EMPTY)
    await loadSampleData(pool)
    await pool.query('delete from products')
    await Promise.all(Array.from({ length: 5 }, () => loadSampleData(pool)))
    expect(await countAfterLoad()).toBe(SAMPLE_PRODUCTS.length)
    await pool.query('delete from products where stock = 0')
    expect(await countAfterLoad()).toBeLessThan(SAMPLE_PRODUCTS.length)
  })

  test('loads the same sample data for the same moment', async () => {
    const tables = ['customers', 'orders', 'order_items', 'parcels', 'payments', 'conversations']
    const all = tables.map((table) => `(select json_agg(t order by id) from ${table} t)::text`).join(' || ')
    const snapshot = async () => {
      await loadSampleData(pool, SAMPLE_TIME)
      const { rows } = await pool.query<{ all: string }>(`select ${all} as all`)
      return rows[0]?.all
    }
    const first = await snapshot()
    await pool.query(EMPTY)
    expect(await snapshot()).toBe(first)
  })

  test.each(['2026-11-26T23:59:00Z', '2027-02-28T00:01:00Z', '2032-06-30T12:00:00Z'])(
    'loads a parcel that is due in two days on any day: %s',
    async (now) => {
      await loadSampleData(pool, Date.parse(now))
      const { rows } = await pool.query(
        `select expected_on - ($1::timestamptz at time zone 'UTC')::date as due,
              shipped_at < $1 and placed_at < shipped_at as shipped,
              (select count(*)::int from parcels where delivered_at > $1 or shipped_at > $1) as future
       from parcels join orders on orders.id = order_id where order_no = 'EJ-4112'`,
        [now],
      )
      expect(rows).toEqual([{ due: 2, shipped: true, future: 0 }])
    },
  )

  test('has a sample customer for each state', async () => {
    await loadSampleData(pool, SAMPLE_TIME)
    const states = {
      'a card that was declined': `select from payments join orders on orders.id = order_id where failure is not null and not paid`,
      'a parcel that is due': `select from parcels where delivered_at is null and tracking_no is not null and expected_on > $1`,
      'an overdue parcel': `select from parcels where delivered_at is null and tracking_no is not null and expected_on < $1`,
      'two parcels of one order': `select from parcels group by order_id having count(*) > 1`,
      'two currencies': `select from orders group by customer_id having count(distinct currency) > 1`,
      'sixty orders': `select from orders group by customer_id having count(*) >= 60`,
      'no orders': `select from customers where id not in (select customer_id from orders)`,
      'a product that is sold out': 'select from products where stock = 0',
      'an open and a solved conversation': `select from conversations group by customer_id having count(distinct state) > 1`,
    }
    const missing: string[] = []
    for (const [state, sql] of Object.entries(states)) {
      const { rowCount } = await pool.query(sql, sql.includes('$1') ? [new Date(SAMPLE_TIME)] : [])
      if (rowCount === 0) missing.push(state)
    }
    const { rows } = await pool.query<{ status: string }>('select distinct status from orders order by 1')
    expect(missing).toEqual([])
    const every = ['cancelled', 'delivered', 'pending', 'processing', 'refunded', 'shipped']
    expect(rows.map(({ status }) => status)).toEqual(every)
  })

  test('keeps the longest indexed values within the index limit', async () => {
    await loadSampleData(pool)
    const long = (length: number) =>
      `(select string_agg(chr(128512 + n * 7919 % 60000), '') from generate_series(1, ${String(length)}) n)`
    await pool.query(`insert into order_items (order_id, name, image) values (1, ${long(200)}, ${long(300)})`)
    await pool.query(
      `insert into parcels (order_id, carrier, tracking_no, tracking_url, ship_to)
     values (1, ${long(60)}, ${long(60)}, ${long(300)}, ${long(200)})`,
    )
    await pool.query(
      `insert into conversations (customer_id, subject, agent_name, summary)
     values (1, ${long(200)}, ${long(60)}, ${long(300)})`,
    )
  })
})
