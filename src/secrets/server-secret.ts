import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'

/**
 * Of the current secret first, then of the previous one. Derived keys reveal nothing about each other (HKDF).
 *
 * @param purpose changing it changes the keys
 * @returns 32 bytes each, as KeyObjects: from raw bytes Node would create one at every use
 */
export type KeyDerivation = (purpose: string) => Keys

/** The first key signs and encrypts; all keys verify and decrypt. */
export type Keys = readonly [KeyObject, ...KeyObject[]]

const KEY_BYTES = 32

/** @param secrets the current one first; the same on every replica */
export function createKeyDerivation(secrets: readonly [string, ...string[]]): KeyDerivation {
  const [current, ...previous] = secrets
  return (purpose) => {
    const toKey = (secret: string) =>
      createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', purpose, KEY_BYTES)))
    return [toKey(current), ...previous.map(toKey)]
  }
}
