import { readFileSync } from 'node:fs'

const UTF_16 = Buffer.from([0xff, 0xfe])

/**
 * Reads a text as editors and shells leave it: UTF-8, with or without a byte order mark, or the UTF-16 that PowerShell
 * writes. The mark is not part of the text.
 *
 * @throws the system's error when the file cannot be read
 */
export function readText(path: string): string {
  const bytes = readFileSync(path)
  const encoding = bytes.subarray(0, UTF_16.length).equals(UTF_16) ? 'utf-16le' : 'utf-8'
  return new TextDecoder(encoding).decode(bytes)
}

const READ_FAULTS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist',
  EISDIR: 'is a directory',
}

/** Why a file cannot be read, as the end of a sentence about it: its path is not repeated. */
export function toReadFault(error: unknown): string {
  const { code = 'no code' } = error as NodeJS.ErrnoException
  const account = process.getuid ? `uid ${String(process.getuid())}` : 'this account'
  const words = code === 'EACCES' ? `${account} may not read` : READ_FAULTS[code]
  return `${words ?? 'cannot be read'} (${code})`
}
