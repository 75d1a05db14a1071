import { isImageHost } from '../../image-host.ts'
import type { Cell, CellMaker } from './cell.ts'
import { toText } from './to-text.ts'

/** The allowed sources of pictures. */
export interface PictureSources {
  /** Lower-case host names; `*.example.com` matches every subdomain. */
  hosts: readonly string[]
  /**
   * Returns the address of one of the server's own pictures, by its path within `public/`; undefined if it does not
   * exist.
   */
  asset: (path: string) => string | undefined
}

export const NO_PICTURES: PictureSources = { hosts: [], asset: () => undefined }

/** In bytes; larger pictures would dominate the page's size. */
const MAX_BYTES = 20 * 1024
const MAX_ADDRESS = 2048
const OWN = /^\/?assets\/(.+)$/

/** File signatures. SVG is excluded: it has no signature, and may contain scripts. */
const SIGNATURES: readonly (readonly [type: string, isType: (start: string) => boolean])[] = [
  ['png', (start) => start.startsWith('\x89PNG\r\n\x1a\n')],
  ['jpeg', (start) => start.startsWith('\xff\xd8\xff')],
  ['gif', (start) => start.startsWith('GIF87a') || start.startsWith('GIF89a')],
  ['webp', (start) => start.startsWith('RIFF') && start.endsWith('WEBP')],
]
const SIGNATURE_LENGTH = 12

/**
 * Creates the maker of picture cells. Values that are not pictures, or from other origins, are passed to `makeText`.
 *
 * @returns a maker whose argument is the picture's address if the format builds one
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

/** Parses the address as browsers do. Credentials or a port would make it a different origin from the trusted host. */
function toAddress(text: string, hosts: readonly string[]): string | null {
  if (text.length > MAX_ADDRESS || !URL.canParse(text)) return null
  const { protocol, username, password, port, hostname, href } = new URL(text)
  const isPlain = protocol === 'https:' && username === '' && password === '' && port === ''
  return isPlain && isImageHost(hostname, hosts) ? href : null
}

/** Describes a picture, or all pictures of a list. */
export function describePictures(cell: Cell | null, alt: string): void {
  for (const part of cell?.kind === 'list' ? cell.cells : [cell]) if (part?.kind === 'image') part.alt = alt
}
