import { isUtf8 } from 'node:buffer'
import { BLOCK_BYTES, createDesDecryptor } from './des.ts'
import { hasUnprintable } from './text.ts'

/** Why decryption failed, in the order of the checks. */
export type UndecryptableReason =
  | 'not_hex_or_base64'
  | 'odd_length'
  | 'not_whole_blocks'
  | 'wrong_key'
  | 'not_text'

type Decrypted =
  | { ok: true; text: string; cut: boolean; /** Position of the key that succeeded. */ key: number }
  | { ok: false; reason: UndecryptableReason }

export type ValueDecryptor = (value: string) => Decrypted

const HEX = /^[0-9a-f]+$/i
/** Standard or URL-safe alphabet, padded or not. */
const BASE64 = /^[0-9a-z+/_-]+={0,2}$/i

/**
 * Uses the first key that fits. A wrong key passes the padding about once in 256 times, so the result must also be
 * UTF-8 text without unprintable characters.
 */
export function createValueDecryptor(keys: readonly string[]): ValueDecryptor {
  const decryptors = keys.map(createDesDecryptor)
  return (value) => {
    const ciphertexts = toCiphertexts(value)
    if (ciphertexts.length === 0) return { ok: false, reason: toReason(value) }
    let reason: UndecryptableReason = 'wrong_key'
    for (const ciphertext of ciphertexts) {
      for (const [key, decrypt] of decryptors.entries()) {
        const decrypted = decrypt(ciphertext)
        if (!decrypted.ok) continue
        const text = decodeText(decrypted.bytes)
        if (text) return { ok: true, text: text.text, cut: text.cut, key }
        // Closer to success than invalid padding.
        reason = 'not_text'
      }
    }
    return { ok: false, reason }
  }
}

/** In whole blocks: hex, or Base64, in which a space is a `+` that query decoding replaced. */
function toCiphertexts(value: string): Buffer[] {
  const compact = value.replaceAll(/\s/g, '')
  const hex = HEX.test(compact) && compact.length % 2 === 0 ? [Buffer.from(compact, 'hex')] : []
  const base64 = [value.replaceAll(' ', '+').replaceAll(/\s/g, ''), compact]
    .filter((text, at, texts) => texts.indexOf(text) === at)
    .filter((text) => BASE64.test(text) && text.replaceAll('=', '').length % 4 !== 1)
    .map((text) => Buffer.from(text, 'base64'))
  return [...hex, ...base64].filter(({ length }) => length > 0 && length % BLOCK_BYTES === 0)
}

function toReason(value: string): UndecryptableReason {
  const compact = value.replaceAll(/\s/g, '')
  if (HEX.test(compact)) return compact.length % 2 === 0 ? 'not_whole_blocks' : 'odd_length'
  // Many plain words are valid Base64. Only padding shows that Base64 was intended.
  return BASE64.test(compact) && compact.endsWith('=') ? 'not_whole_blocks' : 'not_hex_or_base64'
}

function decodeText(bytes: Buffer): { text: string; cut: boolean } | undefined {
  const tail = incompleteTail(bytes)
  const whole = tail === 0 ? bytes : bytes.subarray(0, -tail)
  const text = whole.toString('utf8')
  return isUtf8(whole) && !hasUnprintable(text) ? { text, cut: whole.length < bytes.length } : undefined
}

/**
 * The vendor's iOS app passes a length in UTF-16 units where bytes are expected, so CJK text arrives truncated, often
 * inside a character.
 */
function incompleteTail(bytes: Buffer): number {
  for (let length = 1; length <= Math.min(3, bytes.length); length += 1) {
    const byte = bytes[bytes.length - length] ?? 0
    if (byte >= 0xf0) return length
    if (byte >= 0xe0) return length < 3 ? length : 0
    if (byte >= 0xc0) return length < 2 ? length : 0
    if (byte < 0x80) return 0
  }
  return 0
}
