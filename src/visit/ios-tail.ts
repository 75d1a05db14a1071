import { BUILT_IN_PARAMETERS } from './built-in-parameters.ts'
import type { Pair } from './query-string.ts'

/** What iOS writes after `visitorImId`, always in this order; older builds send no `to`. */
export const TAIL_KEYS = [
  'to',
  'nickname',
  'ssid',
  'userId',
  'email',
  'tenantId',
  'agentId',
  'agentName',
  'originType',
  'techChannelName',
  'serviceNumber',
  'desc',
  'trueName',
] as const

type TailKey = (typeof TAIL_KEYS)[number]

/** Maximum number of pieces that begin with a key: the app writes 13, and a name can contain a few more. */
const MAX_MARKERS = 32

interface Marker {
  key: TailKey
  rank: number
  at: number
}

/**
 * Splits a tail by the order of its keys, so that names may contain `&` and `=`. If names imitate keys, the longest
 * sequence in order wins, and among equally long ones the last; an app value that could be read in two ways is
 * returned twice.
 *
 * @returns null unless the text begins with one of the first two keys, and contains a nickname or a real name
 */
export function splitTail(text: string): Pair[] | null {
  const pieces = text.split('&')
  const markers = pieces.flatMap((piece, at) => {
    const rank = TAIL_KEYS.findIndex((name) => piece.startsWith(`${name}=`))
    const key = TAIL_KEYS[rank]
    return key === undefined ? [] : [{ key, rank, at }]
  })
  if (markers[0]?.at !== 0 || markers.length > MAX_MARKERS) return null
  const pairs = splitByOrder(markers, pieces)
  if (pairs?.some(({ name }) => name === 'trueName')) return pairs
  // A tail without `trueName` is accepted only if it is unambiguous, or if a key marks the end of the nickname.
  const isPlain =
    markers.length === pieces.length && new Set(markers.map(({ key }) => key)).size === pieces.length
  if (isPlain)
    return markers.some(({ key }) => key === 'nickname' || key === 'trueName')
      ? toPairs(markers, pieces)
      : null
  const isNicknameEnded = pairs?.some(({ name }, at) => name === 'nickname' && at < pairs.length - 1)
  return isNicknameEnded ? pairs : null
}

function splitByOrder(markers: readonly Marker[], pieces: readonly string[]): Pair[] | null {
  const runLengths = measureRuns(markers, pieces.length)
  if ((runLengths[0] ?? 0) < 1) return null
  const last = toPairs(
    followRun(markers, runLengths, (candidates) => candidates.at(-1)),
    pieces,
  )
  const first = toPairs(
    followRun(markers, runLengths, ([candidate]) => candidate),
    pieces,
  )
  const ambiguous = first.filter(
    ({ name, value }) => !isText(name) && last.some((pair) => pair.name === name && pair.value !== value),
  )
  return [...last, ...ambiguous]
}

/** For each marker, the length of the longest sequence of keys in order that starts there. */
function measureRuns(markers: readonly Marker[], pieces: number): number[] {
  const runLengths: number[] = []
  for (let at = markers.length - 1; at >= 0; at -= 1) {
    const marker = markers[at]
    if (!marker) continue
    const isEnd = isText(marker.key) || marker.at === pieces - 1
    const rest = markers.map((next, index) => (canFollow(marker, next) ? (runLengths[index] ?? 0) : 0))
    const longest = Math.max(0, ...rest)
    runLengths[at] = longest > 0 || isEnd ? longest + 1 : -Infinity
  }
  return runLengths
}

/** Follows the longest run from the first marker; `choose` resolves ties. */
function followRun(
  markers: readonly Marker[],
  runLengths: readonly number[],
  choose: (candidates: Marker[]) => Marker | undefined,
): Marker[] {
  const run: Marker[] = []
  let marker = markers[0]
  while (marker) {
    run.push(marker)
    const current = marker
    const remaining = (runLengths[markers.indexOf(current)] ?? 0) - 1
    marker = choose(
      markers.filter((next, index) => canFollow(current, next) && runLengths[index] === remaining),
    )
  }
  return run
}

/** The app's own values contain no `&`, so the next key must follow directly. */
function canFollow(marker: Marker, next: Marker): boolean {
  return next.rank > marker.rank && (isText(marker.key) ? next.at > marker.at : next.at === marker.at + 1)
}

/** Human input, which can contain any character. */
const isText = (name: string) => BUILT_IN_PARAMETERS[name as TailKey] === 'text'

function toPairs(run: readonly Marker[], pieces: readonly string[]): Pair[] {
  return run.map(({ key, at }, index) => ({
    name: key,
    value: pieces
      .slice(at, run[index + 1]?.at)
      .join('&')
      .slice(key.length + 1),
  }))
}
