import { readFileSync } from 'node:fs'

interface BuildInfo {
  version: string
  /** In hex; null if the build did not provide it, as outside of an image. */
  commit: string | null
}

const { version } = JSON.parse(read('../package.json') ?? '{}') as { version: string }
const commit = /^[0-9a-f]{7,64}$/.exec(read('commit')?.trim() ?? '')?.[0] ?? null

/** The Dockerfile writes `commit` next to the compiled files. */
export const BUILD_INFO: BuildInfo = { version, commit }

function read(name: string): string | null {
  try {
    return readFileSync(new URL(name, import.meta.url), 'utf8')
  } catch {
    return null
  }
}
