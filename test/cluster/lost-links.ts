import { Client } from 'pg'
import type { Setting } from './setting.ts'

/** Returns the customer number of each linked visitor. */
async function presentLinks(url: string): Promise<Map<string, string>> {
  const client = new Client(url)
  await client.connect()
  const { rows } = await client.query<{ id: string; no: string }>(
    `select visitor_im_id as id, customer_no as no
     from customer_identities join customers on customers.id = customer_id`,
  )
  await client.end()
  return new Map(rows.map(({ id, no }) => [id, no]))
}

/** Returns the visitors whose link is missing although an agent was told so, or is there although it was undone. */
export async function lostLinks({ cluster, sides }: Setting): Promise<string[]> {
  const confirmed = Object.values(sides).map(({ agents }) => ({
    now: agents.done,
    before: new Map(agents.done),
  }))
  const present = await presentLinks(cluster.writerUrl('postgres'))
  return confirmed.flatMap(({ now, before }) =>
    [...before]
      .filter(([id, done]) => {
        const expected = done.state === 'linked' ? done.customerNo : undefined
        // What has changed since is checked next time.
        return done.state !== 'unsure' && now.get(id) === done && present.get(id) !== expected
      })
      .map(([id]) => id),
  )
}
