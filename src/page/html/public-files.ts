import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'

/** Content codings that a file is kept in, the smallest first. */
export const ENCODINGS = ['br', 'gzip', 'identity'] as const

interface PublicFile {
  type: string
  bodies: Readonly<Record<(typeof ENCODINGS)[number], Buffer>>
}

export interface PublicFiles {
  /** The address of a file, which changes with its content. */
  address(name: string): string
  /** The same of a picture in the folder of those; undefined where there is none. */
  findPicture(path: string): string | undefined
  /** By the last part of the address. */
  find(hashedName: string): PublicFile | undefined
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
}
/** Of pictures that rows name. */
const PICTURES = 'items'

/** Without comments and line breaks, which are a fifth of a stylesheet. No text in one has spaces in a row. */
function toCompactCss(css: string): string {
  const text = css.replaceAll(/\/\*[^]*?\*\//g, '').replaceAll(/\s+/g, ' ')
  return text.replaceAll(/ ?([{};]) ?/g, '$1').trim()
}

/**
 * Reads a directory's files once, and compresses them once; they are few and small, and are served from memory.
 *
 * Pages are not compressed: they hold what a visitor sent beside what is the customer's, and their length would tell of
 * the one by the other (BREACH). They fit into the first packets of a connection as they are.
 */
export function loadPublicFiles(directory: string): PublicFiles {
  const byHashedName = new Map<string, PublicFile>()
  const addresses = new Map<string, string>()
  for (const name of listFiles(directory)) {
    const type = TYPES[extname(name)]
    if (!type) continue
    const source = readFileSync(join(directory, name))
    const body = extname(name) === '.css' ? Buffer.from(toCompactCss(source.toString())) : source
    const hash = createHash('sha256').update(body).digest('base64url').slice(0, 8)
    // One part, whatever the folder.
    const hashedName = `${name.replace('/', '-').slice(0, -extname(name).length)}.${hash}${extname(name)}`
    const bodies = { br: brotliCompressSync(body), gzip: gzipSync(body), identity: body }
    byHashedName.set(hashedName, { type, bodies })
    addresses.set(name, `/assets/${hashedName}`)
  }
  return {
    address(name) {
      const address = addresses.get(name)
      if (!address) throw new Error(`There is no public file ${name}`)
      return address
    },
    findPicture: (path) => (path.startsWith(`${PICTURES}/`) ? addresses.get(path) : undefined),
    find: (hashedName) => byHashedName.get(hashedName),
  }
}

function listFiles(directory: string): string[] {
  const pictures = join(directory, PICTURES)
  const inFolder = existsSync(pictures) ? readdirSync(pictures).map((name) => `${PICTURES}/${name}`) : []
  return [...readdirSync(directory), ...inFolder]
}
