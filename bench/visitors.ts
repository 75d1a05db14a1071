import { createHash } from 'node:crypto'
import { encryptDesHex } from '../src/visit/des.ts'

/** The servers' key, with which every custom parameter is encrypted. */
export const DES_KEY = 'benchkey'

/** The request target of a customer's page. */
export interface Visitor {
  target: string
  /** A text that the page must contain. */
  proof: string
}

/** Pseudo-random numbers from 0 to 1, the same in every run (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const ENCRYPTED = ['name', 'age', 'sex']
  .map((name, index) => `${name}=${encryptDesHex(DES_KEY, ['Jack', '40', 'man'][index] ?? '')}`)
  .join('&')

/** In the order of the web console: custom parameters, then its own. */
function toTarget(visitorImId: string): string {
  return `/?${ENCRYPTED}&easemobId=107937&visitorImId=${visitorImId}&to=${visitorImId}&originType=webim&lang=en`
}

/**
 * Replace the decimal digits in visitor ids, by position. In input, the page masks runs of seven or more digits,
 * which may be phone numbers.
 */
export const LETTERS_FOR_DIGITS = 'ghjkmnpqrs'

const withoutDigits = (text: string) =>
  text.replaceAll(/\d/g, (digit) => LETTERS_FOR_DIGITS.charAt(Number(digit)))

/** Every 20th customer is a web visitor with ten orders, and has an app id as well. */
const STRIDE = 20

/** Random customers with ten orders. */
export function createFoundVisitors(customers: number, seed: number): () => Visitor {
  const random = createRandom(seed)
  return () => toFoundVisitor(STRIDE * (1 + Math.floor(random() * Math.floor(customers / STRIDE))))
}

export function toFoundVisitor(id: number): Visitor {
  const digest = createHash('md5').update(String(id)).digest('hex').slice(0, 20)
  const visitorImId = `webim-visitor-${withoutDigits(digest).toUpperCase()}`
  return { target: toTarget(visitorImId), proof: `C${String(id).padStart(10, '0')}` }
}

/** Visitors that are not in the database. */
export function createUnknownVisitors(seed: number): () => Visitor {
  const random = createRandom(seed)
  return () => {
    const number = String(Math.floor(random() * 1e14)).padStart(14, '0')
    const id = `webim-visitor-NOBODY${withoutDigits(number).toUpperCase()}`
    return { target: toTarget(id), proof: id }
  }
}
