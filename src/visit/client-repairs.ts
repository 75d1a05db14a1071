import { isBuiltIn } from './built-in-parameters.ts'
import { splitGluedId } from './glued-id.ts'
import type { Pair } from './query-string.ts'
import { hasStrayF, readEncodedTail } from './read-tail.ts'
import { isAbsent, NULL_TEXT } from './text.ts'

/*
 * The vendor's mobile apps malform queries, always in the same ways (known from their published sources). Each repair
 * undoes one of them where the query is unambiguous; null if there is nothing to repair.
 */
type Repair = (pairs: readonly Pair[], encrypted: boolean) => Pair[] | null

const SECOND_QUERY = '?easemobId'

/**
 * iOS 2019 to 2022-11, when the configured URL has a query: `?x=1?easemobId=107937&visitorImId=…`. As `visitorImId`
 * always follows directly, any other value that contains a URL is left alone.
 */
const splitSecondQuestionMark: Repair = (pairs) => {
  if (presentNames(pairs).has('easemobId')) return null
  const visitor = pairs.findIndex(({ name }) => name === 'visitorImId')
  const at = pairs.findLastIndex((pair, index) => index < visitor && !isNullText(pair))
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

/** iOS 2023-02 and newer: one parameter named `to=…&nickname=…&trueName=…`, percent-encoded as a whole. */
const readTail: Repair = (pairs) =>
  recover(pairs, ({ name, value }) => {
    const tail = value === '' && name.startsWith('to=') ? readEncodedTail(name) : null
    return tail && { remainder: [], recovered: tail }
  })

/** iOS 2022-11 and newer, when the configured URL has a query: `visitorImId=VALUEto=…&nickname=…`, without an `&`. */
const insertMissingAmpersand: Repair = (pairs, encrypted) => {
  const followed = pairs.findLastIndex(({ name }) => name === 'nickname')
  if (presentNames(pairs).has('to')) return null
  const serviceNumber = serviceNumberOf(pairs)
  return recover(pairs, ({ name, value }, at) => {
    const isFollowed = name === 'visitorImId' && at < followed
    const split = isFollowed ? splitGluedId(value, serviceNumber, encrypted) : null
    return split && { remainder: [{ name, value: split.id }], recovered: [{ name: 'to', value: split.to }] }
  })
}

/** Both defects together: `VALUEto=…&nickname=…&trueName=…` as the visitor id. */
const readGluedTail: Repair = (pairs, encrypted) =>
  recover(pairs, ({ name, value }) => {
    const end = name === 'visitorImId' ? value.indexOf('&') : -1
    if (end === -1) return null
    const rest = value.slice(end + 1)
    const tail = readEncodedTail(rest)
    const split = splitGluedId(value.slice(0, end), serviceNumberOf(tail ?? []), encrypted)
    if (!split || !rest.startsWith('nickname=')) return null
    // The id is intact even if the tail cannot be read. The tail then stays one unknown parameter.
    const others = tail ?? [{ name: rest, value: '' }]
    return { remainder: [{ name, value: split.id }], recovered: [{ name: 'to', value: split.to }, ...others] }
  })

const dropStrayF: Repair = (pairs, encrypted) => {
  if (!pairs.some((pair) => hasStrayF(pair, encrypted))) return null
  return pairs.map((pair) =>
    hasStrayF(pair, encrypted) ? { name: pair.name, value: pair.value.slice(1) } : pair,
  )
}

/** iOS, all builds: a missing value is printed as `(null)`. */
const dropNullText: Repair = (pairs) =>
  pairs.some(isNullText) ? pairs.filter((pair) => !isNullText(pair)) : null

/** With the names under which they are reported. `null_text` comes last: the other repairs rely on `(null)`. */
const REPAIRS: readonly { names: readonly string[]; repair: Repair }[] = [
  { names: ['second_question_mark'], repair: splitSecondQuestionMark },
  { names: ['encoded_tail'], repair: readTail },
  { names: ['missing_ampersand', 'encoded_tail'], repair: readGluedTail },
  { names: ['missing_ampersand'], repair: insertMissingAmpersand },
  { names: ['stray_f'], repair: dropStrayF },
  { names: ['null_text'], repair: dropNullText },
]

export const REPAIR_NAMES: readonly string[] = [...new Set(REPAIRS.flatMap(({ names }) => names))]

/** One repair can expose another defect. The apps' queries need one round; the limit bounds hostile ones. */
const MAX_ROUNDS = 8

/** @param encrypted whether built-in parameters arrive encrypted */
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

/** A missing visitor id is kept: next to another one it shows that there are two. */
function isNullText({ name, value }: Pair): boolean {
  return value === NULL_TEXT && name !== 'visitorImId' && isBuiltIn(name)
}

function serviceNumberOf(pairs: readonly Pair[]): string | null {
  return pairs.find(({ name, value }) => name === 'serviceNumber' && !isAbsent(value))?.value ?? null
}

function presentNames(pairs: readonly Pair[]): Set<string> {
  return new Set(pairs.filter(({ value }) => !isAbsent(value)).map(({ name }) => name))
}

/** Parameters that were sent take precedence over recovered ones, and earlier recovered ones over later ones. */
function recover(
  pairs: readonly Pair[],
  read: (pair: Pair, at: number) => { remainder: Pair[]; recovered: Pair[] } | null,
): Pair[] | null {
  const results = pairs.map(read)
  if (results.every((result) => result === null)) return null
  const known = presentNames(pairs.filter((_, at) => results[at] === null))
  return pairs.flatMap((pair, at) => {
    const result = results[at]
    if (!result) return [pair]
    const recovered = result.recovered.filter(({ name }) => !known.has(name))
    for (const name of presentNames(recovered)) known.add(name)
    return [...result.remainder, ...recovered]
  })
}
