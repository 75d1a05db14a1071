import { isUtf8 } from 'node:buffer'
import { readFileSync } from 'node:fs'
import type { Fault } from './annotations.ts'

export function readQuerySource(path: string): { text: string } | { fault: Fault } {
  try {
    return decode(readFileSync(path))
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
    return { fault: { line: null, message: `cannot be read (${code})` } }
  }
}

function decode(bytes: Buffer): { text: string } | { fault: Fault } {
  const line = findForeignLine(bytes)
  // ASCII text in UTF-16 is valid UTF-8, too, so detect it by its NUL bytes.
  if (bytes.includes(0) || (bytes[0] === 0xff && bytes[1] === 0xfe)) {
    return { fault: { line: null, message: 'contains NUL characters, as UTF-16 does: save it as UTF-8' } }
  }
  if (line !== null) {
    return { fault: { line, message: 'is not UTF-8 (perhaps GBK?): save it as UTF-8' } }
  }
  return { text: new TextDecoder().decode(bytes) }
}

/** In UTF-8, no multi-byte character contains a line feed byte, so lines can be checked separately. */
function findForeignLine(bytes: Buffer): number | null {
  if (isUtf8(bytes)) return null
  const lines = bytes.toString('latin1').split('\n')
  return lines.findIndex((line) => !isUtf8(Buffer.from(line, 'latin1'))) + 1
}
