// eslint-disable-next-line no-control-regex -- control characters are what this looks for
const CONTROL_CHARACTER = /[\0-\x1f\x7f-\x9f]/
/** Those that are neither a tab nor a line break. */
// eslint-disable-next-line no-control-regex -- as above
const UNPRINTABLE = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/

export function hasControlCharacter(text: string): boolean {
  return CONTROL_CHARACTER.test(text)
}

/** Control characters that no text holds on purpose: tabs and line breaks are text. */
export function hasUnprintable(text: string): boolean {
  return UNPRINTABLE.test(text)
}

/** A text fit to be shown: cut to so many UTF-16 units, never inside a character, and without control characters. */
export function toPrintable(text: string, limit: number): string {
  const short = text.length > limit ? `${text.slice(0, limit).replace(/[\ud800-\udbff]$/, '')}…` : text
  return short.replaceAll(/\r\n?/g, '\n').replaceAll(new RegExp(UNPRINTABLE, 'g'), ' ')
}

/** U+FFFD is what decoding leaves of bytes that are not UTF-8: which bytes they were can no longer be told. */
export function hasLostBytes(text: string): boolean {
  return text.includes('\ufffd')
}

/** How iOS prints a value that is missing. */
export const NULL_TEXT = '(null)'

/** Clients write a missing value as an empty one, as `(null)` (iOS) or as `undefined` (web widget). */
export function isAbsent(text: string): boolean {
  return text === '' || text === NULL_TEXT || text === 'undefined'
}
