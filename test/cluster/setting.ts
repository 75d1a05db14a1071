import { runMain } from '../support/process.ts'
import { startAgents } from './agents.ts'
import { startCluster } from './cluster.ts'
import { startProbe } from './probe.ts'
import { prepareTables } from './tables.ts'

export type Setting = Awaited<ReturnType<typeof startSetting>>

const ENV = {
  SERVER_SECRET: 'a secret of the tests, long enough for a server',
  RATE_LIMIT_PER_MINUTE: '0',
  SEARCH_LIMIT_PER_MINUTE: '100000',
  SIMULATOR: 'off',
}

/**
 * Starts a cluster, a page that reads from its replicas, one that uses only its primary, agents on both, and probes of
 * the cluster itself.
 */
export async function startSetting() {
  const stops: (() => unknown)[] = []
  const stop = async () => {
    // A failure must not prevent the others from being stopped.
    for (const end of stops.reverse()) await Promise.resolve(end()).catch(() => undefined)
  }
  try {
    const cluster = await startCluster((end) => stops.push(end))
    await prepareTables(cluster.writerUrl('postgres'))
    const startSide = async (readUrl: string) => {
      const writeUrl = cluster.writerUrl('crm_page_link')
      const main = runMain([], { ...ENV, DATABASE_URL: readUrl, DATABASE_WRITE_URL: writeUrl })
      stops.push(() => main.kill('SIGKILL') && main.ended)
      const agents = startAgents(await main.url(), { lookers: 4, linkers: 1 })
      stops.push(() => agents.stop())
      const reads = startProbe(readUrl, 'select count(*) from customers')
      stops.push(() => reads.stop())
      return { agents, reads }
    }
    const sides = {
      replicas: await startSide(cluster.readerUrl('crm_page')),
      primary: await startSide(cluster.writerUrl('crm_page')),
    }
    const writes = startProbe(cluster.writerUrl('probe'), 'insert into probe default values')
    stops.push(() => writes.stop())
    return { cluster, sides, writes, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
