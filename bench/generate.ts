import type { ClientBase } from 'pg'
import { LETTERS_FOR_DIGITS } from './visitors.ts'

/** Number of a customer's orders, by the last two bits of the id: 5 on average. */
const ORDERS_BY_REMAINDER = [10, 5, 4, 1] as const

/** The beginning of an MD5 digest, with letters in place of decimal digits. */
const letters = (text: string, length: number) =>
  `translate(substr(md5(${text}), 1, ${length}), '0123456789', '${LETTERS_FOR_DIGITS}')`

/** Customers' names, as SQL expressions of their `id`. */
export interface Names {
  fullName: string
  nickname: string
  company: string
}

/** All of the same length, so that pages differ only in letters. */
const CODES: Names = {
  fullName: `'Customer ' || substr(md5('f' || id), 1, 10)`,
  nickname: `'Nick-' || substr(md5('n' || id), 1, 6)`,
  company: `'Company ' || substr(md5('c' || id), 1, 8)`,
}

/** A delivery address, as an SQL expression of the customer's `id`. */
const SHIP_TO = `'12 ' || initcap(${letters("'a' || id", 8)}) || ' St, Boston MA'`

/** The web id that customer `id` has; `visitors.ts` computes the same. */
const webId = (id: string) => `'webim-visitor-' || upper(${letters(id, 20)})`

/**
 * Fills the bundled tables with the same data in every run. A customer's orders are inserted in separate rounds, so
 * that they are as far apart on disk as in a shop that has grown for years; identities are ordered by their ids, which
 * are digests, and so not by customer.
 *
 * @param count   number of customers; there are five times as many orders
 * @param onStep  called with each step that begins
 */
export async function generate(
  client: ClientBase,
  count: number,
  onStep: (step: string) => void,
  names: Names = CODES,
): Promise<void> {
  const run = async (step: string, sql: string) => {
    onStep(step)
    await client.query(sql)
  }
  await client.query(`set work_mem = '512MB'; set maintenance_work_mem = '1GB'; set time zone 'UTC'`)
  // Tables that were truncated in the same transaction are written without WAL (wal_level minimal).
  await client.query('begin; truncate customers restart identity cascade')
  // The rows are valid by construction; checking their foreign keys would take longer than everything else.
  await client.query(
    `select set_config('session_replication_role', 'replica', true)
     where (select rolsuper from pg_roles where rolname = current_user)`,
  )
  const indexes = await dropIndexes(client)
  await run('customers', customers(count, names))
  await run('identities', identities(count))
  for (let round = 1; round <= Math.max(...ORDERS_BY_REMAINDER); round += 1) {
    await run(`orders, round ${round}`, orders(count, round))
  }
  await run('items, parcels and payments', DELIVERIES)
  await run('conversations', conversations(count))
  for (const { name, definition } of indexes) await run(`index ${name}`, definition)
  await run('commit', 'commit')
  await run('vacuum', 'vacuum analyze')
}

/** Building an index on a full table is faster than updating it for each row. Indexes of constraints are kept. */
async function dropIndexes(client: ClientBase): Promise<{ name: string; definition: string }[]> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
     from pg_index
     where indrelid = any ('{customers,customer_identities,orders,order_items,parcels,payments,conversations}'::regclass[])
       and not exists (select from pg_constraint where conindid = indexrelid)`,
  )
  for (const { name } of rows) await client.query(`drop index ${name}`)
  return rows
}

const customers = (count: number, { fullName, nickname, company }: Names) => `
  insert into customers (customer_no, nickname, full_name, phone, email, company, ship_to, language, description, level, tags, attributes, created_at)
  select 'C' || lpad(id::text, 10, '0'), ${nickname}, ${fullName},
         '138' || lpad((id * 7919 % 100000000)::text, 8, '0'), 'c' || substr(md5('e' || id), 1, 10) || '@example.com',
         ${company}, ${SHIP_TO}, 'en', 'Prefers parcels after six. Ref ' || substr(md5('d' || id), 1, 12) || '.',
         'gold', '{newsletter,wholesale}',
         jsonb_build_object('warehouse', 'W' || substr(md5('w' || id), 1, 5), 'discount', 5 + id % 4),
         timestamptz '2021-01-01 00:00Z' + (id * 7919 % 150000000) * interval '1 second'
  from generate_series(1::bigint, ${count}) as id`

/** One channel for each customer; every second one also has an app id. */
const identities = (count: number) => `
  insert into customer_identities (visitor_im_id, channel, customer_id, first_seen_at)
  select visitor_im_id, channel, id, timestamptz '2021-02-01 00:00Z' + (id * 104729 % 140000000) * interval '1 second'
  from generate_series(1::bigint, ${count}) as id,
       lateral (
         select case id % 5 when 3 then 'wechat' when 4 then 'weibo' else 'web' end as channel,
                case id % 5 when 3 then 'o' || ${letters('id::text', 27)} when 4 then (5000000000 + id)::text
                            else ${webId('id::text')} end as visitor_im_id
         union all
         select 'app', 'app-' || ${letters("'a' || id", 16)} where id % 2 = 0
       ) as identity
  order by visitor_im_id, channel`

/** The order with this number, for every customer who has that many. */
const orders = (count: number, round: number) => `
  insert into orders (customer_id, order_no, status, summary, total, currency, paid, placed_at)
  select id, 'N' || lpad(((${round}::bigint - 1) * ${count} + id)::text, 12, '0'),
         (array['processing', 'shipped', 'delivered', 'delivered', 'refunded'])[${round % 5} + 1],
         'Item ' || substr(md5('${round}s' || id), 1, 8) || ', 2 pieces',
         ((id * 104729 + ${round} * 7919) % 90000 + 1000) / 100.0, 'USD', ${round % 3 !== 0},
         timestamptz '2025-01-01 00:00Z' + (${round} * 5000000 + id * 7919 % 4000000) * interval '1 second'
  from generate_series(1::bigint, ${count}) as id
  where (array[${ORDERS_BY_REMAINDER.join(', ')}])[(id % 4 + 1)::int] >= ${round}`

/**
 * For open orders only, as the page reads no others: two items, a payment, and a parcel, which is shipped if its
 * order is. All parcels are due on the same day in the far future, so that pages differ only in letters.
 */
const DELIVERIES = `
  insert into order_items (order_id, name, quantity, price, image)
  select id, (array['Lamp ', 'Rug '])[number] || substr(md5(number || 'i' || id), 1, 8), number,
         (id * 7919 % 9000 + number * 1000) / 100.0, (array['/assets/items/lamp.svg', '/assets/items/rug.svg'])[number]
  from orders, generate_series(1, 2) as number
  where status in ('processing', 'shipped');
  insert into payments (order_id, method, attempted_at)
  select id, 'Visa •••• 4242', placed_at from orders where status in ('processing', 'shipped');
  insert into parcels (order_id, carrier, tracking_no, tracking_url, ship_to, shipped_at, expected_on)
  select orders.id, 'DHL', tracking_no, 'https://tracking.example.com/' || tracking_no, ship_to, placed_at, date '2095-06-15'
  from orders
  join (select id, ${SHIP_TO} as ship_to from customers) as customer on customer.id = customer_id,
  lateral (
    select case status when 'shipped' then 'JD01' || upper(${letters("'t' || orders.id", 14)}) end as tracking_no
  ) as parcel
  where status in ('processing', 'shipped')`

/** Two for each customer, at the same times for all. */
const conversations = (count: number) => `
  insert into conversations (customer_id, subject, state, agent_name, summary, last_contact_at)
  select id, 'Question ' || substr(md5(number || 'q' || id), 1, 8), (array['open', 'solved'])[number], 'Tom',
         'Asked when the parcel comes, and whether ' || substr(md5(number || 's' || id), 1, 8) || ' may take it in.',
         timestamptz '2023-03-01 10:00Z' + number * interval '40 days'
  from generate_series(1::bigint, ${count}) as id, generate_series(1, 2) as number`
