import type { Pool } from 'pg'
import { SAMPLE_PRODUCTS } from './catalogue.ts'
import { EDGE_CASE_CUSTOMERS } from './edge-case-customers.ts'
import { EMMA } from './emma.ts'
import { REGULAR_CUSTOMERS } from './regular-customers.ts'
import { SAMPLE_TIME } from './sample-customer.ts'
import { SHOP_CUSTOMERS } from './shop-customers.ts'

export const SAMPLE_CUSTOMERS = [...REGULAR_CUSTOMERS, ...EDGE_CASE_CUSTOMERS, ...SHOP_CUSTOMERS]

/**
 * Leaves existing customers and products alone; the sample of an earlier version has no products.
 *
 * @param now the time that the sample's dates are relative to, in milliseconds
 * @returns how many customers were loaded; 0 if there were customers already
 */
export async function loadSampleData(pool: Pool, now = Date.now()): Promise<number> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    // If two processes start at once, the second waits here and then finds customers.
    await client.query('lock table customers in exclusive mode')
    const { rows } = await client.query<{ taken: boolean }>('select exists (select from customers) as taken')
    const shift = `${String(Math.round((now - SAMPLE_TIME) / 1000))} seconds`
    if (rows[0]?.taken === false) await client.query(INSERT, [JSON.stringify(SAMPLE_CUSTOMERS), shift])
    await client.query(INSERT_PRODUCTS, [JSON.stringify(SAMPLE_PRODUCTS), EMMA.customerNo])
    await client.query('commit')
    return rows[0]?.taken === false ? SAMPLE_CUSTOMERS.length : 0
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  } finally {
    client.release()
  }
}

const INSERT_PRODUCTS = `
insert into products
select * from jsonb_populate_recordset(null::products, $1)
where exists (select from customers where customer_no = $2) and not exists (select from products)
on conflict do nothing`

/** `$2` is the difference between the time of the load and SAMPLE_TIME. */
const INSERT = `
with sample as (
  select s.*
  from jsonb_to_recordset($1::jsonb) as s (
    "customerNo" text, nickname text, "fullName" text, phone text, email text, company text, description text, warning text,
    level text, "shipTo" text, language text, tags jsonb, attributes jsonb, created timestamptz, identities jsonb, orders jsonb,
    conversations jsonb
  )
), added as (
  insert into customers
    (customer_no, nickname, full_name, phone, email, company, description, warning, level, ship_to, language, tags,
     attributes, created_at)
  select
    "customerNo", nickname, "fullName", phone, email, company, description, warning, level, "shipTo", language,
    array(select jsonb_array_elements_text(coalesce(tags, '[]'))), coalesce(attributes, '{}'), created
  from sample
  returning id, customer_no
), identities as (
  insert into customer_identities (visitor_im_id, channel, customer_id, first_seen_at)
  select i."visitorImId", i.channel, added.id, i."firstSeen"
  from sample
  join added on added.customer_no = sample."customerNo"
  cross join jsonb_to_recordset(sample.identities) as i ("visitorImId" text, channel text, "firstSeen" timestamptz)
), bought as (
  select added.id as customer_id, o.*
  from sample
  join added on added.customer_no = sample."customerNo"
  cross join jsonb_to_recordset(sample.orders) as o (
    no text, status text, total numeric, currency text, paid boolean, placed timestamptz, summary text,
    items jsonb, parcels jsonb, payments jsonb
  )
), ordered as (
  insert into orders (customer_id, order_no, status, summary, total, currency, paid, placed_at)
  select customer_id, no, status, summary, total, currency, paid, placed + $2::interval
  from bought
  returning id, order_no
), items as (
  insert into order_items (order_id, name, quantity, price, image)
  select ordered.id, i.name, i.quantity, i.price, i.image
  from bought
  join ordered on ordered.order_no = bought.no
  cross join rows from (jsonb_to_recordset(bought.items) as (name text, quantity integer, price numeric, image text))
    with ordinality as i (name, quantity, price, image, position)
  order by ordered.id, position
), sent as (
  insert into parcels
    (order_id, carrier, tracking_no, tracking_url, ship_to, shipped_at, expected_on, delivered_at)
  select
    ordered.id, p.carrier, p."trackingNo", p."trackingUrl", p."shipTo",
    shipped + $2::interval, ((expected + $2::interval) at time zone 'UTC')::date, delivered + $2::interval
  from bought
  join ordered on ordered.order_no = bought.no
  cross join rows from (jsonb_to_recordset(bought.parcels) as (
    carrier text, "trackingNo" text, "trackingUrl" text, "shipTo" text,
    shipped timestamptz, expected timestamptz, delivered timestamptz
  )) with ordinality as p
    (carrier, "trackingNo", "trackingUrl", "shipTo", shipped, expected, delivered, position)
  order by ordered.id, position
), paid as (
  insert into payments (order_id, method, failure, attempted_at)
  select ordered.id, p.method, p.failure, p.attempted + $2::interval
  from bought
  join ordered on ordered.order_no = bought.no
  cross join jsonb_to_recordset(bought.payments) as p (method text, failure text, attempted timestamptz)
)
insert into conversations (customer_id, subject, state, agent_name, summary, started_at, last_contact_at)
select added.id, c.subject, c.state, c.agent, c.summary, c.started + $2::interval, c."lastContact" + $2::interval
from sample
join added on added.customer_no = sample."customerNo"
cross join jsonb_to_recordset(sample.conversations) as c (
  subject text, state text, agent text, summary text, started timestamptz, "lastContact" timestamptz
)`
