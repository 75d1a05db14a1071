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
  /** The load generator's own: shows whether it was the bottleneck. */
  loadCpu: number
  /** MiB. */
  rss: number
}

export interface Setting {
  connections: number
  seconds: number
  postmaster: number
  /** Requests per second; undefined means as many as the server can handle. */
  rate?: number
}

/**
 * Unmeasured time at the beginning of each turn, in seconds. During the other contestants' turns, V8 may discard
 * compiled code, and the system may page out idle memory; a busy server has both.
 */
const LEAD_IN = 2

export async function measure(
  { server, nextVisitor }: Contestant,
  { connections, seconds, postmaster, rate }: Setting,
): Promise<Measured> {
  const run = (forSeconds: number): Promise<LoadResult> => {
    const load = { address: server.address, connections, seconds: forSeconds, nextVisitor }
    return rate === undefined ? loadFully(load) : loadAtRate(load, rate)
  }
  const read = () => [cpuMsOf(server.pid), cpuMsOfTree(postmaster), cpuMsOf(process.pid)]
  await run(LEAD_IN)
  const before = read()
  const result = await run(seconds)
  const [cpu = 0, postgresCpu = 0, loadCpu = 0] = read().map(
    (after, index) => (after - (before[index] ?? 0)) / result.requests,
  )
  const { requests, p50, p99 } = result
  return {
    perSecond: requests / result.seconds,
    p50,
    p99,
    cpu,
    postgresCpu,
    loadCpu,
    rss: memoryOf(server.pid, 'VmRSS'),
  }
}
