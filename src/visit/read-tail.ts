import { splitTail } from './ios-tail.ts'
import { parsePairs, type Pair } from './query-string.ts'

/** Text that no encoder leaves in a value: if it occurs, the values are not encoded. */
const UNENCODED = /[^!-~]|%(?![0-9a-f]{2})/i
const RESERVED = /[&=+@:/?#$,;[\]]/
const REPLACED = /[^!-~]/

/** Some builds also encode each value beforehand; the values show whether this one did. */
export function readEncodedTail(text: string): Pair[] | null {
  const pairs = splitTail(text)
  if (!pairs || pairs.some(({ value }) => UNENCODED.test(value))) return pairs
  const decoded = pairs.map(decodeValue)
  const isEncoded =
    !pairs.some(({ value }) => RESERVED.test(value)) || decoded.some(({ value }) => REPLACED.test(value))
  return isEncoded ? decoded : pairs
}

/**
 * Parses the whole query of a build that does not encode the tail, in which a name contains `&` or `+`; null if there
 * is no such tail. Only the app writes both a stray `f` and a real name.
 */
export function readUnescapedTail(target: string, encrypted: boolean): Pair[] | null {
  const pieces = target.slice(target.indexOf('?') + 1).split('&')
  const tailStart = pieces.findIndex((piece) => piece.startsWith('visitorImId=')) + 1
  const query = pieces.slice(tailStart).join('&')
  const tail = tailStart > 0 ? splitTail(query) : null
  if (!tail?.some(({ value }) => /[&+]/.test(value))) return null
  const isFromApp =
    tail.some((pair) => hasStrayF(pair, encrypted)) &&
    tail.some(({ name }) => name === 'trueName') &&
    !parsePairs(query).some(({ name }) => name === 'visitorImId')
  return isFromApp ? [...parsePairs(pieces.slice(0, tailStart).join('&')), ...tail.map(decodeValue)] : null
}

/** The app encodes a space as `%20`, so `+` is a literal plus. Bytes that are not UTF-8 become U+FFFD. */
function decodeValue({ name, value }: Pair): Pair {
  const escaped = value.replaceAll('&', '%26').replaceAll('+', '%2B')
  return { name, value: parsePairs(`value=${escaped}`)[0]?.value ?? '' }
}

const STRAY_F = /^f(\(null\)|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i
const STRAY_F_ENCRYPTED = /^f([0-9a-f]{2})+$/i

/** iOS, all builds: an `f` precedes the value of `agentId`. If encrypted, the hex has an odd length. */
export function hasStrayF({ name, value }: Pair, encrypted: boolean): boolean {
  return name === 'agentId' && (encrypted ? STRAY_F_ENCRYPTED : STRAY_F).test(value)
}
