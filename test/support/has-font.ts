import { spawnSync } from 'node:child_process'

/** Whether a font is installed. If it is required but missing, the run fails instead of skipping its tests. */
export function hasFont(family: string, isRequired: boolean): boolean {
  const { stdout } = spawnSync('fc-list', [family], { encoding: 'utf8' })
  if (stdout) return true
  if (isRequired) throw new Error(`The font ${family} is required, and is not installed`)
  process.stderr.write(`Skipped, as the font ${family} is not installed.\n`)
  return false
}
