import { administer } from '../support/database.ts'
import type { Cluster } from './cluster.ts'

/** Stops replicas from showing what they receive, or lets them go on: they confirm it all the same. */
export async function setReplay(cluster: Cluster, state: 'pause' | 'resume'): Promise<void> {
  const primary = await cluster.find('leader')
  const replicas = cluster.nodes.filter((node) => node !== primary)
  const url = ({ host }: (typeof replicas)[number]) => `postgres://postgres:x@${host.address}:5432/postgres`
  await Promise.all(replicas.map((node) => administer(url(node), `select pg_wal_replay_${state}()`)))
}

export async function outcomeOf(pageUrl: string, visitorImId: string): Promise<string> {
  const headers = { Accept: 'application/json' }
  const response = await fetch(`${pageUrl}?visitorImId=${visitorImId}&originType=app`, { headers })
  return ((await response.json()) as { outcome: string }).outcome
}
