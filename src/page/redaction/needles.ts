/** Up to this many needles, searching for each in turn is faster. */
const MAX_LINEAR = 16
/** A prefix of this length is enough to identify a longer needle. */
const MAX_PREFIX = 12

/**
 * Creates a function that returns whether a text contains one of the needles, in time linear in the text and
 * independent of their number: it looks up each position's first characters, and only on a match each of the few
 * lengths.
 *
 * @param minLength no needle is shorter
 */
export function createFinder(needles: Iterable<string>, minLength: number): (text: string) => boolean {
  const starts = new Set<string>()
  const prefixes = new Set<string>()
  const lengths = new Set<number>()
  for (const needle of needles) {
    const prefix = needle.slice(0, MAX_PREFIX)
    starts.add(prefix.slice(0, minLength))
    prefixes.add(prefix)
    lengths.add(prefix.length)
  }
  const all = [...prefixes]
  if (all.length <= MAX_LINEAR) return (text) => all.some((prefix) => text.includes(prefix))
  return (text) => {
    for (let at = 0; at + minLength <= text.length; at += 1) {
      if (!starts.has(text.slice(at, at + minLength))) continue
      for (const length of lengths) if (prefixes.has(text.slice(at, at + length))) return true
    }
    return false
  }
}
