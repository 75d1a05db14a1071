import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'

interface PublicFile {
  body: Buffer
  type: string
}

export interface PublicFiles {
  /** The address of a file, which changes with its content. */
  address(name: string): string
  /** By the last part of the address. */
  find(hashedName: string): PublicFile | undefined
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** Reads a directory's files once; they are few and small, and are served from memory. */
export function loadPublicFiles(directory: string): PublicFiles {
  const byHashedName = new Map<string, PublicFile>()
  const addresses = new Map<string, string>()
  for (const name of readdirSync(directory)) {
    const type = TYPES[extname(name)]
    if (!type) continue
    const body = readFileSync(join(directory, name))
    const hash = createHash('sha256').update(body).digest('hex').slice(0, 12)
    const hashedName = `${name.slice(0, -extname(name).length)}.${hash}${extname(name)}`
    byHashedName.set(hashedName, { body, type })
    addresses.set(name, `/assets/${hashedName}`)
  }
  return {
    address(name) {
      const address = addresses.get(name)
      if (!address) throw new Error(`There is no public file ${name}`)
      return address
    },
    find: (hashedName) => byHashedName.get(hashedName),
  }
}
