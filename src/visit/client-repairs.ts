import { isBuiltIn } from './built-in-parameters.ts'
import { splitGluedId } from './glued-id.ts'
import type { Pair } from './query-string.ts'
import { hasStrayF, readEncodedTail } from './read-tail.ts'
import { isAbsent, NULL_TEXT } from './text.ts'

/*
 * The vendor's mobile apps send some queries broken, always in the same ways. Each repair undoes one way, and only
 * where the query can mean nothing else; it returns null when there is nothing to do. Evidence: the apps' published
 * sources, and the queries built again from them.
 */
type Repair = (pairs: readonly Pair[], encrypted: boolean) => Pair[] | null

const SECOND_QUERY = '?easemobId'

/**
 * iOS 2019 to 2022-11, when the configured URL has a query: `?x=1?easemobId=107937&visitorImId=…`. The app puts a
 * second `?` where an `&` belongs, so `easemobId` hides in the value of `x`, or in its name where `x` has no value.
 * `visitorImId` is always the next parameter, so any other value that holds a URL is left alone, its own too.
 */
const splitSecondQuestionMark: Repair = (pairs) => {
  if (namesSaid(pairs).has('easemobId')) return null
  const visitor = pairs.findIndex(({ name }) => name === 'visitorImId')
  const at = pairs.findLastIndex((pair, index) => index < visitor && !saysNothing(pair))
  const pair = pairs[at]
  const split = pair && splitAtSecondQuery(pair)
  return split ? pairs.toSpliced(at, 1, ...split) : null
}

function splitAtSecondQuery({ name, value }: Pair): [Pair, Pair] | null {
  const inValue = value.lastIndexOf(`${SECOND_QUERY}=`)
  if (inValue !== -1) {
    const easemobId = value.slice(inValue + SECOND_QUERY.length + 1)
    return [
      { name, value: value.slice(0, inValue) },
      { name: 'easemobId', value: easemobId },
    ]
  }
  if (!name.endsWith(SECOND_QUERY)) return null
  return [
    { name: name.slice(0, -SECOND_QUERY.length), value: '' },
    { name: 'easemobId', value },
  ]
}

/**
 * iOS 2023-02 and newer: everything behind `visitorImId` is percent-encoded as one piece, and arrives as one parameter
 * whose name is `to=…&nickname=…&trueName=…`.
 */
const readTail: Repair = (pairs) =>
  recover(pairs, ({ name, value }) => {
    const tail = value === '' && name.startsWith('to=') ? readEncodedTail(name) : null
    return tail && { left: [], recovered: tail }
  })

/**
 * iOS 2022-11 and newer, when the configured URL has a query: `visitorImId=VALUEto=…&nickname=…`, an `&` short. The
 * app sends no other `to`, and a `nickname` behind.
 */
const insertMissingAmpersand: Repair = (pairs, encrypted) => {
  const followed = pairs.findLastIndex(({ name }) => name === 'nickname')
  if (namesSaid(pairs).has('to')) return null
  const serviceNumber = serviceNumberOf(pairs)
  return recover(pairs, ({ name, value }, at) => {
    const isFollowed = name === 'visitorImId' && at < followed
    const split = isFollowed ? splitGluedId(value, serviceNumber, encrypted) : null
    return split && { left: [{ name, value: split.id }], recovered: [{ name: 'to', value: split.to }] }
  })
}

/**
 * iOS 2023-02 and newer, when the configured URL has a query: the piece of `readTail` with the missing `&` of
 * `insertMissingAmpersand`, so that it arrives as the end of the visitor's id: `VALUEto=…&nickname=…&trueName=…`.
 */
const readGluedTail: Repair = (pairs, encrypted) =>
  recover(pairs, ({ name, value }) => {
    const end = name === 'visitorImId' ? value.indexOf('&') : -1
    if (end === -1) return null
    const rest = value.slice(end + 1)
    const tail = readEncodedTail(rest)
    const split = splitGluedId(value.slice(0, end), serviceNumberOf(tail ?? []), encrypted)
    if (!split || !rest.startsWith('nickname=')) return null
    // The id is intact where the tail cannot be read, which then stays one parameter that nobody knows.
    const others = tail ?? [{ name: rest, value: '' }]
    return { left: [{ name, value: split.id }], recovered: [{ name: 'to', value: split.to }, ...others] }
  })

const dropStrayF: Repair = (pairs, encrypted) => {
  if (!pairs.some((pair) => hasStrayF(pair, encrypted))) return null
  return pairs.map((pair) =>
    hasStrayF(pair, encrypted) ? { name: pair.name, value: pair.value.slice(1) } : pair,
  )
}

/** iOS, all builds: a missing value is printed as `(null)`. */
const dropNullText: Repair = (pairs) =>
  pairs.some(saysNothing) ? pairs.filter((pair) => !saysNothing(pair)) : null

/** By the names under which they are told. `(null)` is dropped last, because it takes part in the others. */
const REPAIRS: readonly { names: readonly string[]; repair: Repair }[] = [
  { names: ['second_question_mark'], repair: splitSecondQuestionMark },
  { names: ['encoded_tail'], repair: readTail },
  { names: ['missing_ampersand', 'encoded_tail'], repair: readGluedTail },
  { names: ['missing_ampersand'], repair: insertMissingAmpersand },
  { names: ['stray_f'], repair: dropStrayF },
  { names: ['null_text'], repair: dropNullText },
]

/** The names under which repairs are told. */
export const REPAIR_NAMES: readonly string[] = [...new Set(REPAIRS.flatMap(({ names }) => names))]

/** One repair may bring to light what another looks for; the apps need no second round. */
const MAX_ROUNDS = 8

/**
 * Undoes what the vendor's clients broke. Each repair looks at each parameter once in a round.
 *
 * @param encrypted whether built-in parameters arrive encrypted
 * @returns the parameters as the client meant them, and the names of the repairs that were needed
 */
export function repairPairs(
  sent: readonly Pair[],
  encrypted: boolean,
): { pairs: readonly Pair[]; repairs: string[] } {
  const repairs = new Set<string>()
  let pairs = sent
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const before = pairs
    for (const { names, repair } of REPAIRS) {
      const repaired = repair(pairs, encrypted)
      if (!repaired) continue
      for (const name of names) repairs.add(name)
      pairs = repaired
    }
    if (pairs === before) break
  }
  return { pairs, repairs: [...repairs] }
}

/** An id that is missing stays: beside another one it says that there are two. */
function saysNothing({ name, value }: Pair): boolean {
  return value === NULL_TEXT && name !== 'visitorImId' && isBuiltIn(name)
}

function serviceNumberOf(pairs: readonly Pair[]): string | null {
  return pairs.find(({ name, value }) => name === 'serviceNumber' && !isAbsent(value))?.value ?? null
}

function namesSaid(pairs: readonly Pair[]): Set<string> {
  return new Set(pairs.filter(({ value }) => !isAbsent(value)).map(({ name }) => name))
}

/**
 * Replaces parameters by what is left of them, and what was recovered behind. Real parameters win over recovered ones,
 * and of those the first.
 */
function recover(
  pairs: readonly Pair[],
  read: (pair: Pair, at: number) => { left: Pair[]; recovered: Pair[] } | null,
): Pair[] | null {
  const results = pairs.map(read)
  if (results.every((result) => result === null)) return null
  const known = namesSaid(pairs.filter((_, at) => results[at] === null))
  return pairs.flatMap((pair, at) => {
    const result = results[at]
    if (!result) return [pair]
    const recovered = result.recovered.filter(({ name }) => !known.has(name))
    for (const name of namesSaid(recovered)) known.add(name)
    return [...result.left, ...recovered]
  })
}
