/** When something worked, on the clock of `performance.now`. */
export type Series = number[]

/** The longest time in which it did not, in whole milliseconds, between two moments. */
export function longestGap(series: Series, from: number, to: number): number {
  const times = [from, ...series.filter((at) => at > from && at < to), to]
  return Math.round(Math.max(...times.slice(1).map((at, index) => at - (times[index] ?? at))))
}

/** The first time after a moment; Infinity where there was none. */
export function firstAfter(series: Series, from: number): number {
  return series.find((at) => at > from) ?? Infinity
}

/** How long after the first moment the last gap of more than a second ended: from then on it works for good. */
export function restoredAfter(series: Series, from: number, to: number): number {
  const times = [from, ...series.filter((at) => at > from && at < to)]
  const at = times.findLast((time, index) => index > 0 && time - (times[index - 1] ?? time) > 1000)
  return Math.round((at ?? from) - from)
}
