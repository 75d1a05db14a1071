import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hasCommand } from '../support/has-command.ts'
import { open, request, submit, view, type Ask, type Page } from './journey.ts'
import { withDelay } from './lag.ts'
import { lostLinks } from './lost-links.ts'
import { longestGap } from './series.ts'
import { startSetting, type Setting } from './setting.ts'
import { LINK_CONNECTIONS } from './tables.ts'

/* Postgres replicas that lag or do not confirm, with a healthy primary. */

const isRequired = process.env['REQUIRE_CLUSTER'] === '1'
const hasAll = ['patroni', 'etcd', 'haproxy'].every((name) => hasCommand(name, isRequired))

/** Extra time for a page, on a busy machine. */
const MARGIN_MS = 2000

let setting: Setting
beforeAll(async () => {
  if (hasAll) setting = await startSetting()
})
afterAll(async () => {
  if (hasAll) await setting.stop()
})

const LAG_MS = 5000

test.skipIf(!hasAll)('shows a link only in the response while replicas lag', async () => {
  const { cluster, sides } = setting
  const visitor = 'seen-by-two-agents'
  const onPrimary: Ask = (path, form) => request(new URL(path, sides.primary.agents.url), form)
  const onReplicas: Ask = (path, form) => request(new URL(path, sides.replicas.agents.url), form)
  const shown = async (ask: Ask) => (await view(ask, visitor)).customer?.customer_no ?? null
  await withDelay(cluster, LAG_MS, async () => {
    const unknown = await view(onReplicas, visitor)
    expect(unknown.outcome).toBe('unknown')
    const opened = await open(onReplicas, unknown, 'K-1007')
    const linked = await submit(onReplicas, opened)
    const from = performance.now()
    expect(linked.customer?.customer_no).toBe('K-1007')
    expect([await shown(onPrimary), await shown(onReplicas)]).toEqual(['K-1007', null])
    // An agent who sees the old state links again, or somebody else.
    const again = await submit(onReplicas, await open(onReplicas, await view(onReplicas, visitor), 'K-1007'))
    expect(again.customer?.customer_no).toBe('K-1007')
    const other = await open(onReplicas, await view(onReplicas, visitor), 'K-1008')
    await expect(submit(onReplicas, other)).rejects.toThrow('409')
    while ((await shown(onReplicas)) === null) {
      expect(performance.now() - from).toBeLessThan(LAG_MS + MARGIN_MS)
      await sleep(100)
    }
    expect(performance.now() - from).toBeGreaterThan(LAG_MS / 2)
    const undone = await submit(onReplicas, linked)
    expect([undone.customer, await shown(onPrimary), await shown(onReplicas)]).toEqual([null, null, 'K-1007'])
  })
})

const WAIT_MS = 60_000
const COUNT = `select count(*)::integer as count from pg_stat_activity where usename = 'crm_page_link'`

test.skipIf(!hasAll)(
  'rejects links while no replica confirms, without exhausting the connections',
  async () => {
    const { cluster, sides } = setting
    const { url, pages } = sides.primary.agents
    await cluster.settle()
    const primary = await cluster.find('leader')
    const replicas = cluster.nodes.filter((node) => node !== primary)
    const ask: Ask = (path, form) => request(new URL(path, url), form)
    const opened = await Promise.all(
      Array.from({ length: 8 }, async (_, index) =>
        open(ask, await view(ask, `waiting-${String(index)}`), 'K-1007'),
      ),
    )
    const client = new Client(cluster.writerUrl('postgres'))
    await client.connect()
    const from = performance.now()
    for (const node of replicas) node.freeze()
    // A commit that waits keeps its connection although the page has given up.
    const linkAgain = async (page: Page) => {
      while (performance.now() < from + WAIT_MS) await expect(submit(ask, page)).rejects.toThrow('503')
    }
    await Promise.all(opened.map(linkAgain))
    const { rows } = await client.query<{ count: number }>(COUNT)
    const gap = longestGap(pages, from, performance.now())
    for (const node of replicas) node.thaw()
    await client.end()
    await cluster.settle()
    process.stdout.write(`no replica: ${JSON.stringify({ pages: gap, connections: rows[0]?.count })}\n`)
    expect(rows[0]?.count).toBeLessThanOrEqual(LINK_CONNECTIONS)
    expect(gap).toBeLessThan(MARGIN_MS)
    expect(await lostLinks(setting)).toEqual([])
  },
)
