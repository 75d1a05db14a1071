import { isImageHost } from '../../image-host.ts'
import type { CellMaker } from './cell.ts'
import { toText } from './to-text.ts'

/** Where pictures come from. */
export interface PictureSources {
  /** Host names in lower case; `*.example.com` is every host below it. */
  hosts: readonly string[]
  /** The address of a picture of our own, by its path below `public/`; undefined where there is none. */
  asset: (path: string) => string | undefined
}

export const NO_PICTURES: PictureSources = { hosts: [], asset: () => undefined }

/** Bytes; more would be most of a page. */
const MAX_BYTES = 20 * 1024
const MAX_ADDRESS = 2048
const OWN = /^\/?assets\/(.+)$/

/** What a file begins with. SVG is not among them: it has no such bytes, and may hold scripts. */
const SIGNATURES: readonly (readonly [type: string, isType: (start: string) => boolean])[] = [
  ['png', (start) => start.startsWith('\x89PNG\r\n\x1a\n')],
  ['jpeg', (start) => start.startsWith('\xff\xd8\xff')],
  ['gif', (start) => start.startsWith('GIF87a') || start.startsWith('GIF89a')],
  ['webp', (start) => start.startsWith('RIFF') && start.endsWith('WEBP')],
]
const SIGNATURE_LENGTH = 12

/**
 * Makes the cells of pictures. What is none, or is of another origin, is shown as `makeText` shows it.
 *
 * @returns takes the address of the picture as its argument, where the format makes one
 */
export function createImageMaker(sources: PictureSources, makeText: CellMaker): CellMaker {
  return (value, address) => {
    const src = toSource(address === undefined ? value : address, sources)
    return src === null ? makeText(value, undefined) : { kind: 'image', text: '', src, alt: '' }
  }
}

function toSource(value: unknown, { hosts, asset }: PictureSources): string | null {
  if (Buffer.isBuffer(value)) return toData(value)
  const text = toText(value)
  const [, path] = OWN.exec(text) ?? []
  return path === undefined ? toAddress(text, hosts) : (asset(path) ?? null)
}

function toData(bytes: Buffer): string | null {
  if (bytes.length > MAX_BYTES) return null
  const start = bytes.toString('latin1', 0, SIGNATURE_LENGTH)
  const [type] = SIGNATURES.find(([, isType]) => isType(start)) ?? []
  return type === undefined ? null : `data:image/${type};base64,${bytes.toString('base64')}`
}

/** As browsers read it. With a name, a password or a port of its own it is another place than the host that is trusted. */
function toAddress(text: string, hosts: readonly string[]): string | null {
  if (text.length > MAX_ADDRESS || !URL.canParse(text)) return null
  const { protocol, username, password, port, hostname, href } = new URL(text)
  const isPlain = protocol === 'https:' && username === '' && password === '' && port === ''
  return isPlain && isImageHost(hostname, hosts) ? href : null
}
