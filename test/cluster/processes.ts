import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { PATH } from '../support/has-command.ts'

const LC_ALL = 'C.UTF-8'

/** Starts a program and writes its output to a file. */
export function startLogged(command: readonly string[], log: string, cwd: string): ChildProcess {
  const [program = '', ...args] = command
  const output = openSync(log, 'a', 0o644)
  const child = spawn(program, args, {
    cwd,
    // By TMPDIR, a killed run's processes are found and ended.
    env: { PATH, LC_ALL, HOME: cwd, TMPDIR: tmpdir() },
    stdio: ['ignore', output, output],
  })
  closeSync(output)
  return child
}

export async function stopChild(child: ChildProcess | null | undefined): Promise<void> {
  if (!child || !isRunning(child)) return
  const ended = new Promise((settle) => child.once('exit', settle))
  if (child.kill('SIGKILL')) await ended
}

export function isRunning({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid !== undefined && exitCode === null && signalCode === null
}

/** @returns the command line, or '' if there is no such process */
export function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

/** Returns a process and all its descendants. */
export function familyOf(pid: number): number[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const [, fields = ''] = /\) . (\d+)/.exec(readFileSync(`/proc/${name}/stat`, 'utf8')) ?? []
      parents.set(Number(name), Number(fields))
    } catch {
      // It has already exited.
    }
  }
  const family = [pid]
  for (const member of family)
    for (const [child, parent] of parents) if (parent === member) family.push(child)
  return family
}

/** Sends a signal to each process that still exists. */
export function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name)
    } catch {
      // It has already exited.
    }
  }
}
