/** So many are looked for one after the other, which is faster until there are many. */
const FEW = 16
/** Of a longer needle, so much is looked for: it tells enough. */
const MOST = 12

/**
 * Makes the function that tells whether a text contains one of the needles. It takes time in proportion to the text,
 * however many needles there are: each place is looked up by its beginning, and only then by the few lengths there are.
 *
 * @param least no needle is shorter
 */
export function createFinder(needles: Iterable<string>, least: number): (text: string) => boolean {
  const beginnings = new Set<string>()
  const whole = new Set<string>()
  const lengths = new Set<number>()
  for (const needle of needles) {
    const cut = needle.slice(0, MOST)
    beginnings.add(cut.slice(0, least))
    whole.add(cut)
    lengths.add(cut.length)
  }
  const cuts = [...whole]
  if (cuts.length <= FEW) return (text) => cuts.some((cut) => text.includes(cut))
  return (text) => {
    for (let at = 0; at + least <= text.length; at += 1) {
      if (!beginnings.has(text.slice(at, at + least))) continue
      for (const length of lengths) if (whole.has(text.slice(at, at + length))) return true
    }
    return false
  }
}
