import { spawnSync, type ChildProcess } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { commandOf, familyOf, isRunning, signal, startLogged, stopChild } from './processes.ts'
import type { Host } from './network.ts'

export type Node = ReturnType<typeof createNode>

interface Options {
  hosts: readonly Host[]
  host: Host
  directory: string
  /** Patroni's `bootstrap.dcs` from the guide. */
  settings: unknown
}

const BIN = '/usr/lib/postgresql/15/bin'
const NOBODY = 65_534
/** With etcd's v3 API, Patroni before 3.0.3 takes back a lock that another node holds: see the guide. */
const TAKES_LOCK_BACK = /^patroni (?:[0-2]\.|3\.0\.[0-2]\b)/
const { stdout: version } = spawnSync('patroni', ['--version'], { encoding: 'utf8' })
/** Patroni's section for etcd: `etcd3`, or `etcd` for its v2 API. */
const API = process.env['ETCD_SECTION'] ?? (TAKES_LOCK_BACK.test(version) ? 'etcd' : 'etcd3')

/** Creates a machine with etcd, Patroni and Postgres; nothing is started yet. */
export function createNode({ hosts, host, directory, settings }: Options) {
  const { name, address, run } = host
  const home = join(directory, name)
  const data = join(home, 'postgres')
  mkdirSync(home)
  chmodSync(home, 0o700)
  if (run.length > 0) chownSync(home, NOBODY, NOBODY)
  const file = join(directory, `${name}.yaml`)
  writeFileSync(
    file,
    stringify({
      scope: 'crm',
      name,
      restapi: { listen: `${address}:8008`, connect_address: `${address}:8008` },
      [API]: { hosts: hosts.map((other) => `${other.address}:2379`) },
      bootstrap: { dcs: settings, initdb: [{ encoding: 'UTF8' }, { locale: 'C.UTF-8' }, 'data-checksums'] },
      postgresql: {
        listen: `${address}:5432`,
        connect_address: `${address}:5432`,
        data_dir: data,
        bin_dir: BIN,
        authentication: {
          superuser: { username: 'postgres', password: 'of-the-superuser' },
          replication: { username: 'replicator', password: 'of-the-replica' },
        },
        pg_hba: ['local all all trust', 'host all all all trust', 'host replication all all trust'],
        parameters: { unix_socket_directories: home, shared_buffers: '32MB' },
      },
    }),
  )
  let etcd: ChildProcess | null = null
  let patroni: ChildProcess | null = null
  function postmasterFamily(): number[] {
    const file = join(data, 'postmaster.pid')
    if (!existsSync(file)) return []
    const pid = Number(readFileSync(file, 'utf8').split('\n', 1)[0])
    // The file may be empty, or left by a Postgres whose id another process has now.
    return pid > 1 && commandOf(pid).includes(data) ? familyOf(pid) : []
  }
  /** Patroni, Postgres and all their processes. */
  const patroniFamily = () => (patroni?.pid && isRunning(patroni) ? familyOf(patroni.pid) : [])
  const family = () => [...patroniFamily(), ...postmasterFamily()]

  function startPatroni(): void {
    patroni = startLogged([...run, 'patroni', file], join(directory, `${name}.log`), home)
    // Killed, the code is null.
    patroni.once('exit', (code) => {
      if (code) startPatroni()
    })
  }
  return {
    host,
    startEtcd() {
      const at = (port: number) => `http://${address}:${String(port)}`
      const cluster = hosts.map((other) => `${other.name}=http://${other.address}:2380`).join(',')
      const urls = [
        ...['--listen-client-urls', at(2379), '--advertise-client-urls', at(2379)],
        ...['--listen-peer-urls', at(2380), '--initial-advertise-peer-urls', at(2380)],
      ]
      const times = ['--heartbeat-interval', '250', '--election-timeout', '2500', '--pre-vote']
      const api = API === 'etcd' ? ['--enable-v2'] : []
      const command = ['etcd', '--name', name, '--data-dir', join(home, 'etcd'), '--initial-cluster', cluster]
      etcd = startLogged(
        [...run, ...command, ...urls, ...times, ...api],
        join(directory, `${name}-etcd.log`),
        home,
      )
    },
    /** It is started again after an error, as by Debian's unit (`Restart=on-failure`). */
    startPatroni,
    /** Kills Postgres and Patroni together, as when the machine runs out of memory. */
    kill: () => signal(family(), 'SIGKILL'),
    freeze: () => signal(family(), 'SIGSTOP'),
    /** Freezes Postgres alone, as a disk that hangs does. Patroni waits for it in the middle of its loop. */
    stall: () => signal(postmasterFamily(), 'SIGSTOP'),
    thaw: () => signal(family(), 'SIGCONT'),
    async stop() {
      signal(family(), 'SIGKILL')
      await Promise.all([stopChild(patroni), stopChild(etcd)])
      host.clear()
    },
  }
}
