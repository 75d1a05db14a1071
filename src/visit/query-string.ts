import { BUILT_IN_PARAMETERS, isBuiltIn } from './built-in-parameters.ts'
import { isAbsent } from './text.ts'

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

/**
 * Room for a visit that is come back to. It is sealed in forms and addresses, a third longer, and proxies take 8 KiB for
 * all of a request's first line.
 */
const MAX_TARGET = 3000

/** A request target to come back to. */
interface ReturnTarget {
  target: string
  /** How many custom parameters found no room in it. */
  dropped: number
}

/**
 * As much of a query as fits: the ids first, then the console's texts, then custom parameters, each whole or not at all.
 * Values stay encrypted as they were sent.
 *
 * @param target as it was sent, whatever its path
 * @param pairs  after the repairs, because a tail that is not repaired looks like one custom parameter
 */
export function toReturnTarget(target: string, pairs: readonly Pair[], hasChanged: boolean): ReturnTarget {
  const asSent = `/${target.slice(target.indexOf('?'))}`
  if (!hasChanged && asSent.length <= MAX_TARGET) return { target: asSent, dropped: 0 }
  const rankOf = ({ name }: Pair) => (!isBuiltIn(name) ? 2 : BUILT_IN_PARAMETERS[name] === 'id' ? 0 : 1)
  const kept = new Set<Pair>()
  let length = writeTarget([]).length
  for (const pair of pairs.toSorted((one, other) => rankOf(one) - rankOf(other))) {
    // The visitor's id is short, or has been refused.
    const cost = writeTarget([pair]).length
    if (pair.name !== 'visitorImId' && length + cost > MAX_TARGET) continue
    length += cost
    kept.add(pair)
  }
  const isDropped = (pair: Pair) => !kept.has(pair) && !isBuiltIn(pair.name) && !isAbsent(pair.value)
  return {
    target: writeTarget(pairs.filter((pair) => kept.has(pair))),
    dropped: pairs.filter(isDropped).length,
  }
}

function writeTarget(pairs: readonly Pair[]): string {
  return `/?${new URLSearchParams(pairs.map(({ name, value }): [string, string] => [name, value])).toString()}`
}

/** Splits a query, with or without its question mark. */
export function parsePairs(query: string): Pair[] {
  return Array.from(new URLSearchParams(query), ([name, value]) => ({ name, value }))
}
