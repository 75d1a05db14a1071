import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { generate } from '../../bench/generate.ts'
import { toFoundVisitor } from '../../bench/visitors.ts'
import { loadQueries } from '../support/queries.ts'
import type { QueryFile } from '../../src/customer/query-file/query-file.ts'
import { toSearchTerms } from '../../src/customer/search-terms.ts'
import { migrate } from '../../src/database/migrations.ts'
import { createEmptyDatabase } from '../support/database.ts'

/* The cost of a page does not grow with the tables: none of its statements scans one fully. */

interface Plan {
  'Node Type': string
  /** The planner's estimate. */
  'Plan Rows': number
  'Relation Name'?: string
  'Index Name'?: string
  'Index Cond'?: string
  Plans?: Plan[]
}

/** So many rows that a sequential scan is never cheaper, which makes the planner's choice meaningful. */
const CUSTOMERS = 20_000
const CUSTOMER = 4000
/** A page shows a customer and ten orders. A planner that expects more rows will eventually scan the whole table. */
const EXPECTED_ROWS = 30
const VISITOR = new URLSearchParams(toFoundVisitor(CUSTOMER).target.slice(2)).get('visitorImId')

let database: Awaited<ReturnType<typeof createEmptyDatabase>>
let client: Client
const { customer, panels, search } = loadQueries('queries')
const files = [customer, ...panels]

beforeAll(async () => {
  database = await createEmptyDatabase()
  await migrate(database.url)
  client = new Client({ connectionString: database.url })
  await client.connect()
  await generate(client, CUSTOMERS, () => undefined)
  // As if agents had created all links.
  await client.query(
    `insert into customer_identity_history (visitor_im_id, channel, customer_id, source)
     select visitor_im_id, channel, customer_id, 'agent' from customer_identities`,
  )
  await client.query(
    `insert into products (sku, name, price, currency)
     select order_no, summary, total, currency from orders where id % 4 = 0`,
  )
  await client.query('vacuum analyze')
})
afterAll(async () => {
  await client.end()
  await database.drop()
})

const TABLES = [
  'customers',
  'customer_identities',
  'orders',
  'order_items',
  'parcels',
  'payments',
  'conversations',
  'products',
]

type Values = Partial<Record<QueryFile['parameters'][number], string | null>>
const asked = { visitorImId: VISITOR, customerId: null, 'sent.sku': 'N000000004000' }
const proved = { visitorImId: null, customerId: null, verifiedUserId: 'C0000004000' }
const opened = { visitorImId: null, customerId: String(CUSTOMER) }
const CASES: { who: string; values: Values }[] = [
  { who: 'a customer of a known channel', values: { ...asked, channel: 'web' } },
  { who: 'a customer of an unknown channel', values: { ...asked, channel: null } },
  { who: 'nobody', values: { ...asked, visitorImId: 'nobody', channel: null } },
  { who: 'a proved customer', values: { ...proved, channel: 'web' } },
  { who: 'nobody, though proved', values: { ...proved, verifiedUserId: 'nobody', channel: null } },
  { who: 'a customer opened by hand', values: { ...opened, channel: 'web' } },
  { who: 'nobody opened by hand', values: { ...opened, customerId: '0', channel: null } },
]
/** For the given values, like an unnamed statement; and generic, as a prepared statement may be planned later. */
const MODES = ['force_custom_plan', 'force_generic_plan'] as const

describe.each(CASES)('$who', ({ values }) => {
  describe.each(MODES)('planned with %s', (mode) => {
    test.each(files)('$name scans no whole table, and expects few rows', async (file) => {
      const plan = await explain(file, forFile(file, values), mode)
      expect(readWhole(plan)).toEqual([])
      expect(plan['Plan Rows']).toBeLessThanOrEqual(EXPECTED_ROWS)
    })
  })
})

test('fetches only the customer’s own row: indexes hold the rest', async () => {
  // Index-only scans fetch rows that are not visible to all transactions. Those of other tests delay visibility.
  await expect.poll(vacuum).toBe(0)
  const fetched: string[] = []
  for (const file of files.filter(({ audience }) => audience !== 'unknown'))
    fetched.push(...fetches(await explain(file, forFile(file, asked), 'force_generic_plan')))
  // The folded id is looked up only if the exact id matches nobody, and the number only with a proof.
  const onDemand = ['customer_identities_folded', 'customers_customer_no_key']
  expect(fetched.sort()).toEqual([...onDemand, 'customers_pkey'])
})

test.each([
  { without: 'index customer_identities_folded', name: 'customer' },
  { without: 'constraint customer_identities_pkey', name: 'customer' },
  { without: 'constraint customers_pkey', name: 'customer' },
  { without: 'index orders_customer_latest', name: 'summary' },
  { without: 'index orders_customer_latest', name: 'orders' },
  { without: 'index customer_identities_customer', name: 'channels' },
  { without: 'index order_items_order', name: 'orders' },
  { without: 'index parcels_order', name: 'orders' },
  { without: 'index payments_order_latest', name: 'orders' },
  { without: 'index conversations_customer_latest', name: 'conversations' },
  { without: 'constraint products_pkey', name: 'looking-at' },
])('without $without, $name would scan a table or an index fully', async ({ without, name }) => {
  const file = files.find((one) => one.name === name)
  const [kind = '', object = ''] = without.split(' ')
  if (!file) throw new Error(`There is no query ${name}`)
  const table = object.replace(/_pkey$/, '')
  await client.query('begin')
  try {
    await client.query(
      kind === 'index' ? `drop index ${object}` : `alter table ${table} drop constraint ${object} cascade`,
    )
    expect(readWhole(await explain(file, forFile(file, asked), 'force_custom_plan'))).not.toEqual([])
  } finally {
    await client.query('rollback')
  }
})

/* Nor does a search, whatever the term and whether or not it matches. */

const TYPED = [
  { kind: 'an e-mail address', found: 'C5b5ff9e3a4@example.com', absent: 'nobody@example.com' },
  { kind: 'a phone number', found: '13831676000', absent: '19000000000' },
  { kind: 'the end of a phone number', found: '6000', absent: '0000' },
  { kind: 'a customer number', found: 'C0000004000', absent: 'C9999999999' },
  { kind: 'an order number', found: 'N000000004000', absent: 'N999999999999' },
  { kind: 'a frequent name', found: 'Customer', absent: 'Johansson' },
  { kind: 'a rare name', found: 'Nick-', absent: 'Customer Johansson' },
  { kind: 'a Chinese name', found: '李继鹏', absent: '无名' },
]

describe.each(TYPED)('a search for $kind', (typed) => {
  test.each(['found', 'absent'] as const)('scans no table fully, with the term %s', async (key) => {
    if (!search) throw new Error('There is no search')
    const plan = await explain(search, { ...toSearchTerms(typed[key]) }, 'force_custom_plan')
    expect(readWhole(plan)).toEqual([])
  })
})

test('would scan the table for a name without its index', async () => {
  if (!search) throw new Error('There is no search')
  await client.query('begin')
  try {
    await client.query('drop index customers_names')
    const plan = await explain(search, { ...toSearchTerms('Johansson') }, 'force_custom_plan')
    expect(readWhole(plan)).not.toEqual([])
  } finally {
    await client.query('rollback')
  }
})

/** The customer's id is known to the panels only when the customer has been found. */
function forFile(file: QueryFile, values: Values): Values {
  return file === customer ? values : { ...values, customerId: values.customerId ?? String(CUSTOMER) }
}

/** The plan of a file's statement, exactly as the page runs it. */
async function explain(file: QueryFile, values: Values, mode: (typeof MODES)[number]): Promise<Plan> {
  const literals = file.parameters.map((name) => toLiteral(values[name] ?? null))
  await client.query(`set plan_cache_mode = ${mode}`)
  await client.query(`prepare page as ${file.text}`)
  try {
    const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
      `explain (format json) execute page(${literals.join(', ')})`,
    )
    const plan = rows[0]?.['QUERY PLAN'][0].Plan
    if (!plan) throw new Error('There is no plan')
    return plan
  } finally {
    await client.query('deallocate page')
  }
}

/** What a plan scans fully: tables, and indexes without a condition. */
function readWhole(plan: Plan): string[] {
  const below = (plan.Plans ?? []).flatMap(readWhole)
  const isIndex = plan['Index Name'] !== undefined
  const isWhole = plan['Node Type'].endsWith('Seq Scan') || (isIndex && plan['Index Cond'] === undefined)
  return isWhole ? [plan['Relation Name'] ?? plan['Index Name'] ?? '?', ...below] : below
}

/** @returns how many tables have pages that are not all-visible */
async function vacuum(): Promise<number> {
  await client.query(`vacuum ${TABLES.join(', ')}`)
  const { rowCount } = await client.query(
    'select from pg_class where relname = any ($1) and relallvisible < relpages',
    [TABLES],
  )
  return rowCount ?? -1
}

/** The indexes for which a plan also fetches rows of the table. */
function fetches(plan: Plan): string[] {
  const below = (plan.Plans ?? []).flatMap(fetches)
  const isFetch = plan['Node Type'] === 'Index Scan' || plan['Node Type'] === 'Bitmap Index Scan'
  return isFetch ? [plan['Index Name'] ?? '?', ...below] : below
}

function toLiteral(value: string | null): string {
  return value === null ? 'null' : client.escapeLiteral(value)
}
