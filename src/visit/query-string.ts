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

/** Splits a query without its question mark. */
export function parsePairs(query: string): Pair[] {
  return Array.from(new URLSearchParams(query), ([name, value]) => ({ name, value }))
}
