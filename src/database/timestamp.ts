import { types } from 'pg'

const parseAny = types.getTypeParser(types.builtins.TIMESTAMPTZ) as (text: string) => unknown

/** The range of four-digit years. */
const [FIRST_MS, LAST_MS] = [Date.parse('0001-01-01T00:00:00Z'), Date.parse('9999-12-31T23:59:59.999Z')]
/** Postgres writes nearly all times like this: `2026-03-01 09:05:07.123456+00`. */
const USUAL = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}(?:\.\d+)?)([+-]\d{2}(?::\d{2})?)$/

/**
 * Parses a timestamp in Postgres's format. Milliseconds are not rounded, as the driver's parser sometimes does.
 *
 * @returns a Date, or the text if that cannot be formatted well: infinity, years BC and of five digits
 */
export function toDate(text: string): unknown {
  const [, day, clock, offset = ''] = USUAL.exec(text) ?? []
  const isUsual = day !== undefined && clock !== undefined
  const zone = offset.length === 3 ? `${offset}:00` : offset
  const time = isUsual ? new Date(`${day}T${clock}${zone}`) : parseAny(text)
  const isInRange = time instanceof Date && time.getTime() >= FIRST_MS && time.getTime() <= LAST_MS
  return isInRange ? time : text
}
