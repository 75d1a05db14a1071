import type { Pool } from 'pg'
import { AWKWARD_CUSTOMERS } from './awkward-customers.ts'
import { REGULAR_CUSTOMERS } from './regular-customers.ts'

export const SAMPLE_CUSTOMERS = [...REGULAR_CUSTOMERS, ...AWKWARD_CUSTOMERS]

/**
 * Loads the sample customers into the bundled schema, unless it holds a customer.
 *
 * @returns how many customers were loaded; 0 means the database is somebody's already, and nothing was changed
 */
export async function loadSampleData(pool: Pool): Promise<number> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    // Two starts at once: the second waits here, and then finds customers.
    await client.query('lock table customers in exclusive mode')
    const { rows } = await client.query<{ taken: boolean }>('select exists (select from customers) as taken')
    if (rows[0]?.taken === false) await client.query(INSERT, [JSON.stringify(SAMPLE_CUSTOMERS)])
    await client.query('commit')
    return rows[0]?.taken === false ? SAMPLE_CUSTOMERS.length : 0
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  } finally {
    client.release()
  }
}

const INSERT = `
with sample as (
  select s.*
  from jsonb_to_recordset($1::jsonb) as s (
    "customerNo" text, nickname text, "fullName" text, phone text, email text, company text, description text, warning text,
    level text, tags jsonb, attributes jsonb, created timestamptz, identities jsonb, orders jsonb
  )
), added as (
  insert into customers
    (customer_no, nickname, full_name, phone, email, company, description, warning, level, tags, attributes, created_at)
  select
    "customerNo", nickname, "fullName", phone, email, company, description, warning, level,
    array(select jsonb_array_elements_text(coalesce(tags, '[]'))), coalesce(attributes, '{}'), created
  from sample
  returning id, customer_no
), identities as (
  insert into customer_identities (visitor_im_id, channel, customer_id, first_seen_at)
  select i."visitorImId", i.channel, added.id, i."firstSeen"
  from sample
  join added on added.customer_no = sample."customerNo"
  cross join jsonb_to_recordset(sample.identities) as i ("visitorImId" text, channel text, "firstSeen" timestamptz)
)
insert into orders (customer_id, order_no, status, summary, total, currency, paid, placed_at)
select added.id, o.no, o.status, o.summary, o.total, o.currency, o.paid, o.placed
from sample
join added on added.customer_no = sample."customerNo"
cross join jsonb_to_recordset(sample.orders) as o (
  no text, status text, total numeric, currency text, paid boolean, placed timestamptz, summary text
)`
