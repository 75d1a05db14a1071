import type { Pool } from 'pg'
import { createLinker, type LinkLock, type Linker, type LinkRequest } from '../../src/customer/link.ts'
import { loadQueries } from './queries.ts'
import { createWritePool } from '../../src/database/write-pool.ts'
import { cloneDatabase, createLinkRole } from './database.ts'

/**
 * Runs the bundled statements on a database with the sample customers, with a role that has only the privileges that
 * they need.
 */
export async function startLinking(lock: LinkLock = 'advisory') {
  const database = await cloneDatabase()
  const role = await createLinkRole(database.url)
  const pool = createWritePool({ url: role.url, timeoutMs: 10_000, onLost: () => undefined })
  const admin = createWritePool({ url: database.url, timeoutMs: 10_000, onLost: () => undefined })
  const { linking } = loadQueries('queries')
  if (!linking) throw new Error('There is no link.sql')
  const linker = createLinker({ pool, queries: linking, lock, timeoutMs: 10_000 })
  return {
    ...linker,
    queries: linking,
    pool,
    admin,
    databaseUrl: database.url,
    async close() {
      await Promise.all([pool.end(), admin.end()])
      await role.drop()
      await database.drop()
    },
  }
}

export function toRequest(
  visitorImId: string,
  customerId: string,
  more: Partial<LinkRequest> = {},
): LinkRequest {
  return {
    visitorImId,
    customerId,
    channel: 'unknown',
    source: 'agent',
    agentId: '7',
    agentName: 'Tom',
    requestId: 'a-request',
    ...more,
  }
}

export interface Link {
  visitor_im_id: string
  channel: string
  customer_id: string
  source: string
}

/** Returns the visitors' links from the table of links. */
export async function presentLinks(pool: Pool, visitors: readonly string[]): Promise<Link[]> {
  const { rows } = await pool.query<Link>(
    `select visitor_im_id, channel, customer_id::text, source from customer_identities
     where visitor_im_id = any ($1) order by visitor_im_id, channel`,
    [visitors],
  )
  return rows
}

/**
 * Returns the visitors' links by replaying the history. A link that starts before its visitor's last one has ended, or
 * ends without having started, is a fault.
 */
export async function replay(pool: Pool, visitors: readonly string[]) {
  const { rows } = await pool.query<Link & { is_begin: boolean }>(
    `select visitor_im_id, channel, customer_id::text, source, is_begin
     from customer_identity_history,
       lateral (values (linked_at, true), (ended_at, false)) as event (at, is_begin)
     where visitor_im_id = any ($1) and at is not null
     order by at, is_begin`,
    [visitors],
  )
  const open = new Map<string, Link>()
  const faults: string[] = []
  for (const { is_begin: isBegin, ...link } of rows) {
    const key = `${link.visitor_im_id} ${link.channel}`
    const before = open.get(key)
    if (isBegin === (before !== undefined)) faults.push(`${isBegin ? 'begins' : 'ends'}: ${key}`)
    if (isBegin) open.set(key, link)
    else open.delete(key)
  }
  const links = [...open.values()].sort((one, other) =>
    `${one.visitor_im_id} ${one.channel}` < `${other.visitor_im_id} ${other.channel}` ? -1 : 1,
  )
  return { links, faults, events: rows.length }
}

/** Links and unlinks the same visitors from many agents at once, and counts the outcomes. */
export async function contend(
  { link, unlink }: Linker,
  { visitors, agents, ms }: { visitors: readonly string[]; agents: number; ms: number },
): Promise<Record<string, number>> {
  const end = performance.now() + ms
  const counts: Record<string, number> = {}
  const count = (what: string) => (counts[what] = (counts[what] ?? 0) + 1)
  const work = async (agent: number) => {
    for (let turn = agent; performance.now() < end; turn += 7) {
      const visitor = visitors[turn % visitors.length] ?? ''
      const request = toRequest(visitor, String(1 + (agent % 4)), {
        agentId: String(agent),
        requestId: `${String(agent)}-${String(turn)}`,
        channel: turn % 3 === 0 ? 'unknown' : 'app',
        source: agent % 5 === 0 ? 'proof' : 'agent',
      })
      if (turn % 2 === 0) count((await link(request)).status)
      else count((await unlink(request)) ? 'unlinked' : 'nothing to unlink')
    }
  }
  await Promise.all(Array.from({ length: agents }, (_, agent) => work(agent)))
  return counts
}
