import { mkdtempSync, chmodSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parse } from 'yaml'
import { codeOfGuide } from '../support/code-of-guide.ts'
import { startHaproxy } from './haproxy.ts'
import { createNetwork } from './network.ts'
import { createNode, type Node } from './node.ts'

/** A member as listed by Patroni. */
interface Member {
  name: string
  role: 'leader' | 'replica' | 'sync_standby'
  state: string
  timeline?: number
  lag?: number | string
}

const START_MS = 120_000

export type Cluster = Awaited<ReturnType<typeof startCluster>>

function settingsOfGuide() {
  const block = codeOfGuide('high-availability.md').find(
    ({ language, code }) => language === 'yaml' && code.includes('ttl:'),
  )
  const mode = process.env['SYNCHRONOUS']
  return {
    ...(parse(block?.code ?? '') as { synchronous_mode: boolean }),
    ...(mode && { synchronous_mode: mode !== 'off', synchronous_mode_strict: mode === 'strict' }),
  }
}

/**
 * Starts three machines with Postgres, Patroni and etcd behind HAProxy, configured as in the guide.
 *
 * @param onEnd receives clean-up functions, even if the start fails
 */
export async function startCluster(onEnd: (end: () => unknown) => void) {
  const directory = mkdtempSync(join(tmpdir(), 'cluster-'))
  chmodSync(directory, 0o755)
  const { hosts, canCut, remove } = createNetwork()
  onEnd(remove)
  // In case the run is aborted.
  process.once('exit', remove)
  const settings = settingsOfGuide()
  const nodes = hosts.map((host) => createNode({ hosts, host, directory, settings }))
  const proxy = await startHaproxy(
    hosts.map(({ address }) => address),
    directory,
  )
  onEnd(proxy.stop)
  onEnd(() => Promise.all(nodes.map((node) => node.stop())))
  for (const node of nodes) node.startEtcd()
  for (const node of nodes) node.startPatroni()

  async function members(): Promise<Member[]> {
    for (const { address } of hosts) {
      const answer = await fetch(`http://${address}:8008/cluster`, { signal: AbortSignal.timeout(2000) })
        .then(async (response) => (await response.json()) as { members?: Member[] })
        .catch(() => null)
      // A member that is isolated or was frozen reports outdated state.
      if (answer?.members?.some(({ role, state }) => role === 'leader' && state === 'running'))
        return answer.members
    }
    return []
  }
  /** Waits until all three run and, in synchronous mode, one is the synchronous replica. */
  async function settle(): Promise<void> {
    const giveUpAt = Date.now() + START_MS
    for (let inRow = 0; inRow < 6;) {
      if (Date.now() > giveUpAt) throw new Error(`The cluster does not settle: see ${directory}`)
      await sleep(500)
      const all = await members()
      const isWell =
        all.length === hosts.length &&
        all.every(({ state }) => ['running', 'streaming'].includes(state)) &&
        (!settings.synchronous_mode || all.some(({ role }) => role === 'sync_standby')) &&
        // A former primary runs for a moment before it is rewound.
        new Set(all.map(({ timeline }) => timeline)).size === 1 &&
        all.every(({ lag = 0 }) => Number(lag) < 1_000_000)
      inRow = isWell ? inRow + 1 : 0
    }
  }
  async function find(wanted: Member['role']): Promise<Node> {
    const name = (await members()).find(({ role }) => role === wanted)?.name
    const node = nodes.find(({ host }) => host.name === name)
    if (!node) throw new Error(`There is no ${wanted}`)
    return node
  }
  await settle()
  return {
    async replicas(): Promise<string[]> {
      const primary = await find('leader')
      return hosts.map(({ address }) => address).filter((address) => address !== primary.host.address)
    },
    nodes,
    canCut,
    settle,
    find,
    writerUrl: (user: string) => `postgres://${user}:x@127.0.0.1:${String(proxy.writerPort)}/postgres`,
    readerUrl: (user: string) => `postgres://${user}:x@127.0.0.1:${String(proxy.readerPort)}/postgres`,
    /** Changes the dynamic configuration of Patroni. Null removes a setting. */
    async configure(change: object) {
      const { host } = await find('leader')
      const body = JSON.stringify(change)
      const response = await fetch(`http://${host.address}:8008/config`, { method: 'PATCH', body })
      if (!response.ok) throw new Error(`No change: ${await response.text()}`)
    },
    async switchOver() {
      const { host } = await find('leader')
      const body = JSON.stringify({ leader: host.name })
      const response = await fetch(`http://${host.address}:8008/switchover`, { method: 'POST', body })
      if (!response.ok) throw new Error(`No switch-over: ${await response.text()}`)
    },
  }
}
