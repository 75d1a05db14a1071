import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hasCommand } from '../support/has-command.ts'
import { FAULTS, type Fault } from './faults.ts'
import { lostLinks } from './lost-links.ts'
import { firstAfter, longestGap, restoredAfter } from './series.ts'
import { startSetting, type Setting } from './setting.ts'

/*
 * A Postgres cluster that fails over, with one page that reads from the replicas and one that uses only the primary.
 *
 * Environment: TIMES is how often each fault is repeated. SYNCHRONOUS is `strict` (default), `on`, or `off`: links that
 * are lost are then counted only. ETCD_SECTION is Patroni's: `etcd3` (default from Patroni 3.0.3) or `etcd`, the v2
 * API. The programs are found by PATH. To try another version of Patroni, unpack its package and put a `patroni` before
 * the installed one:
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

test.skipIf(!hasAll).each(Object.keys(FAULTS))('recovers if the primary is %s', async (name) => {
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
