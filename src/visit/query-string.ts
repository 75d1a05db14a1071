/** One `name=value` of the query, decoded, in the order it was sent. */
export interface Pair {
  name: string
  value: string
}

/**
 * Splits a request target's query, flat: a name is text, whatever brackets or dots it holds, and a repeated name
 * stays repeated. Never throws; a byte sequence that is not UTF-8 becomes U+FFFD.
 *
 * @param target the request target as Node gives it: one character for each byte
 */
export function parseQuery(target: string): Pair[] {
  const start = target.indexOf('?')
  if (start === -1) return []
  const query = target.slice(start + 1)
  return parsePairs(/[^\0-\x7f]/.test(query) ? Buffer.from(query, 'latin1').toString('utf8') : query)
}

/** Splits a query that is text already. */
export function parsePairs(query: string): Pair[] {
  return Array.from(new URLSearchParams(query), ([name, value]) => ({ name, value }))
}
