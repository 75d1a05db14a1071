import { splitTail } from './ios-tail.ts'
import { parsePairs, type Pair } from './query-string.ts'

/** What no encoder leaves in a value: then the values are written as they are. */
const UNENCODED = /[^!-~]|%(?![0-9a-f]{2})/i
/** What some encoders leave. */
const RESERVED = /[&=+@:/?#$,;[\]]/
/** What every encoder replaces. */
const REPLACED = /[^!-~]/

/**
 * Reads a tail that was percent-encoded as one piece, and has been decoded once. Some builds encode each value before,
 * others do not: what the values hold tells which.
 */
export function readEncodedTail(text: string): Pair[] | null {
  const pairs = splitTail(text)
  if (!pairs || pairs.some(({ value }) => UNENCODED.test(value))) return pairs
  const decoded = pairs.map(decodeValue)
  const isEncoded =
    !pairs.some(({ value }) => RESERVED.test(value)) || decoded.some(({ value }) => REPLACED.test(value))
  return isEncoded ? decoded : pairs
}

/**
 * Reads the query of a build that does not encode the tail as one piece, where a name holds an `&` or a `+` that is not
 * encoded: read as usual, it has parameters that nobody sent. Only the app writes a stray `f` and a true name.
 *
 * @param target a request target
 * @returns the whole query; null when there is no such tail, or when the visitor's id could be another one
 */
export function readUnescapedTail(target: string, encrypted: boolean): Pair[] | null {
  const pieces = target.slice(target.indexOf('?') + 1).split('&')
  const behind = pieces.findIndex((piece) => piece.startsWith('visitorImId=')) + 1
  const query = pieces.slice(behind).join('&')
  const tail = behind > 0 ? splitTail(query) : null
  if (!tail?.some(({ value }) => /[&+]/.test(value))) return null
  const isTail =
    tail.some((pair) => hasStrayF(pair, encrypted)) &&
    tail.some(({ name }) => name === 'trueName') &&
    !parsePairs(query).some(({ name }) => name === 'visitorImId')
  return isTail ? [...parsePairs(pieces.slice(0, behind).join('&')), ...tail.map(decodeValue)] : null
}

/** The app writes a space as `%20`, so that `+` is a plus. Bytes that are not UTF-8 become U+FFFD. */
function decodeValue({ name, value }: Pair): Pair {
  const escaped = value.replaceAll('&', '%26').replaceAll('+', '%2B')
  return { name, value: parsePairs(`value=${escaped}`)[0]?.value ?? '' }
}

const STRAY_F = /^f(\(null\)|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i
const STRAY_F_ENCRYPTED = /^f([0-9a-f]{2})+$/i

/** iOS, all builds: an `f` stands before the value of `agentId`; encrypted, the length of the hex is odd then. */
export function hasStrayF({ name, value }: Pair, encrypted: boolean): boolean {
  return name === 'agentId' && (encrypted ? STRAY_F_ENCRYPTED : STRAY_F).test(value)
}
