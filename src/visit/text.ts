// oxlint-disable-next-line no-control-regex -- control characters are what this looks for
const CONTROL_CHARACTER = /[\0-\x1f\x7f-\x9f]/
/** Control characters except tabs and line breaks. */
// oxlint-disable-next-line no-control-regex -- as above
const UNPRINTABLE = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/

export function hasControlCharacter(text: string): boolean {
  return CONTROL_CHARACTER.test(text)
}

export function hasUnprintable(text: string): boolean {
  return UNPRINTABLE.test(text)
}

/** Truncates to `limit` UTF-16 units, never inside a surrogate pair, and replaces control characters. */
export function toPrintable(text: string, limit: number): string {
  const short = text.length > limit ? `${text.slice(0, limit).replace(/[\ud800-\udbff]$/, '')}…` : text
  return short.replaceAll(/\r\n?/g, '\n').replaceAll(new RegExp(UNPRINTABLE, 'g'), ' ')
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
