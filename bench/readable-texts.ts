const NOT_READ = /<(svg|form|button|template|script|footer)\b[\s\S]*?<\/\1>|<a class="reveal"[\s\S]*?<\/a>/g
/** Above columns; each row says them, too. */
const HEADINGS = /<li class="headings"[\s\S]*?<\/li>/g
/** The plain page has no search. */
const SEARCH = /<details class="not-them">[\s\S]*?<\/details>/g
/** A number of which a narrow pane hides the middle. */
const LONG_NUMBER = /<bdi class="long-number" title="([^"]*)">[\s\S]*?<\/bdi>/g
const TITLED = /<[^>]* title="([^"]*)"[^>]*>/g
/** Ends no text. */
const DIRECTED = /<\/?bdi\b[^>]*>/g
const TAG = /<[^>]*>/
/** Card numbers, which are stored shortened, have a word before their dots. */
const MASKED = /(?<![a-z] )••/

/** What a reader sees of a page below its title, text by text, with what hovering shows; without controls and footer. */
function toReadableTexts(html: string): string[] {
  const body = html.slice(html.indexOf('<body'))
  const texts = body
    .replaceAll(SEARCH, '')
    .replaceAll(HEADINGS, '')
    .replaceAll(NOT_READ, '')
    .replaceAll(LONG_NUMBER, '<>$1<>')
    .replaceAll(TITLED, '<>$1<>')
    .replaceAll(DIRECTED, '')
    .split(TAG)
  return texts
    .map((text) =>
      text
        .replaceAll('&middot;', '')
        // Keeps words on one line; a reader sees a space.
        .replaceAll('\u00a0', ' ')
        .trim()
        .replace(/[:：]$/, ''),
    )
    .filter((text) => text !== '')
}

/**
 * What only one of two pages says, in whatever order and however often. What our page masks, the plain one may mask in
 * another way, or show, where it stands in another column than that of its mask.
 */
export function compareTexts(ours: string, plain: string): { missing: string[]; extra: string[] } {
  const [one, other] = [toReadableTexts(ours), toReadableTexts(plain)]
  const isMasked = (text: string) => MASKED.test(text)
  const without = (texts: readonly string[], others: readonly string[]) =>
    [...new Set(texts)].filter((text) => !isMasked(text) && !others.includes(text))
  const shownByPlain = one.filter(isMasked).length - other.filter(isMasked).length
  return { missing: without(one, other), extra: without(other, one).slice(Math.max(0, shownByPlain)) }
}

/** @throws when the two do not say the same, with the first text that is another */
export function assertSameTexts(ours: string, plain: string): void {
  const { missing, extra } = compareTexts(ours, plain)
  if (missing.length + extra.length === 0) return
  throw new Error(`The plain page is not ours: it lacks "${missing[0] ?? ''}", and says "${extra[0] ?? ''}"`)
}
