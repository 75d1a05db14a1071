const NOT_READ = /<(svg|form|button|template|script|footer)\b[\s\S]*?<\/\1>|<a class="reveal"[\s\S]*?<\/a>/g
/** The plain page has no search. */
const SEARCH = /<details class="not-them">[\s\S]*?<\/details>/g
const TITLED = /<[^>]* title="([^"]*)"[^>]*>/g
const TAG = /<[^>]*>/
const MASKED = /\*\*/

/** What a reader sees of a page below its title, text by text, with what hovering shows; without controls and footer. */
function toReadableTexts(html: string): string[] {
  const body = html.slice(html.indexOf('<body'))
  return body
    .replaceAll(SEARCH, '')
    .replaceAll(NOT_READ, '')
    .replaceAll(TITLED, '<>$1<>')
    .split(TAG)
    .map((text) => text.trim())
    .filter((text) => text !== '')
}

/**
 * Two pages' texts side by side, to be compared; what one of them masks, in whatever way, is the same in both.
 *
 * @returns the texts of the first, and those of the second
 */
export function toComparable(one: string, other: string): [string[], string[]] {
  const [ours, theirs] = [toReadableTexts(one), toReadableTexts(other)]
  const isMasked = (index: number) => MASKED.test(ours[index] ?? '') || MASKED.test(theirs[index] ?? '')
  const toText = (text: string, index: number) => (isMasked(index) ? '****' : text)
  return [ours.map(toText), theirs.map(toText)]
}

/** @throws when the two do not say the same, with the first text that is another */
export function assertSameTexts(ours: string, theirs: string): void {
  const [one, other] = toComparable(ours, theirs)
  const at = one.findIndex((text, index) => text !== other[index])
  if (at === -1 && one.length === other.length) return
  const place = at === -1 ? one.length : at
  throw new Error(`The plain page is not ours: "${other[place] ?? ''}" in place of "${one[place] ?? ''}"`)
}
