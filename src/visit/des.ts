import { createCipheriv, createDecipheriv } from 'node:crypto'

/*
 * Single DES, ECB, PKCS#5 padding. OpenSSL 3 lacks it; triple DES with the same key three times is the same function.
 */
const TRIPLE_DES_ECB = 'des-ede3'
const KEY_BYTES = 8
export const BLOCK_BYTES = 8
/** Ciphertext as the console writes it, in whole blocks. */
export const HEX_BLOCKS = /^([0-9a-f]{16})+$/i

export type DecryptedBytes =
  | { ok: true; bytes: Buffer }
  | { ok: false; reason: 'not_whole_blocks' | 'wrong_key' }

/** Only the first 8 bytes of a key count. */
function toTripleKey(key: string): Buffer {
  const single = Buffer.from(key, 'utf8').subarray(0, KEY_BYTES)
  return Buffer.concat([single, single, single])
}

/** Invalid padding reveals nearly every wrong key. */
export function createDesDecryptor(key: string): (ciphertext: Buffer) => DecryptedBytes {
  // ECB blocks are independent, so one decipher serves all values. That requires removing the padding here.
  const decipher = createDecipheriv(TRIPLE_DES_ECB, toTripleKey(key), null).setAutoPadding(false)
  return (ciphertext) => {
    if (ciphertext.length === 0 || ciphertext.length % BLOCK_BYTES !== 0)
      return { ok: false, reason: 'not_whole_blocks' }
    const padded = decipher.update(ciphertext)
    const end = padded.length - paddingOf(padded)
    return end < padded.length
      ? { ok: true, bytes: padded.subarray(0, end) }
      : { ok: false, reason: 'wrong_key' }
  }
}

/** Length of the padding, whose bytes all hold that length; 0 if they disagree. */
function paddingOf(bytes: Buffer): number {
  const length = bytes[bytes.length - 1] ?? 0
  if (length > BLOCK_BYTES) return 0
  for (let at = 2; at <= length; at += 1) if (bytes[bytes.length - at] !== length) return 0
  return length
}

/** For the simulator and sample URLs. */
export function encryptDes(key: string, plaintext: Buffer): Buffer {
  const cipher = createCipheriv(TRIPLE_DES_ECB, toTripleKey(key), null)
  return Buffer.concat([cipher.update(plaintext), cipher.final()])
}

export function encryptDesHex(key: string, text: string): string {
  return encryptDes(key, Buffer.from(text, 'utf8')).toString('hex')
}
