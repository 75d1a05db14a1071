import { types } from 'pg'

const parseAny = types.getTypeParser(types.builtins.TIMESTAMPTZ) as (text: string) => unknown

/** The range of four-digit years. */
const [FIRST_MS, LAST_MS] = [Date.parse('0001-01-01T00:00:00Z'), Date.parse('9999-12-31T23:59:59.999Z')]

/** Infinity, years BC and years of five digits, which a Date cannot format well, remain text. */
function parseUnusual(text: string): unknown {
  const time = parseAny(text)
  const isInRange = time instanceof Date && time.getTime() >= FIRST_MS && time.getTime() <= LAST_MS
  return isInRange ? time : text
}

/**
 * Parses a timestamp in Postgres's format. The usual form, `2026-03-01 09:05:07.123456+00`, is parsed by position,
 * which takes a fifth of the time; any other form is left to the driver's parser. A time outside the years 1 to 9999
 * remains the text that Postgres returned.
 */
export function toDate(text: string): unknown {
  const isPlain =
    text.endsWith('+00') &&
    text.charCodeAt(0) > ZERO &&
    text.charCodeAt(4) === DASH &&
    (text.length === WHOLE_SECONDS || text.charCodeAt(19) === POINT)
  if (!isPlain) return parseUnusual(text)
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2)
  const ms = text.length === WHOLE_SECONDS ? 0 : Number(text.slice(20, -3).padEnd(3, '0').slice(0, 3))
  return new Date(
    Date.UTC(
      year,
      twoDigits(text, 5) - 1,
      twoDigits(text, 8),
      twoDigits(text, 11),
      twoDigits(text, 14),
      twoDigits(text, 17),
      ms,
    ),
  )
}

const WHOLE_SECONDS = '2026-03-01 09:05:07+00'.length
const ZERO = '0'.charCodeAt(0)
const DASH = '-'.charCodeAt(0)
const POINT = '.'.charCodeAt(0)

function twoDigits(text: string, at: number): number {
  return (text.charCodeAt(at) - ZERO) * 10 + text.charCodeAt(at + 1) - ZERO
}
