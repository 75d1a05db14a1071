import { BUILT_IN_PARAMETERS, isBuiltIn } from './built-in-parameters.ts'

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
 * @param target as it was sent, whatever its path
 * @param pairs  after the repairs, because a tail that is not repaired looks like one custom parameter
 */
export function toTarget(target: string, pairs: readonly Pair[], isRepaired: boolean): string {
  const asSent = `/${target.slice(target.indexOf('?'))}`
  if (!isRepaired && asSent.length <= SHORT) return asSent
  const whole = writeTarget(pairs)
  return whole.length <= SHORT ? whole : writeTarget(pairs.filter(({ name }) => isBuiltIn(name)))
}

/**
 * As much of a target as fits: the ids first, then the console's texts, then custom parameters, each whole or not at all.
 *
 * @returns how many custom parameters are left in it, too
 */
export function toShortTarget(target: string, maxLength: number): { target: string; custom: number } {
  const pairs = parseQuery(target)
  const rankOf = ({ name }: Pair) => (!isBuiltIn(name) ? 2 : BUILT_IN_PARAMETERS[name] === 'id' ? 0 : 1)
  const kept = new Set<Pair>()
  let length = writeTarget([]).length
  for (const pair of pairs.toSorted((one, other) => rankOf(one) - rankOf(other))) {
    // The visitor's id is short, or has been refused.
    const cost = writeTarget([pair]).length
    if (pair.name !== 'visitorImId' && length + cost > maxLength) continue
    length += cost
    kept.add(pair)
  }
  const left = pairs.filter((pair) => kept.has(pair))
  return { target: writeTarget(left), custom: left.filter(({ name }) => !isBuiltIn(name)).length }
}

function writeTarget(pairs: readonly Pair[]): string {
  return `/?${new URLSearchParams(pairs.map(({ name, value }): [string, string] => [name, value])).toString()}`
}

/** Splits a query, with or without its question mark. */
export function parsePairs(query: string): Pair[] {
  return Array.from(new URLSearchParams(query), ([name, value]) => ({ name, value }))
}
