const NOT_READ = /<(svg|form|button|template|script|footer)\b[\s\S]*?<\/\1>|<a class="reveal"[\s\S]*?<\/a>/g
/** Headings of columns; each row contains them, too. */
const HEADINGS = /<li class="headings"[\s\S]*?<\/li>/g
/** The plain page has no search. */
const SEARCH = /<details class="not-them">[\s\S]*?<\/details>/g
/** A number whose middle a narrow pane hides. */
const LONG_NUMBER = /<bdi class="long-number" title="([^"]*)">[\s\S]*?<\/bdi>/g
const TITLED = /<[^>]* title="([^"]*)"[^>]*>/g
/** Does not separate texts. */
const DIRECTED = /<\/?bdi\b[^>]*>/g
const TAG = /<[^>]*>/
/** Card numbers, which are stored abbreviated, have a word before their dots. */
const MASKED = /(?<![a-z] )••/

/** The visible texts of a page below its title, including tooltips, without controls and footer. */
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
        // No-break spaces look like spaces.
        .replaceAll('\u00a0', ' ')
        .trim()
        .replace(/[:：]$/, ''),
    )
    .filter((text) => text !== '')
}

/**
 * The texts that only one of two pages contains, regardless of order and repetition. The plain page may mask a value
 * that ours masks in another way, or show it outside of its masked column.
 */
export function compareTexts(ours: string, plain: string): { missing: string[]; extra: string[] } {
  const [one, other] = [toReadableTexts(ours), toReadableTexts(plain)]
  const isMasked = (text: string) => MASKED.test(text)
  const without = (texts: readonly string[], others: readonly string[]) =>
    [...new Set(texts)].filter((text) => !isMasked(text) && !others.includes(text))
  const shownByPlain = one.filter(isMasked).length - other.filter(isMasked).length
  return { missing: without(one, other), extra: without(other, one).slice(Math.max(0, shownByPlain)) }
}

/** @throws if the two pages have different texts, with the first difference */
export function assertSameTexts(ours: string, plain: string): void {
  const { missing, extra } = compareTexts(ours, plain)
  if (missing.length + extra.length === 0) return
  throw new Error(
    `The plain page differs from ours: it lacks "${missing[0] ?? ''}", and has "${extra[0] ?? ''}"`,
  )
}
