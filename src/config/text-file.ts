import { readFileSync } from 'node:fs'

const UTF_16 = Buffer.from([0xff, 0xfe])

/**
 * In the encodings of editors and shells: UTF-8 with or without a byte order mark, or PowerShell's UTF-16. What is
 * not text becomes U+FFFD. Throws the system error if the file cannot be read.
 */
export function readText(path: string): string {
  return decode(path, { fatal: false })
}

/**
 * For keys: one of random bytes would lose most of them to U+FFFD.
 *
 * @throws the system error if the file cannot be read, or the decoder's if it is not text
 */
export function readStrictText(path: string): string {
  return decode(path, { fatal: true })
}

function decode(path: string, options: { fatal: boolean }): string {
  const bytes = readFileSync(path)
  const encoding = bytes.subarray(0, UTF_16.length).equals(UTF_16) ? 'utf-16le' : 'utf-8'
  return new TextDecoder(encoding, options).decode(bytes)
}

const READ_FAULTS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist',
  EISDIR: 'is a directory',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'is neither UTF-8 nor little-endian UTF-16 text',
}

/** Returns the end of a sentence, without the path. */
export function toReadFault(error: unknown): string {
  const { code = 'no code' } = error as NodeJS.ErrnoException
  const account = process.getuid ? `uid ${String(process.getuid())}` : 'this account'
  const words = code === 'EACCES' ? `${account} may not read` : READ_FAULTS[code]
  return `${words ?? 'cannot be read'} (${code})`
}
