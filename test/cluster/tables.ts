import { administer } from '../support/database.ts'
import { runMain } from '../support/process.ts'
import { CUSTOMERS } from './agents.ts'

/** As in the guide. */
export const LINK_CONNECTIONS = 20

/** Creates the bundled tables with the load's customers, the guide's two roles, and a table for the probe. */
export async function prepareTables(ownerUrl: string): Promise<void> {
  const { code, err } = await runMain(['migrate'], { DATABASE_URL: ownerUrl }).ended
  if (code !== 0) throw new Error(`migrate: ${err}`)
  await administer(
    ownerUrl,
    `create role crm_page login`,
    'grant select on all tables in schema public to crm_page',
    `create role crm_page_link login connection limit ${String(LINK_CONNECTIONS)}`,
    'grant select, insert, delete on customer_identities to crm_page_link',
    'grant select, insert, update on customer_identity_history to crm_page_link',
    'create table probe (at timestamptz default now())',
    // Its statements, too, wait for a replica, each on a connection of its own.
    'create role probe login connection limit 20',
    'grant insert on probe to probe',
    `insert into customers (customer_no, full_name)
     select 'K-' || (1000 + n), 'Customer ' || n from generate_series(0, ${String(CUSTOMERS - 1)}) n`,
    `insert into customer_identities (visitor_im_id, channel, customer_id)
     select 'known-' || substr(full_name, 10), 'app', id from customers`,
    `insert into orders (customer_id, order_no, status, total, currency)
     select id, 'O-' || id, 'shipped', 12.5, 'EUR' from customers`,
  )
}
