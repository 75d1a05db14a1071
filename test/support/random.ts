/** Character ranges of the texts: ASCII, Latin, Arabic, CJK, emoji. No control characters, no surrogates. */
const RANGES = [
  ...([
    [0x20, 0x7e],
    [0x20, 0x7e],
    [0xa0, 0x24f],
    [0x621, 0x64a],
  ] as const),
  ...([
    [0x4e00, 0x9fff],
    [0x3041, 0x30fe],
    [0x1f300, 0x1f6ff],
  ] as const),
] as const

/** Creates a generator with the same sequence in every run (mulberry32). */
export function createRandom(seed: number) {
  let state = seed
  function below(limit: number): number {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit)
  }
  return {
    /** An integer from 0 to limit − 1. */
    below,
    ascii: (length: number) => String.fromCharCode(...Array.from({ length }, () => 0x21 + below(94))),
    /** A text of at most this many bytes of UTF-8, and at most three fewer. */
    text(bytes: number): string {
      let text = ''
      for (let size = 0; ;) {
        const [first, last] = RANGES[below(RANGES.length)] ?? [0x20, 0x7e]
        const character = String.fromCodePoint(first + below(last - first + 1))
        size += Buffer.byteLength(character)
        if (size > bytes) return text
        text += character
      }
    },
  }
}
