import { readdirSync, readFileSync } from 'node:fs'

/** The kernel counts processor time in hundredths of a second. */
const TICK_MS = 10

/** Processor time that a process has used, all its threads, in milliseconds. Linux only. */
export function cpuMsOf(pid: number): number {
  const [user = 0, system = 0] = statOf(pid).slice(11, 13).map(Number)
  return (user + system) * TICK_MS
}

/** The same for a process and its children, including those that have exited: Postgres has one per connection. */
export function cpuMsOfTree(pid: number): number {
  const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(Number(name)) === pid)
  const [user = 0, system = 0] = statOf(pid).slice(13, 15).map(Number)
  return children.reduce(
    (sum, id) => sum + cpuMsIfRunning(Number(id)),
    cpuMsOf(pid) + (user + system) * TICK_MS,
  )
}

/** Zero for a process that has just exited: its parent counts its time. */
function cpuMsIfRunning(pid: number): number {
  try {
    return cpuMsOf(pid)
  } catch {
    return 0
  }
}

/** Memory of a process in MiB: current (`VmRSS`), or peak (`VmHWM`). */
export function memoryOf(pid: number, which: 'VmRSS' | 'VmHWM'): number {
  const line = new RegExp(`${which}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(line?.[1] ?? NaN) / 1024
}

function parentOf(pid: number): number {
  try {
    return Number(statOf(pid)[1])
  } catch {
    return NaN
  }
}

/** The fields after the name, which may contain spaces and parentheses. */
function statOf(pid: number): string[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return text.slice(text.lastIndexOf(')') + 2).split(' ')
}
