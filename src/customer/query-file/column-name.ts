/** A column name in annotations: bare, or in double quotes if it contains spaces. */
export const COLUMN_NAME = String.raw`"(?:[^"]|"")+"|[^\s:：]+`

const NAMES = /"(?:[^"]|"")+"|[^\s,，、"]+/gu
const BETWEEN = /^[\s,，、]*$/

export function toColumnName(text: string): string {
  return /^"(?:[^"]|"")+"$/.test(text) ? text.slice(1, -1).replaceAll('""', '"') : text
}

/** Null if it is invalid, for example if a quote is not closed. */
export function readColumnNames(text: string): string[] | null {
  if (!BETWEEN.test(text.replaceAll(NAMES, ''))) return null
  return (text.match(NAMES) ?? []).map(toColumnName)
}
