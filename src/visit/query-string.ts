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
 * A target to come back to: with everything when it is short, else without the custom parameters, which can be very
 * long. Values stay encrypted as they were sent.
 *
 * @param pairs after the repairs, because a tail that is not repaired looks like one custom parameter
 */
export function toTarget(pairs: readonly Pair[]): string {
  const write = (kept: readonly Pair[]) =>
    `/?${new URLSearchParams(kept.map(({ name, value }): [string, string] => [name, value])).toString()}`
  const whole = write(pairs)
  return whole.length <= SHORT ? whole : write(pairs.filter(({ name }) => isBuiltIn(name)))
}

/** Splits a query without its question mark. */
export function parsePairs(query: string): Pair[] {
  return Array.from(new URLSearchParams(query), ([name, value]) => ({ name, value }))
}
