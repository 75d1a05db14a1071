import { readFileSync } from 'node:fs'
import type { Fault } from './annotations.ts'

const LINE_FEED = 0x0a

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
    return { fault: { line: null, message: 'holds NUL characters, as UTF-16 does: save it as UTF-8' } }
  }
  if (line !== null) {
    return { fault: { line, message: 'is not UTF-8 (perhaps GBK?): save it as UTF-8' } }
  }
  return { text: new TextDecoder().decode(bytes) }
}

/**
 * The first line that is not UTF-8. In UTF-8, no multi-byte character contains a line feed byte, so lines can be
 * decoded separately.
 */
function findForeignLine(bytes: Buffer): number | null {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  for (let line = 1, start = 0; start <= bytes.length; line += 1) {
    const found = bytes.indexOf(LINE_FEED, start)
    const end = found === -1 ? bytes.length : found
    try {
      decoder.decode(bytes.subarray(start, end))
    } catch {
      return line
    }
    start = end + 1
  }
  return null
}
