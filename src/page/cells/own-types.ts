import { parse as parseArray } from 'postgres-array'
import { toText } from './to-text.ts'

/*
 * Types that a database has besides Postgres's own are not told apart by their numbers. What they write is read by its
 * form, which is strict: whatever has a space or a bracket in it stands in quotes.
 */

const QUOTED = String.raw`"(?:[^"\\]|\\.|"")*"`
const ARRAY = new RegExp(
  String.raw`^(?:\[[\d:\][-]+\]=)?\{(?:(?:${QUOTED}|[^\s"\\{},[\]()]+)(?:,(?:${QUOTED}|[^\s"\\{},[\]()]+))*)?\}$`,
  's',
)
const FIELD = String.raw`(?:${QUOTED}|[^\s"\\(),]*)`
const COMPOSITE = new RegExp(String.raw`^\((?=.*,)${FIELD}(?:,${FIELD})*\)$`, 's')
const FIELDS = new RegExp(String.raw`(?<=[(,])(?:(${QUOTED})|([^\s"\\(),]*))(?=[,)])`, 'gs')
const PAIR = String.raw`(${QUOTED})=>(?:(${QUOTED})|NULL)`
const HSTORE = new RegExp(`^${PAIR}(?:, ${PAIR})*$`, 's')
const PAIRS = new RegExp(PAIR, 'gs')
/** Longer texts are none of these. */
const MAX_LENGTH = 10_000

function unquote(text: string): string {
  return text.slice(1, -1).replaceAll(/\\(.)|""/gs, (_, escaped?: string) => escaped ?? '"')
}

/**
 * What a value of an own type tells: an array's elements, an hstore's pairs as an object, a composite value's fields as one
 * text; else its own text.
 */
export function readOwnType(value: unknown): unknown {
  const text = toText(value)
  if (text.length > MAX_LENGTH) return text
  if (ARRAY.test(text)) return parseArray(text, String)
  if (HSTORE.test(text)) return Object.fromEntries(readPairs(text))
  return COMPOSITE.test(text) ? readComposite(text) : text
}

function readPairs(text: string): [string, string | null][] {
  return [...text.matchAll(PAIRS)].map(([, name = '', value]) => [
    unquote(name),
    value === undefined ? null : unquote(value),
  ])
}

/** `(1,"a b",)` is `1, a b`. */
export function readComposite(text: string): string {
  const fields = [...text.matchAll(FIELDS)].map(([, quoted, bare = '']) =>
    quoted === undefined ? bare : unquote(quoted),
  )
  return fields.filter((field) => field !== '').join(', ')
}
