import { createHmac, timingSafeEqual, type KeyObject } from 'node:crypto'
import type { Keys } from '../../secrets/server-secret.ts'

/** The position of a value on the page; `panel` is null for the customer's values. */
export interface ValueLocation {
  panel: string | null
  row: number
  column: string
}

/** Identifies a page by its customer and the time of its rendering, in milliseconds since 1970. */
export interface PageMark {
  customerId: string | null
  at: number
}

/** Signs and verifies the tokens of reveal buttons. */
export interface RevealProofs {
  /**
   * Returns a MAC over a value, its location and its page: 43 characters of Base64url that disclose nothing about the
   * value.
   */
  sign(page: PageMark, place: ValueLocation, value: string): string
  isSigned(proof: string, page: PageMark, place: ValueLocation, value: string): boolean
}

/** @param keys the first one signs; any of them verifies */
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
        const expected = Buffer.from(signWith(key, page, place, value))
        return given.length === expected.length && timingSafeEqual(given, expected)
      })
    },
  }
}
