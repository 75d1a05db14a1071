import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'

/**
 * Derives the keys for one purpose: from the current secret first, then from the previous one. Derived keys reveal
 * nothing about each other or the secret (HKDF).
 *
 * @param purpose identifies one use; changing it changes the keys
 * @returns 32 bytes each, as KeyObjects: from raw bytes Node would create one at every use
 */
export type KeyDerivation = (purpose: string) => Keys

/** The first key signs and encrypts; all keys verify and decrypt. */
export type Keys = readonly [KeyObject, ...KeyObject[]]

const KEY_BYTES = 32

/** @param secrets the current one first, then the previous one, if any; the same on every replica */
export function createKeyDerivation(secrets: readonly [string, ...string[]]): KeyDerivation {
  const [current, ...previous] = secrets
  return (purpose) => {
    const toKey = (secret: string) =>
      createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', purpose, KEY_BYTES)))
    return [toKey(current), ...previous.map(toKey)]
  }
}
