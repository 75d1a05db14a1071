import { BLOCK_BYTES, createDesDecryptor } from './des.ts'
import { hasUnprintable } from './text.ts'

/** Why a value could not be decrypted, in the order of the checks. */
export type UndecryptableReason =
  'not_hex_or_base64' | 'odd_length' | 'not_whole_blocks' | 'wrong_key' | 'not_text'

type Decrypted =
  | { ok: true; text: string; cut: boolean; /** Position of the key that fitted. */ key: number }
  | { ok: false; reason: UndecryptableReason }

export type ValueDecryptor = (value: string) => Decrypted

const HEX = /^[0-9a-f]+$/i
/** The standard alphabet and the URL-safe one, padded or not. */
const BASE64 = /^[0-9a-z+/_-]+={0,2}$/i
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Decrypts parameter values with the first of the keys that fits.
 *
 * Padding alone proves little (a wrong key passes it about once in 256 times), so the result must also be UTF-8
 * text without control characters, tabs and line breaks excepted.
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
        // A key that fails on text came closer than one that fails on padding: it stays the reason.
        reason = 'not_text'
      }
    }
    return { ok: false, reason }
  }
}

/**
 * What a value can stand for, in whole blocks: hex in either case; Base64, in which a space is the `+` that a query
 * string turned into one; and either of them with white space that somebody put in.
 */
function toCiphertexts(value: string): Buffer[] {
  const dense = value.replaceAll(/\s/g, '')
  const hex = HEX.test(dense) && dense.length % 2 === 0 ? [Buffer.from(dense, 'hex')] : []
  const base64 = [value.replaceAll(' ', '+').replaceAll(/\s/g, ''), dense]
    .filter((text, at, texts) => texts.indexOf(text) === at)
    .filter((text) => BASE64.test(text) && text.replaceAll('=', '').length % 4 !== 1)
    .map((text) => Buffer.from(text, 'base64'))
  return [...hex, ...base64].filter(({ length }) => length > 0 && length % BLOCK_BYTES === 0)
}

/** Why a value is no ciphertext. */
function toReason(value: string): UndecryptableReason {
  const dense = value.replaceAll(/\s/g, '')
  if (HEX.test(dense)) return dense.length % 2 === 0 ? 'not_whole_blocks' : 'odd_length'
  // Many a plain word, sent by mistake, could be Base64. Only padding shows that it was meant as such.
  return BASE64.test(dense) && dense.endsWith('=') ? 'not_whole_blocks' : 'not_hex_or_base64'
}

function decodeText(bytes: Buffer): { text: string; cut: boolean } | undefined {
  const tail = incompleteTail(bytes)
  const whole = tail === 0 ? bytes : bytes.subarray(0, -tail)
  try {
    const text = utf8.decode(whole)
    return hasUnprintable(text) ? undefined : { text, cut: whole.length < bytes.length }
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
