import { afterEach, beforeEach, expect, test } from 'vitest'
import { hasBundledSchema, migrate } from '../../src/database/migrations.ts'
import { CHANNELS } from '../../src/visit/channel.ts'
import { createPool } from '../../src/database/pool.ts'
import { loadSampleData, SAMPLE_CUSTOMERS } from '../../src/database/sample/load.ts'
import { createEmptyDatabase } from '../support/database.ts'

let database: Awaited<ReturnType<typeof createEmptyDatabase>>
let pool: ReturnType<typeof createPool>

beforeEach(async () => {
  database = await createEmptyDatabase()
  pool = createPool({ url: database.url, max: 10, timeoutMs: 10_000, onLost: () => undefined })
})
afterEach(async () => {
  await pool.end()
  await database.drop()
})

const ALL = [
  '0001_customers',
  '0002_warning',
  '0003_covering_indexes',
  '0004_more_channels',
  '0005_validate_channels',
  '0006_search',
  '0007_links',
]

test('from empty, and again', async () => {
  expect(await hasBundledSchema(pool)).toBe(false)
  expect(await migrate(database.url)).toEqual(ALL)
  expect(await hasBundledSchema(pool)).toBe(true)
  expect(await migrate(database.url)).toEqual([])
})

test('ten starts at once: each migration runs once, and nobody fails', async () => {
  const done = await Promise.all(Array.from({ length: 10 }, () => migrate(database.url)))
  expect(done.flat()).toEqual(ALL)
})

test('an identity has one of the channels, or an unknown one', async () => {
  await migrate(database.url)
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

test('sample customers are loaded once, also by several starts at once', async () => {
  await migrate(database.url)
  const loaded = await Promise.all(Array.from({ length: 5 }, () => loadSampleData(pool)))
  expect(loaded.sort((a, b) => b - a)).toEqual([SAMPLE_CUSTOMERS.length, 0, 0, 0, 0])
  const { rows } = await pool.query<Record<string, string>>(
    `select (select count(*) from customers) as customers,
            (select count(*) from customer_identities) as identities, (select count(*) from orders) as orders`,
  )
  expect(rows[0]).toEqual({
    customers: String(SAMPLE_CUSTOMERS.length),
    identities: String(SAMPLE_CUSTOMERS.flatMap(({ identities }) => identities).length),
    orders: String(SAMPLE_CUSTOMERS.flatMap(({ orders }) => orders).length),
  })
})

test('sample data is the same at every load', async () => {
  await migrate(database.url)
  const snapshot = async () => {
    await loadSampleData(pool)
    const { rows } = await pool.query<{ all: string }>(
      `select (select json_agg(c order by id) from customers c)::text ||
              (select json_agg(o order by id) from orders o)::text as all`,
    )
    return rows[0]?.all
  }
  const first = await snapshot()
  await pool.query('truncate customers, customer_identities, orders restart identity cascade')
  expect(await snapshot()).toBe(first)
})
