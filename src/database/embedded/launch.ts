import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync, statSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import type { Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Account } from './account.ts'
import type { Binaries } from './binaries.ts'
import { clusterPaths } from './cluster.ts'
import { readPostmaster, writeSupervisor } from './pid-files.ts'
import { stopPostmaster } from './stop-leftover.ts'

export interface RunningPostgres {
  port: number
  ended: Promise<void>
  stop: () => Promise<void>
}

interface Options {
  directory: string
  binaries: Binaries
  account: Account
  /** False speeds up writes, but a crash loses the data: for tests only. */
  durable: boolean
  /** Postgres cannot choose a port, and another process may take this one first. */
  port: number
}

const SUPERVISOR = fileURLToPath(new URL('./supervisor.js', import.meta.url))
const START_TIMEOUT_MS = 30_000
const POLL_MS = 25

export async function launch({
  directory,
  binaries,
  account,
  durable,
  port,
}: Options): Promise<RunningPostgres | string> {
  const { cluster, log } = clusterPaths(directory)
  const output = openSync(log, 'a', 0o600)
  const written = statSync(log).size
  const runAs = account ? [String(account.uid), String(account.gid)] : ['-', '-']
  const supervisor = spawn(
    process.execPath,
    [SUPERVISOR, ...runAs, cluster, binaries.postgres, ...settings(cluster, port, durable)],
    // The app's environment holds secrets, so none of it is passed on.
    { cwd: '/', detached: true, env: {}, stdio: ['pipe', output, output] },
  )
  closeSync(output)
  const ended = once(supervisor, 'exit')
    .catch(() => undefined)
    .then(() => stopPostmaster(directory, port))
  const lifeline = supervisor.stdin as Writable
  lifeline.on('error', () => undefined)
  // The supervisor must not keep the app alive.
  supervisor.unref()
  async function stop(): Promise<void> {
    lifeline.end()
    supervisor.ref()
    await ended
  }
  if (await becomesReady(directory, port, ended)) {
    writeSupervisor(directory, supervisor.pid ?? 0, port)
    return { port, ended, stop }
  }
  await stop()
  return readFileSync(log).subarray(written).toString('utf8').trim() || 'no message'
}

function settings(cluster: string, port: number, durable: boolean): string[] {
  const values = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    wal_level: 'minimal',
    max_wal_senders: '0',
    jit: 'off',
    // Postgres quotes values, that is customer data, in its error messages.
    log_min_messages: 'fatal',
    log_min_error_statement: 'panic',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  }
  return ['-D', cluster, ...Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
}

async function becomesReady(directory: string, port: number, ended: Promise<void>): Promise<boolean> {
  const deadline = Date.now() + START_TIMEOUT_MS
  const gone = ended.then(() => 'gone' as const)
  while (Date.now() < deadline) {
    const postmaster = readPostmaster(directory)
    if (postmaster?.status === 'ready' && postmaster.port === port) return true
    if ((await Promise.race([gone, sleep(POLL_MS)])) === 'gone') return false
  }
  return false
}

export async function findPort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  await once(probe.close(), 'close')
  return port
}
