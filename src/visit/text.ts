const CONTROL_CHARACTER = /\p{Cc}/u
/** Control characters except tabs and line breaks. */
const UNPRINTABLE = /[^\P{Cc}\t\n\r]/u

export function hasControlCharacter(text: string): boolean {
  return CONTROL_CHARACTER.test(text)
}

export function hasUnprintable(text: string): boolean {
  return UNPRINTABLE.test(text)
}

/** Truncates to `limit` UTF-16 units, never inside a surrogate pair, and replaces control characters. */
export function toPrintable(text: string, limit: number): string {
  const short = text.length > limit ? `${text.slice(0, limit).replace(/[\ud800-\udbff]$/, '')}…` : text
  return short.replaceAll(/\r\n?/g, '\n').replaceAll(new RegExp(UNPRINTABLE, 'gu'), ' ')
}

/** Decoding replaced bytes that are not UTF-8. */
export function hasLostBytes(text: string): boolean {
  return text.includes('\ufffd')
}

export const NULL_TEXT = '(null)'

/** Clients send a missing value as an empty string, as `(null)` (iOS) or as `undefined` (web widget). */
export function isAbsent(text: string): boolean {
  return text === '' || text === NULL_TEXT || text === 'undefined'
}
