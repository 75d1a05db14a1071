import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.js': 'text/javascript; charset=utf-8',
}

/** Names are not hashed, because the scripts import each other by name. */
export function loadSimulatorFiles(directory: string): ReadonlyMap<string, { type: string; body: string }> {
  return new Map(
    readdirSync(directory).flatMap((name) => {
      const type = TYPES[extname(name)]
      return type === undefined ? [] : [[name, { type, body: readFileSync(join(directory, name), 'utf8') }]]
    }),
  )
}
