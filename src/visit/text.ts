// eslint-disable-next-line no-control-regex -- control characters are what this looks for
const CONTROL_CHARACTER = /[\0-\x1f\x7f-\x9f]/

export function hasControlCharacter(text: string): boolean {
  return CONTROL_CHARACTER.test(text)
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
