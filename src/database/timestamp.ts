import { types } from 'pg'

const parse = types.getTypeParser(types.builtins.TIMESTAMPTZ) as (text: string) => unknown

/** The range of four-digit years. */
const [FIRST_MS, LAST_MS] = [Date.parse('0001-01-01T00:00:00Z'), Date.parse('9999-12-31T23:59:59.999Z')]

/** @returns a Date, or the text if that cannot be formatted well: infinity, years BC and of five digits */
export function toDate(text: string): unknown {
  const time = parse(text)
  const isInRange = time instanceof Date && time.getTime() >= FIRST_MS && time.getTime() <= LAST_MS
  return isInRange ? time : text
}
