import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { clusterPaths } from './cluster.ts'

interface Postmaster {
  pid: number
  port: number
  status: string
}

const POLL_MS = 50
const STOP_TIMEOUT_MS = 10_000

/** Postgres keeps its process id in line 1 of this file, its port in line 4 and its state in line 8. */
export function readPostmaster(directory: string): Postmaster | undefined {
  try {
    const lines = readFileSync(join(clusterPaths(directory).cluster, 'postmaster.pid'), 'utf8').split('\n')
    return { pid: Number(lines[0]), port: Number(lines[3]), status: lines[7]?.trim() ?? '' }
  } catch {
    return undefined
  }
}

/** Remembers who keeps the Postgres on this port, for a start that finds one without its supervisor. */
export function writeSupervisor(directory: string, pid: number, port: number): void {
  writeFileSync(clusterPaths(directory).supervisor, `${String(pid)} ${String(port)}`)
}

/** Whether this Postgres has lost its supervisor, so that nobody will stop it. One that is just starting has none yet. */
export function isOrphaned(directory: string, { port }: Postmaster): boolean {
  try {
    const [supervisor, keptPort] = readFileSync(clusterPaths(directory).supervisor, 'utf8')
      .split(' ')
      .map(Number)
    return keptPort === port && supervisor !== undefined && supervisor > 0 && !isAlive(supervisor)
  } catch {
    return false
  }
}

/**
 * Ends the directory's Postgres, and waits until it is gone; the next start recovers.
 *
 * @param port only the one that listens there
 */
export async function stopPostmaster(directory: string, port: number): Promise<void> {
  const postmaster = readPostmaster(directory)
  if (postmaster?.port !== port || !(postmaster.pid > 0)) return
  for (const deadline = Date.now() + STOP_TIMEOUT_MS; isAlive(postmaster.pid) && Date.now() < deadline;) {
    try {
      process.kill(postmaster.pid, 'SIGQUIT')
    } catch {
      return
    }
    await sleep(POLL_MS)
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
