import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { clusterPaths } from './cluster.ts'

interface Postmaster {
  pid: number
  port: number
  status: string
}

/** Line 1 of postmaster.pid is the process id, line 4 the port, line 8 the state. */
export function readPostmaster(directory: string): Postmaster | undefined {
  try {
    const lines = readFileSync(join(clusterPaths(directory).cluster, 'postmaster.pid'), 'utf8').split('\n')
    return { pid: Number(lines[0]), port: Number(lines[3]), status: lines[7]?.trim() ?? '' }
  } catch {
    return undefined
  }
}

/** So that a later start can detect a Postgres without a supervisor. */
export function writeSupervisor(directory: string, pid: number, port: number): void {
  writeFileSync(clusterPaths(directory).supervisor, `${String(pid)} ${String(port)}`)
}

/** If so, nothing will stop this Postgres. One that is still starting has no supervisor yet. */
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

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
