import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'

/** Content codings, in order of preference. */
export const ENCODINGS = ['br', 'gzip', 'identity'] as const

type Encoding = (typeof ENCODINGS)[number]

interface PublicFile {
  /** Contains a hash of the content. */
  hashedName: string
  type: string
  /** Compressed at the first request, since a start has no time for that. */
  encode(encoding: Encoding): Promise<Buffer>
}

const ENCODERS: Readonly<Record<Encoding, (body: Buffer) => Promise<Buffer>>> = {
  br: promisify<Buffer, Buffer>(brotliCompress),
  gzip: promisify<Buffer, Buffer>(gzip),
  identity: (body) => Promise.resolve(body),
}

export interface PublicFiles {
  /** Contains a hash of the content. */
  address(name: string): string
  /** Undefined if the picture does not exist. */
  findPicture(path: string): string | undefined
  /**
   * With any hash: during a roll-out, replicas get requests for the files of each other's pages. Their own version of
   * the file is better than none.
   */
  find(hashedName: string): PublicFile | undefined
}

const HASHED = /^(.+)\.[\w-]{8}(\.\w+)$/

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
}
/** The folder of pictures that rows can refer to. */
const PICTURES = 'items'

/**
 * Assumes that no CSS string contains consecutive spaces, or one beside such a character, and that no line of a
 * JavaScript string looks like a comment.
 */
const COMPACT: Readonly<Record<string, (source: string) => string>> = {
  '.css': (css) => {
    const text = css.replaceAll(/\/\*[^]*?\*\//g, '').replaceAll(/\s+/g, ' ')
    return text.replaceAll(/ ?([,;>{}]) ?|(?<=:) /g, '$1').trim()
  },
  '.js': (script) => script.replaceAll(/^ *(?:\/\*[^]*?\*\/|\/\/.*)\n/gm, ''),
}

/**
 * The files are few and small, and are served from memory.
 *
 * Pages are not compressed: they contain a visitor's input next to a customer's data, so that the compressed length
 * would leak the data (BREACH).
 */
export function loadPublicFiles(directory: string): PublicFiles {
  const files = new Map<string, PublicFile>()
  const addresses = new Map<string, string>()
  for (const name of listFiles(directory)) {
    const type = TYPES[extname(name)]
    if (!type) continue
    const source = readFileSync(join(directory, name))
    const compact = COMPACT[extname(name)]
    const body = compact ? Buffer.from(compact(source.toString())) : source
    const hash = createHash('sha256').update(body).digest('base64url').slice(0, 8)
    // The address has a single segment, whatever the folder.
    const flatName = name.replace('/', '-')
    const hashedName = `${flatName.slice(0, -extname(name).length)}.${hash}${extname(name)}`
    files.set(flatName, { hashedName, type, encode: createEncoder(body) })
    addresses.set(name, `/assets/${hashedName}`)
  }
  return {
    address(name) {
      const address = addresses.get(name)
      if (!address) throw new Error(`There is no public file ${name}`)
      return address
    },
    findPicture: (path) => (path.startsWith(`${PICTURES}/`) ? addresses.get(path) : undefined),
    find(hashedName) {
      const [, stem = '', extension = ''] = HASHED.exec(hashedName) ?? []
      return files.get(stem + extension)
    },
  }
}

function createEncoder(body: Buffer): PublicFile['encode'] {
  const encoded = new Map<Encoding, Promise<Buffer>>()
  return (encoding) => {
    const found = encoded.get(encoding) ?? ENCODERS[encoding](body)
    encoded.set(encoding, found)
    return found
  }
}

function listFiles(directory: string): string[] {
  const pictures = join(directory, PICTURES)
  const inFolder = existsSync(pictures) ? readdirSync(pictures).map((name) => `${PICTURES}/${name}`) : []
  return [...readdirSync(directory), ...inFolder]
}
