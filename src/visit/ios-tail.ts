import { BUILT_IN_PARAMETERS } from './built-in-parameters.ts'
import type { Pair } from './query-string.ts'

/**
 * What the vendor's iOS app writes behind `visitorImId`, always in this order: the tail of the query. A missing value
 * is `(null)`; older builds send no `to`.
 */
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

/** Pieces of a tail that begin like one of its keys: the app writes 13, and a name may hold a few more. */
const MAX_MARKERS = 32

/** A piece that begins with `key=`. */
interface Marker {
  key: TailKey
  /** Position of the key among all. */
  rank: number
  /** Position of the piece. */
  at: number
}

/**
 * Splits a tail by the order of its keys, so that names may hold `&` and `=`. Values stay as they are written.
 *
 * Where names imitate keys, the most keys in their order are right, and of those the last ones; a value of the app's
 * own that could be read in two ways is returned twice.
 *
 * @returns null when it is no tail: it must begin with its first or second key, and hold a nickname or a true name
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
  // One that ends early is read only where nothing has to be told apart, or where a key shows the end of a nickname.
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
  const runs = measureRuns(markers, pieces.length)
  if ((runs[0] ?? 0) < 1) return null
  const last = toPairs(
    followRun(markers, runs, (candidates) => candidates.at(-1)),
    pieces,
  )
  const first = toPairs(
    followRun(markers, runs, ([candidate]) => candidate),
    pieces,
  )
  const doubtful = first.filter(
    ({ name, value }) => !isText(name) && last.some((pair) => pair.name === name && pair.value !== value),
  )
  return [...last, ...doubtful]
}

/** How many keys in their order begin with each marker, at most. */
function measureRuns(markers: readonly Marker[], pieces: number): number[] {
  const runs: number[] = []
  for (let at = markers.length - 1; at >= 0; at -= 1) {
    const marker = markers[at]
    if (!marker) continue
    const isEnd = isText(marker.key) || marker.at === pieces - 1
    const rest = markers.map((next, index) => (canFollow(marker, next) ? (runs[index] ?? 0) : 0))
    const longest = Math.max(0, ...rest)
    runs[at] = longest > 0 || isEnd ? longest + 1 : -Infinity
  }
  return runs
}

/** The longest run from the first marker; `choose` is asked where there are several. */
function followRun(
  markers: readonly Marker[],
  runs: readonly number[],
  choose: (candidates: Marker[]) => Marker | undefined,
): Marker[] {
  const run: Marker[] = []
  let marker = markers[0]
  while (marker) {
    run.push(marker)
    const current = marker
    const left = (runs[markers.indexOf(current)] ?? 0) - 1
    marker = choose(markers.filter((next, index) => canFollow(current, next) && runs[index] === left))
  }
  return run
}

/** The app's own values hold no `&`, so that the next key follows at once. */
function canFollow(marker: Marker, next: Marker): boolean {
  return next.rank > marker.rank && (isText(marker.key) ? next.at > marker.at : next.at === marker.at + 1)
}

/** What people write: it may hold any character. */
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
