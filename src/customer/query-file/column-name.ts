/** A column's name as annotations write it: bare, or in double quotes, as where it has spaces. */
export const COLUMN_NAME = String.raw`"(?:[^"]|"")+"|[^\s:：]+`

const NAMES = /"(?:[^"]|"")+"|[^\s,，、"]+/gu
const BETWEEN = /^[\s,，、]*$/

/** The name that is meant: `"Order ""No."""` is `Order "No."`. */
export function toColumnName(text: string): string {
  return /^"(?:[^"]|"")+"$/.test(text) ? text.slice(1, -1).replaceAll('""', '"') : text
}

/** Reads a list of names, apart by commas or spaces. Null where it is none, as when a quote is not closed. */
export function readColumnNames(text: string): string[] | null {
  if (!BETWEEN.test(text.replaceAll(NAMES, ''))) return null
  return (text.match(NAMES) ?? []).map(toColumnName)
}
