import { spawnSync } from 'node:child_process'

/** Debian installs some in a directory that is not in the PATH of ordinary accounts. */
export const PATH = `${process.env['PATH'] ?? ''}:/usr/sbin`

/** Whether a program is installed. If it is required but missing, the run fails instead of skipping its tests. */
export function hasCommand(name: string, isRequired: boolean): boolean {
  const { error } = spawnSync(name, ['--version'], { env: { PATH } })
  if (!error) return true
  if (isRequired) throw new Error(`${name} is required, and is not installed`)
  process.stderr.write(`Skipped, as ${name} is not installed.\n`)
  return false
}
