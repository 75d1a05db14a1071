import type { Contestant } from './contestants.ts'
import { loadAtRate, loadFully, type LoadResult } from './load.ts'
import { cpuMsOf, cpuMsOfTree, memoryOf } from './process-usage.ts'

/** One round of one contestant. Times in milliseconds; CPU as processor time for one request. */
export interface Measured {
  perSecond: number
  p50: number
  p99: number
  cpu: number
  postgresCpu: number
  /** The load's own, without which nobody knows who was waited for. */
  loadCpu: number
  /** MiB. */
  rss: number
}

export interface Setting {
  connections: number
  seconds: number
  postmaster: number
  /** Requests a second; undefined is as many as the server can. */
  rate?: number
}

export async function measure(
  { server, nextVisitor }: Contestant,
  { connections, seconds, postmaster, rate }: Setting,
): Promise<Measured> {
  const load = { address: server.address, connections, seconds, nextVisitor }
  const read = () => [cpuMsOf(server.pid), cpuMsOfTree(postmaster), cpuMsOf(process.pid)]
  const before = read()
  const result: LoadResult = await (rate === undefined ? loadFully(load) : loadAtRate(load, rate))
  const [cpu = 0, postgresCpu = 0, loadCpu = 0] = read().map(
    (after, index) => (after - (before[index] ?? 0)) / result.requests,
  )
  const { requests, p50, p99 } = result
  return {
    ...{ perSecond: requests / result.seconds, p50, p99, cpu, postgresCpu, loadCpu },
    rss: memoryOf(server.pid, 'VmRSS'),
  }
}
