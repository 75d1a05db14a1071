import { hkdfSync } from 'node:crypto'

/**
 * Makes the keys of one purpose: the current one first, then the one of the secret before it. Keys of different purposes
 * tell nothing of each other, or of the secret.
 *
 * @param purpose of one use; a changed purpose is another key
 * @returns 32 bytes each
 */
export type KeyDerivation = (purpose: string) => Keys

/** With the first everything is made; what any of them fits is taken. */
export type Keys = readonly [Buffer, ...Buffer[]]

const KEY_BYTES = 32

/** @param secrets the current one first, then the previous one, if any; the same in every replica */
export function createKeyDerivation(secrets: readonly [string, ...string[]]): KeyDerivation {
  const [current, ...previous] = secrets
  return (purpose) => {
    const toKey = (secret: string) => Buffer.from(hkdfSync('sha256', secret, '', purpose, KEY_BYTES))
    return [toKey(current), ...previous.map(toKey)]
  }
}
