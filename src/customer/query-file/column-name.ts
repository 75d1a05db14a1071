/** A name in double quotes. */
const QUOTED = String.raw`"(?:[^"]|"")+"`
/** A column name in annotations: bare, or in double quotes if it contains spaces. */
export const COLUMN_NAME = String.raw`${QUOTED}|[^\s:：]+`

const IS_QUOTED = new RegExp(`^${QUOTED}$`)
const ALL_QUOTED = new RegExp(QUOTED, 'gu')
const NAMES = new RegExp(String.raw`${QUOTED}|[^\s,，、"]+`, 'gu')
const BETWEEN = /^[\s,，、]*$/

export function toColumnName(text: string): string {
  return IS_QUOTED.test(text) ? text.slice(1, -1).replaceAll('""', '"') : text
}

/** As SQL names it: Postgres folds bare names to lower case. */
export function toSqlName(name: string): string {
  return /^[a-z_\u0080-\uffff][a-z\d_\u0080-\uffff]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`
}

/** Null if it is invalid, for example if a quote is not closed. */
export function readColumnNames(text: string): string[] | null {
  if (!BETWEEN.test(text.replaceAll(NAMES, ''))) return null
  return (text.match(NAMES) ?? []).map(toColumnName)
}

export const withoutQuoted = (text: string) => text.replaceAll(ALL_QUOTED, '')
