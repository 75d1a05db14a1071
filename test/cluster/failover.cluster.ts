import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hasCommand } from '../support/has-command.ts'
import { FAULTS, type Fault } from './faults.ts'
import { open, request, submit, view, type Ask, type Page } from './journey.ts'
import { withDelay } from './lag.ts'
import { lostLinks } from './lost-links.ts'
import { firstAfter, longestGap, restoredAfter } from './series.ts'
import { startSetting, type Setting } from './setting.ts'
import { LINK_CONNECTIONS } from './tables.ts'

/*
 * A Postgres cluster that fails over, with one page that reads from the replicas and one that uses only the primary.
 *
 * Environment: TIMES is how often each fault is repeated. SYNCHRONOUS is `strict` (default), `on`, or `off`: links that
 * are lost are then counted only. ETCD_SECTION is Patroni's: `etcd3` (default) or `etcd`, the v2 API. The programs are
 * found by PATH. To try another version of Patroni, unpack its package and put a `patroni` before the installed one:
 *
 *     #!/bin/sh
 *     PYTHONPATH=/opt/patroni4/usr/lib/python3/dist-packages exec /usr/bin/python3 /opt/patroni4/usr/bin/patroni "$@"
 */

const isRequired = process.env['REQUIRE_CLUSTER'] === '1'
const hasAll = ['patroni', 'etcd', 'haproxy'].every((name) => hasCommand(name, isRequired))
const TIMES = Number(process.env['TIMES'])

const isSynchronous = process.env['SYNCHRONOUS'] !== 'off'

/** How long the old primary may still answer: without a replica that confirms, until Patroni demotes it. */
const OLD_PRIMARY_MS = isSynchronous ? 4000 : 40_000

/** How much longer than the cluster itself a page may take. */
const ALLOWANCE_MS = 2000
/** An agent views a new visitor, searches, opens, links and pauses; after a failure, the agent starts again. */
const LINK_CYCLE_MS = 3000

let setting: Setting
beforeAll(async () => {
  if (hasAll) setting = await startSetting()
})
afterAll(async () => {
  if (!hasAll) return
  report()
  await setting.stop()
})

/** Fails and restores the primary, and measures how long each function was unavailable, in milliseconds. */
async function fail(fault: Fault) {
  const { cluster, sides, writes } = setting
  // After a failed test, the cluster may not be complete yet.
  await cluster.settle()
  await sleep(3000)
  const from = performance.now()
  const mend = await fault(cluster)
  await sleep(OLD_PRIMARY_MS)
  while (
    firstAfter(writes.series, performance.now() - 1000) === Infinity &&
    performance.now() - from < 90_000
  )
    await sleep(200)
  await sleep(6000)
  const to = performance.now()
  mend()
  await cluster.settle()
  // A primary that comes back and takes over again would lose links only now.
  await sleep(3000)
  await cluster.settle()
  const gaps = ({ agents, reads }: (typeof sides)['primary']) => ({
    database: longestGap(reads.series, from, to),
    pages: longestGap(agents.pages, from, to),
    links: longestGap(agents.links, from, to),
  })
  return {
    writes: longestGap(writes.series, from, to),
    restored: restoredAfter(writes.series, from, to),
    replicas: gaps(sides.replicas),
    primary: gaps(sides.primary),
  }
}

/** Agents saw only the customers that they requested. */
function expectNobodyElse(): void {
  for (const { agents } of Object.values(setting.sides)) expect(agents.wrong).toEqual([])
}

const LAG_MS = 5000

test.skipIf(!hasAll)('while replicas lag, only the response shows a link', async () => {
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
      expect(performance.now() - from).toBeLessThan(LAG_MS + ALLOWANCE_MS)
      await sleep(100)
    }
    expect(performance.now() - from).toBeGreaterThan(LAG_MS / 2)
    const undone = await submit(onReplicas, linked)
    expect([undone.customer, await shown(onPrimary), await shown(onReplicas)]).toEqual([null, null, 'K-1007'])
  })
  expectNobodyElse()
})

const WAIT_MS = 60_000
const COUNT = `select count(*)::integer as count from pg_stat_activity where usename = 'crm_page_link'`

test.skipIf(!hasAll)('while no replica confirms, links fail, but do not use up the connections', async () => {
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
  expect(gap).toBeLessThan(ALLOWANCE_MS)
  expect(await lostLinks(setting)).toEqual([])
})

test.skipIf(!hasAll).each(Object.keys(FAULTS))('the primary is %s', async (name) => {
  for (let time = 0; time < TIMES; time += 1) {
    const fault = FAULTS[name]?.(setting.cluster)
    if (!fault) return
    const gaps = await fail(fault)
    const lost = await lostLinks(setting)
    process.stdout.write(`${name}: ${JSON.stringify({ ...gaps, lost: lost.length })}\n`)
    expectNobodyElse()
    if (isSynchronous) expect(lost).toEqual([])
    for (const side of [gaps.replicas, gaps.primary]) {
      expect(side.pages).toBeLessThan(side.database + ALLOWANCE_MS)
      expect(side.links).toBeLessThan(Math.max(gaps.writes, gaps.restored) + ALLOWANCE_MS + LINK_CYCLE_MS)
    }
  }
})

/** Prints the number of responses of each kind. */
function report(): void {
  for (const [side, { agents }] of Object.entries(setting.sides)) {
    const counts: Record<string, number> = {}
    for (const { state } of agents.done.values()) counts[state] = (counts[state] ?? 0) + 1
    const line = { side, ...agents.statuses, ...counts, slowestMs: agents.slowestMs() }
    process.stdout.write(`${JSON.stringify(line)}\n`)
  }
}
