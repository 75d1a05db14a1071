import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import type { Cluster } from './cluster.ts'

/** Until Patroni has passed a setting on to Postgres. */
const APPLIED_MS = 30_000

const toConfiguration = (delayMs: number | null) => ({
  postgresql: { recovery_conf: delayMs === null ? null : { recovery_min_apply_delay: String(delayMs) } },
})

async function delayOf(address: string): Promise<number> {
  const client = new Client(`postgres://postgres:x@${address}:5432/postgres`)
  await client.connect()
  const text = `select setting::integer as ms from pg_settings where name = 'recovery_min_apply_delay'`
  const { rows } = await client.query<{ ms: number }>(text)
  await client.end()
  return rows[0]?.ms ?? 0
}

/** Runs a function while the replicas apply each commit only after a delay. */
export async function withDelay(cluster: Cluster, delayMs: number, run: () => Promise<void>): Promise<void> {
  const until = async (expectedMs: number) => {
    const addresses = await cluster.replicas()
    const giveUpAt = Date.now() + APPLIED_MS
    while ((await Promise.all(addresses.map(delayOf))).some((ms) => ms !== expectedMs)) {
      if (Date.now() > giveUpAt) throw new Error(`The replicas do not lag by ${String(expectedMs)} ms`)
      await sleep(200)
    }
  }
  await cluster.configure(toConfiguration(delayMs))
  try {
    await until(delayMs)
    await run()
  } finally {
    await cluster.configure(toConfiguration(null))
    await until(0)
  }
}
