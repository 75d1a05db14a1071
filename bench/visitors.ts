import { createHash } from 'node:crypto'
import { encryptDesHex } from '../src/visit/des.ts'

/** The key that the servers are started with; every custom parameter is encrypted by it. */
export const DES_KEY = 'benchkey'

/** A customer whose page is asked for, and the request target that asks. */
export interface Visitor {
  target: string
  /** What must stand on the page. */
  proof: string
}

/** Numbers from 0 to 1, the same at every run (mulberry32). */
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

/** As the web console asks, in its order: custom parameters, then its own. */
function toTarget(visitorImId: string): string {
  return `/?${ENCRYPTED}&easemobId=107937&visitorImId=${visitorImId}&to=${visitorImId}&originType=webim&lang=en`
}

/**
 * What stands for the decimal digits in the ids of visitors, by position. The page masks a run of seven digits and more in
 * what was sent: a phone number looks like that.
 */
export const LETTERS_FOR_DIGITS = 'ghjkmnpqrs'

const withoutDigits = (text: string) =>
  text.replaceAll(/\d/g, (digit) => LETTERS_FOR_DIGITS.charAt(Number(digit)))

/** Every 20th customer came by the web, has ten orders, and was seen in an app besides. */
const STRIDE = 20

/** Customers with ten orders, at random. */
export function createFoundVisitors(customers: number, seed: number): () => Visitor {
  const random = createRandom(seed)
  return () => toFoundVisitor(STRIDE * (1 + Math.floor(random() * Math.floor(customers / STRIDE))))
}

export function toFoundVisitor(id: number): Visitor {
  const digest = createHash('md5').update(String(id)).digest('hex').slice(0, 20)
  const visitorImId = `webim-visitor-${withoutDigits(digest).toUpperCase()}`
  return { target: toTarget(visitorImId), proof: `C${String(id).padStart(10, '0')}` }
}

/** Visitors whom the database does not know. */
export function createUnknownVisitors(seed: number): () => Visitor {
  const random = createRandom(seed)
  return () => {
    const number = String(Math.floor(random() * 1e14)).padStart(14, '0')
    const id = `webim-visitor-NOBODY${withoutDigits(number).toUpperCase()}`
    return { target: toTarget(id), proof: id }
  }
}
