/** What Postgres parses as a boolean; tables also store these as numbers, bits and text. */
const TRUE = /^(t|true|y|yes|on|1)$/i
const FALSE = /^(f|false|n|no|off|0)$/i

/** Parses a boolean in any notation; null for other texts. */
export function readBoolean(text: string): boolean | null {
  if (TRUE.test(text)) return true
  return FALSE.test(text) ? false : null
}
