import { isBuiltIn } from './built-in-parameters.ts'

/** One `name=value` of the query, decoded, in the order it was sent. */
export interface Pair {
  name: string
  value: string
}

/**
 * Splits a request target's query, flat: a name is text, whatever brackets or dots it holds, and a repeated name
 * stays repeated. Never throws; a byte sequence that is not UTF-8 becomes U+FFFD.
 *
 * @param target the request target, percent-encoded: Node refuses any byte beyond ASCII in one
 */
export function parseQuery(target: string): Pair[] {
  const start = target.indexOf('?')
  return start === -1 ? [] : parsePairs(target.slice(start + 1))
}

/** Targets up to this length are kept whole where they are repeated. */
const SHORT = 2048

/**
 * A target to come back to: whole when it is short, else without the custom parameters, which can be very long.
 * Parameters stay encoded and encrypted as they were sent.
 */
export function keepBuiltIn(target: string): string {
  if (target.length <= SHORT) return target
  const parts = target.slice(target.indexOf('?') + 1).split('&')
  return `/?${parts.filter((part) => isBuiltIn(part.split('=', 1)[0] ?? '')).join('&')}`
}

/** Splits a query without its question mark. */
export function parsePairs(query: string): Pair[] {
  return Array.from(new URLSearchParams(query), ([name, value]) => ({ name, value }))
}
