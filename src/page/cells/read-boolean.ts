/** What Postgres parses as a boolean, and the same in Chinese; tables also store these as numbers, bits and text. */
const TRUE = /^\s*(t|true|y|yes|on|1(\.0+)?|是)\s*$/i
const FALSE = /^\s*(f|false|n|no|off|0(\.0+)?|否)\s*$/i

/** Parses a boolean in any notation; null for other texts. */
export function readBoolean(text: string): boolean | null {
  if (TRUE.test(text)) return true
  return FALSE.test(text) ? false : null
}
