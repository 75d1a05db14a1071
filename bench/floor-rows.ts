import type { Client, QueryArrayResult } from 'pg'
import type { FloorRows, Positions, TextRow } from './floor-texts.ts'
import type { readPlainQueries } from './plain/queries.ts'

type Queries = ReturnType<typeof readPlainQueries>
type Results = Record<keyof Queries, QueryArrayResult<TextRow>>

/** Keeps each value in Postgres's text form. */
export const AS_TEXT = { getTypeParser: () => String }

/** The rows of a web visitor's page: first the customer, then all panels together. */
export async function readFloorRows(client: Client, queries: Queries, visitorImId: string): Promise<Results> {
  const values = new Map([
    ['visitorImId', visitorImId],
    ['channel', 'web'],
  ])
  function run(name: keyof Queries): Promise<QueryArrayResult<TextRow>> {
    const { text, parameters } = queries[name]
    const query = { name, text, values: parameters.map((parameter) => values.get(parameter) ?? null) }
    return client.query<TextRow>({ ...query, rowMode: 'array' })
  }
  const customer = await run('customer')
  values.set('customerId', customer.rows[0]?.[0] ?? '')
  const [summary, orders, conversations, channels] = await Promise.all([
    run('summary'),
    run('orders'),
    run('conversations'),
    run('channels'),
  ])
  return { customer, summary, orders, conversations, channels }
}

export function toRows({ customer, summary, orders, conversations, channels }: Results): FloorRows {
  return {
    customer: customer.rows[0] ?? [],
    summary: summary.rows[0] ?? [],
    orders: orders.rows,
    conversations: conversations.rows,
    channels: channels.rows,
  }
}

export function toPositions({ customer, summary, orders, conversations, channels }: Results): Positions {
  const positionsOf = ({ fields }: QueryArrayResult) =>
    new Map(fields.map(({ name }, index) => [name, index]))
  return {
    customer: positionsOf(customer),
    summary: positionsOf(summary),
    orders: positionsOf(orders),
    conversations: positionsOf(conversations),
    channels: positionsOf(channels),
  }
}
