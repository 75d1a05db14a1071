/** When something succeeded, in `performance.now` time. */
export type Series = number[]

/** The longest time without success between two times, in whole milliseconds. */
export function longestGap(series: Series, from: number, to: number): number {
  const times = [from, ...series.filter((at) => at > from && at < to), to]
  return Math.round(Math.max(...times.slice(1).map((at, index) => at - (times[index] ?? at))))
}

/** The first success after a time; Infinity if there was none. */
export function firstAfter(series: Series, from: number): number {
  return series.find((at) => at > from) ?? Infinity
}

/** How long after the first time the last gap of more than a second ended. */
export function restoredAfter(series: Series, from: number, to: number): number {
  const times = [from, ...series.filter((at) => at > from && at < to)]
  const at = times.findLast((time, index) => index > 0 && time - (times[index - 1] ?? time) > 1000)
  return Math.round((at ?? from) - from)
}
