import { spawnSync } from 'node:child_process'

/** Debian puts some where ordinary accounts do not look. */
export const PATH = `${process.env['PATH'] ?? ''}:/usr/sbin`

/** Whether a program is installed; one that is required fails the run instead of skipping its tests. */
export function hasCommand(name: string, isRequired: boolean): boolean {
  const { error } = spawnSync(name, ['--version'], { env: { PATH } })
  if (!error) return true
  if (isRequired) throw new Error(`${name} is required, and is not installed`)
  process.stderr.write(`Skipped, as ${name} is not installed.\n`)
  return false
}
