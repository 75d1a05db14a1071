import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'

/**
 * Makes the keys of one purpose: the current one first, then the one of the secret before it. Keys of different purposes
 * tell nothing of each other, or of the secret.
 *
 * @param purpose of one use; a changed purpose is another key
 * @returns 32 bytes each, as Node's own objects: of bytes, it would make one at each use
 */
export type KeyDerivation = (purpose: string) => Keys

/** With the first everything is made; what any of them fits is taken. */
export type Keys = readonly [KeyObject, ...KeyObject[]]

const KEY_BYTES = 32

/** @param secrets the current one first, then the previous one, if any; the same in every replica */
export function createKeyDerivation(secrets: readonly [string, ...string[]]): KeyDerivation {
  const [current, ...previous] = secrets
  return (purpose) => {
    const toKey = (secret: string) =>
      createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', purpose, KEY_BYTES)))
    return [toKey(current), ...previous.map(toKey)]
  }
}
