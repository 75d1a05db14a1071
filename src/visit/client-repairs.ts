import { isBuiltIn } from './built-in-parameters.ts'
import { parsePairs, type Pair } from './query-string.ts'
import { isAbsent, NULL_TEXT } from './text.ts'

/*
 * The vendor's mobile apps send some queries broken, always in the same ways. Each repair undoes one way, and only
 * where the query can mean nothing else; it returns null when there is nothing to do. Evidence: the apps' published
 * sources, and the queries built again from them.
 */
type Repair = (pairs: readonly Pair[], encrypted: boolean) => Pair[] | null

const SECOND_QUERY = '?easemobId'
/** Accounts that customers write to, by their known shapes: WeChat's, and the vendor's own channels. */
const ACCOUNT = /^(gh_\w+|kefuchannelimid_\d+)$/
/** Parameters behind `visitorImId`: the app sends ten. */
const MAX_TAIL = 32
/** Characters of an id and of `to`, encrypted. Longer ones are refused anyway. */
const MAX_GLUED = 2000
const HEX_BLOCKS = /^([0-9a-f]{16})+$/i
const STRAY_F = /^f(\(null\)|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i
const STRAY_F_ENCRYPTED = /^f([0-9a-f]{2})+$/i

/**
 * iOS 2019 to 2022-11, when the configured URL has a query: `?x=1?easemobId=107937&visitorImId=…`. The app puts a
 * second `?` where an `&` belongs, so `easemobId` hides in the value of `x`, or in its name where `x` has no value.
 * `visitorImId` is always the next parameter, so any other value that holds a URL is left alone, its own too.
 */
const splitSecondQuestionMark: Repair = (pairs) => {
  if (has(pairs, 'easemobId')) return null
  const at = pairs.findIndex(
    ({ name }, index) => name !== 'visitorImId' && nextSaid(pairs, index)?.name === 'visitorImId',
  )
  const pair = pairs[at]
  if (!pair) return null
  const { name, value } = pair
  const inValue = value.lastIndexOf(`${SECOND_QUERY}=`)
  if (inValue !== -1) {
    const easemobId = value.slice(inValue + SECOND_QUERY.length + 1)
    return replaceAt(pairs, at, { name, value: value.slice(0, inValue) }, [
      { name: 'easemobId', value: easemobId },
    ])
  }
  if (!name.endsWith(SECOND_QUERY)) return null
  const before = name.slice(0, -SECOND_QUERY.length)
  return replaceAt(pairs, at, { name: before, value: '' }, [{ name: 'easemobId', value }])
}

/**
 * iOS 2023-02 and newer: everything behind `visitorImId` is percent-encoded as one piece, and arrives as one parameter
 * whose name is `to=…&nickname=…&trueName=…`. Its values are encoded twice, so reading the piece as a query once more
 * gives them exactly.
 */
const readEncodedTail: Repair = (pairs) => {
  const at = pairs.findIndex(
    ({ name, value }) => value === '' && name.startsWith('to=') && toTail(name) !== null,
  )
  return at === -1 ? null : replaceAt(pairs, at, null, toTail(pairs[at]?.name ?? '') ?? [])
}

/**
 * iOS 2023-02 and newer, when the configured URL has a query: the piece of `readEncodedTail` with the missing `&` of
 * `insertMissingAmpersand`, so that it arrives as the end of the visitor's id: `VALUEto=…&nickname=…&trueName=…`.
 */
const readGluedTail: Repair = (pairs, encrypted) => {
  for (const [at, { name, value }] of pairs.entries()) {
    const end = name === 'visitorImId' ? value.indexOf('&') : -1
    const tail = end === -1 ? null : toTail(value.slice(end + 1))
    const split = tail && splitGlued(value.slice(0, end), tail, encrypted)
    if (split)
      return replaceAt(pairs, at, { name, value: split.id }, [{ name: 'to', value: split.to }, ...tail])
  }
  return null
}

/**
 * iOS 2022-11 and newer, when the configured URL has a query: `visitorImId=VALUEto=…&nickname=…`, an `&` short. The
 * app sends no other `to`, and a `nickname` behind.
 */
const insertMissingAmpersand: Repair = (pairs, encrypted) => {
  if (has(pairs, 'to')) return null
  for (const [at, { name, value }] of pairs.entries()) {
    const tail = pairs.slice(at + 1)
    const isFollowed = name === 'visitorImId' && tail.some((pair) => pair.name === 'nickname')
    const split = isFollowed ? splitGlued(value, tail, encrypted) : null
    if (split) return replaceAt(pairs, at, { name, value: split.id }, [{ name: 'to', value: split.to }])
  }
  return null
}

/**
 * iOS, all builds: a stray `f` stands before the value of `agentId`; plain, before a UUID; encrypted, before hex, whose
 * length is odd then.
 */
const dropStrayF: Repair = (pairs, encrypted) => {
  const stray = encrypted ? STRAY_F_ENCRYPTED : STRAY_F
  const isStray = ({ name, value }: Pair) => name === 'agentId' && stray.test(value)
  if (!pairs.some(isStray)) return null
  return pairs.map((pair) => (isStray(pair) ? { name: pair.name, value: pair.value.slice(1) } : pair))
}

/** iOS, all builds: a missing value is printed as `(null)`. */
const dropNullText: Repair = (pairs) => {
  const saysNothing = ({ name, value }: Pair) => value === NULL_TEXT && isBuiltIn(name)
  return pairs.some(saysNothing) ? pairs.filter((pair) => !saysNothing(pair)) : null
}

/** By the names under which they are told. `(null)` is dropped last, because it takes part in the others. */
const REPAIRS: readonly { names: readonly string[]; repair: Repair }[] = [
  { names: ['second_question_mark'], repair: splitSecondQuestionMark },
  { names: ['encoded_tail'], repair: readEncodedTail },
  { names: ['missing_ampersand', 'encoded_tail'], repair: readGluedTail },
  { names: ['missing_ampersand'], repair: insertMissingAmpersand },
  { names: ['stray_f'], repair: dropStrayF },
  { names: ['null_text'], repair: dropNullText },
]

/**
 * Undoes what the vendor's clients broke.
 *
 * @param encrypted whether built-in parameters arrive encrypted
 * @returns the parameters as the client meant them, and the names of the repairs that were needed
 */
export function repairPairs(
  sent: readonly Pair[],
  encrypted: boolean,
): { pairs: readonly Pair[]; repairs: string[] } {
  const repairs: string[] = []
  let pairs = sent
  let before
  do {
    before = pairs
    for (const { names, repair } of REPAIRS) {
      // Each takes away what it looks for, so this ends; and what came twice is repaired twice.
      for (let result = repair(pairs, encrypted); result; result = repair(pairs, encrypted)) {
        repairs.push(...names.filter((name) => !repairs.includes(name)))
        pairs = result
      }
    }
    // One repair may bring to light what another looks for.
  } while (pairs !== before)
  return { pairs, repairs }
}

/** The parameter behind one, but for those that say nothing. */
function nextSaid(pairs: readonly Pair[], at: number): Pair | undefined {
  return pairs.find(({ name, value }, index) => index > at && !(isBuiltIn(name) && value === NULL_TEXT))
}

function has(pairs: readonly Pair[], name: string): boolean {
  return pairs.some((pair) => pair.name === name && !isAbsent(pair.value))
}

/** Puts what was recovered behind what is left of a parameter. Real parameters win over recovered ones. */
function replaceAt(
  pairs: readonly Pair[],
  at: number,
  left: Pair | null,
  recovered: readonly Pair[],
): Pair[] {
  const before = [...pairs.slice(0, at), ...(left ? [left] : [])]
  const after = pairs.slice(at + 1)
  const others = [...before, ...after]
  return [...before, ...recovered.filter(({ name }) => !has(others, name)), ...after]
}

/**
 * The app sends nothing but parameters of its own there, a nickname or true name always among them, and never who the
 * visitor is. Anything else is a name that somebody made to look like a tail.
 */
function toTail(text: string): Pair[] | null {
  const tail = parsePairs(text)
  const names = new Set(tail.map(({ name }) => name))
  const isTail =
    tail.length <= MAX_TAIL &&
    tail.every(({ name }) => isBuiltIn(name)) &&
    (names.has('nickname') || names.has('trueName'))
  return isTail && !names.has('visitorImId') && !names.has('easemobId') ? tail : null
}

/**
 * Where an id ends and the glued `to=` begins. An id may itself hold "to=", and so may Base64, so there must be a
 * proof: the app sends the value of `to` once more as `serviceNumber` (encrypted alike); or, without that, the value
 * is `(null)`, the id itself, an account by its shape, or, when everything is encrypted, hex in whole blocks.
 */
function splitGlued(
  value: string,
  tail: readonly Pair[],
  encrypted: boolean,
): { id: string; to: string } | null {
  const serviceNumber = tail.find((pair) => pair.name === 'serviceNumber' && !isAbsent(pair.value))
  const at = serviceNumber ? value.length - `to=${serviceNumber.value}`.length : value.lastIndexOf('to=')
  if (at < 1 || value.length > MAX_GLUED || !value.startsWith('to=', at)) return null
  const id = value.slice(0, at)
  const to = value.slice(at + 'to='.length)
  const isProven = serviceNumber
    ? to === serviceNumber.value
    : to === NULL_TEXT || to === id || ACCOUNT.test(to) || (encrypted && HEX_BLOCKS.test(to))
  return isProven ? { id, to } : null
}
