import { createHmac, timingSafeEqual, type KeyObject } from 'node:crypto'
import type { Keys } from '../../secrets/server-secret.ts'

/** A value on the page: the customer's, or one in a row of a panel. */
export interface ValueLocation {
  panel: string | null
  row: number
  column: string
}

/** What tells one page from another: whose it is, and when it was made, in milliseconds since 1970. */
export interface PageMark {
  customerId: string | null
  at: number
}

/** What the buttons of masked values send. */
export interface RevealProofs {
  /** Names one value at one place of one page to this server, and tells nothing of it. 43 characters of Base64url. */
  sign(page: PageMark, place: ValueLocation, value: string): string
  isSigned(proof: string, page: PageMark, place: ValueLocation, value: string): boolean
}

/** @param keys signed with the first, and valid by any */
export function createRevealProofs(keys: Keys): RevealProofs {
  function signWith(
    key: KeyObject,
    { at, customerId }: PageMark,
    { panel, row, column }: ValueLocation,
    value: string,
  ): string {
    const text = JSON.stringify([at, customerId, panel, row, column, value])
    return createHmac('sha256', key).update(text).digest('base64url')
  }

  return {
    sign: (page, place, value) => signWith(keys[0], page, place, value),
    isSigned(proof, page, place, value) {
      const given = Buffer.from(proof)
      return keys.some((key) => {
        const right = Buffer.from(signWith(key, page, place, value))
        return given.length === right.length && timingSafeEqual(given, right)
      })
    },
  }
}
