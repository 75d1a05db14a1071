import { BUILT_IN_PARAMETERS, isBuiltIn } from './built-in-parameters.ts'
import { isAbsent } from './text.ts'

export interface Pair {
  name: string
  value: string
}

/**
 * Parses without nesting: brackets and dots are part of a name, and repeated names stay repeated. Never throws; bytes
 * that are not UTF-8 become U+FFFD.
 */
export function parseQuery(target: string): Pair[] {
  const start = target.indexOf('?')
  return start === -1 ? [] : parsePairs(target.slice(start + 1))
}

/** Sealing makes it a third longer, and proxies allow 8 KiB for the whole request line. */
const MAX_TARGET = 3000

interface ReturnTarget {
  target: string
  /** Number of custom parameters that did not fit. */
  dropped: number
}

/**
 * Keeps what fits: ids first, then the console's texts, then custom parameters, each whole or not at all.
 *
 * @param pairs after the repairs: an unrepaired tail looks like one custom parameter
 */
export function toReturnTarget(target: string, pairs: readonly Pair[], hasChanged: boolean): ReturnTarget {
  const asSent = `/${target.slice(target.indexOf('?'))}`
  if (!hasChanged && asSent.length <= MAX_TARGET) return { target: asSent, dropped: 0 }
  const rankOf = ({ name }: Pair) => (!isBuiltIn(name) ? 2 : BUILT_IN_PARAMETERS[name] === 'id' ? 0 : 1)
  const kept = new Set<Pair>()
  let length = writeTarget([]).length
  for (const pair of pairs.toSorted((one, other) => rankOf(one) - rankOf(other))) {
    // The visitor id is always kept: a long one has already been rejected.
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

export function parsePairs(query: string): Pair[] {
  return Array.from(new URLSearchParams(query), ([name, value]) => ({ name, value }))
}
