import { execFileSync } from 'node:child_process'

/** A machine of the cluster, with its own address. */
export interface Host {
  name: string
  address: string
  /** Command prefix that runs it on this machine, with an unprivileged account. */
  run: readonly string[]
  /** Disconnects the machine from the network, or reconnects it. */
  setLink: (state: 'up' | 'down') => void
  /** Isolates it from the other machines only: database clients still reach it. */
  setRoutes: (state: 'open' | 'blocked') => void
  /** Kills everything that still runs on it. */
  clear(): void
}

const BRIDGE = 'crm-page-br'
const NAMES = ['crm-page-1', 'crm-page-2', 'crm-page-3'] as const
const SUBNET = '10.77.31'
const NOBODY = '65534'

const ip = (...args: string[]) => execFileSync('ip', args, { stdio: ['ignore', 'pipe', 'ignore'] }).toString()

function tryIp(...args: string[]): void {
  try {
    ip(...args)
  } catch {
    // It does not exist, or is not permitted.
  }
}

function pidsOn(name: string): number[] {
  try {
    return ip('netns', 'pids', name).split('\n').filter(Boolean).map(Number)
  } catch {
    return []
  }
}

function clear(name: string): void {
  for (const pid of pidsOn(name)) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It has already exited.
    }
  }
}

/** Removes what a killed run may have left. */
function remove(): void {
  for (const name of NAMES) {
    clear(name)
    tryIp('netns', 'delete', name)
    tryIp('link', 'delete', `${name}-h`)
  }
  tryIp('link', 'delete', BRIDGE)
}

/**
 * Creates three machines: network namespaces on a bridge, which needs root, or else three loopback addresses, whose
 * connections cannot be cut.
 */
export function createNetwork(): { hosts: readonly Host[]; canCut: boolean; remove: () => void } {
  remove()
  try {
    ip('link', 'add', BRIDGE, 'type', 'bridge')
    ip('address', 'add', `${SUBNET}.1/24`, 'dev', BRIDGE)
    ip('link', 'set', BRIDGE, 'up')
    return { hosts: NAMES.map(createHost), canCut: true, remove }
  } catch {
    remove()
    process.stderr.write('No network namespaces here (are you root?): nothing is partitioned.\n')
    const hosts = NAMES.map((name, index) => ({
      name,
      address: `127.0.31.${String(index + 11)}`,
      run: [],
      setLink: impossible,
      setRoutes: impossible,
      clear: () => undefined,
    }))
    return { hosts, canCut: false, remove: () => undefined }
  }
}

function impossible(): never {
  throw new Error('Loopback cannot be cut')
}

function createHost(name: string, index: number): Host {
  const address = `${SUBNET}.${String(index + 11)}`
  const [outer, inner] = [`${name}-h`, `${name}-n`]
  ip('netns', 'add', name)
  ip('link', 'add', outer, 'type', 'veth', 'peer', 'name', inner)
  ip('link', 'set', inner, 'netns', name)
  ip('link', 'set', outer, 'master', BRIDGE, 'up')
  ip('-n', name, 'address', 'add', `${address}/24`, 'dev', inner)
  ip('-n', name, 'link', 'set', inner, 'up')
  ip('-n', name, 'link', 'set', 'lo', 'up')
  const others = NAMES.map((_, other) => `${SUBNET}.${String(other + 11)}`).filter(
    (other) => other !== address,
  )
  const account = ['setpriv', '--reuid', NOBODY, '--regid', NOBODY, '--clear-groups']
  return {
    name,
    address,
    run: ['ip', 'netns', 'exec', name, ...account],
    setLink: (state) => ip('link', 'set', outer, state),
    setRoutes(state) {
      const change = state === 'blocked' ? 'add' : 'delete'
      for (const other of others) ip('-n', name, 'route', change, 'blackhole', `${other}/32`)
    },
    clear: () => clear(name),
  }
}
