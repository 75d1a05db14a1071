import { BLOCK_BYTES, createDesDecryptor } from './des.ts'
import { hasControlCharacter } from './text.ts'

/** Why a value could not be decrypted, in the order of the checks. */
export type UndecryptableReason =
  'not_hex_or_base64' | 'odd_length' | 'not_whole_blocks' | 'wrong_key' | 'not_text'

type Decrypted =
  | { ok: true; text: string; cut: boolean; /** Position of the key that fitted. */ key: number }
  | { ok: false; reason: UndecryptableReason }

export type ValueDecryptor = (value: string) => Decrypted

const HEX = /^[0-9a-f]+$/i
const BASE64 = /^[0-9a-z+/]+={0,2}$/i
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Decrypts parameter values with the first of the keys that fits.
 *
 * Padding alone proves little (a wrong key passes it about once in 256 times), so the result must also be UTF-8
 * text without control characters.
 */
export function createValueDecryptor(keys: readonly string[]): ValueDecryptor {
  const decryptors = keys.map(createDesDecryptor)
  return (value) => {
    const ciphertext = toBytes(value)
    if (typeof ciphertext === 'string') return { ok: false, reason: ciphertext }
    let reason: UndecryptableReason = 'wrong_key'
    for (const [key, decrypt] of decryptors.entries()) {
      const decrypted = decrypt(ciphertext)
      if (!decrypted.ok) {
        // A key that fails on text came closer than one that fails on padding: it stays the reason.
        if (reason !== 'not_text') reason = decrypted.reason
        continue
      }
      const text = toText(decrypted.bytes)
      if (text) return { ok: true, text: text.text, cut: text.cut, key }
      reason = 'not_text'
    }
    return { ok: false, reason }
  }
}

/** Hex in either case; or standard Base64, whose `+` a query string turns into a space. */
function toBytes(value: string): Buffer | UndecryptableReason {
  if (HEX.test(value)) return value.length % 2 === 0 ? Buffer.from(value, 'hex') : 'odd_length'
  const base64 = value.replaceAll(' ', '+')
  if (!BASE64.test(base64) || base64.length % 4 !== 0) return 'not_hex_or_base64'
  const bytes = Buffer.from(base64, 'base64')
  // Many a plain word, sent by mistake, could be Base64. Only padding shows that it was meant as such.
  return bytes.length % BLOCK_BYTES === 0 || base64.endsWith('=') ? bytes : 'not_hex_or_base64'
}

function toText(bytes: Buffer): { text: string; cut: boolean } | undefined {
  const tail = incompleteTail(bytes)
  const whole = tail === 0 ? bytes : bytes.subarray(0, -tail)
  try {
    const text = utf8.decode(whole)
    return hasControlCharacter(text) ? undefined : { text, cut: whole.length < bytes.length }
  } catch {
    return undefined
  }
}

/**
 * Bytes at the end that begin a UTF-8 sequence without finishing it. The vendor's iOS app passes a length in UTF-16
 * units where bytes are counted, so its CJK text arrives cut, often inside a character.
 */
function incompleteTail(bytes: Buffer): number {
  for (let length = 1; length <= Math.min(3, bytes.length); length += 1) {
    const byte = bytes[bytes.length - length] ?? 0
    if (byte >= 0xf0) return length < 4 ? length : 0
    if (byte >= 0xe0) return length < 3 ? length : 0
    if (byte >= 0xc0) return length < 2 ? length : 0
    if (byte < 0x80) return 0
  }
  return 0
}
