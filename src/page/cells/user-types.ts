import { parse as parseArray } from 'postgres-array'
import type { Cell } from './cell.ts'
import { toText } from './to-text.ts'

/*
 * User-defined types have no fixed type numbers. Their values are recognized by Postgres's text format, which is
 * strict: anything with a space or bracket in it is quoted.
 */

const QUOTED = String.raw`"(?:[^"\\]|\\.|"")*"`
const ELEMENT = String.raw`(?:${QUOTED}|[^\s"\\{},[\]()]+)`
/** Bounds precede the elements if they do not begin at 1: `[0:1]={a,b}`. */
const ARRAY = new RegExp(String.raw`^(?:\[[\d:\][-]+\]=)?\{(?:${ELEMENT}(?:,${ELEMENT})*)?\}$`, 's')
const FIELD = String.raw`(?:${QUOTED}|[^\s"\\(),]*)`
const COMPOSITE = new RegExp(String.raw`^\((?=.*,)${FIELD}(?:,${FIELD})*\)$`, 's')
const FIELDS = new RegExp(String.raw`(?<=[(,])(?:(${QUOTED})|([^\s"\\(),]*))(?=[,)])`, 'gs')
const BOUND = String.raw`(?:${QUOTED}|[^\s"\\{}[\](),]*)`
const RANGE = String.raw`[[(]${BOUND},${BOUND}[\])]`
const MULTIRANGE = new RegExp(String.raw`^\{${RANGE}(?:,${RANGE})*\}$`)
const RANGES = new RegExp(RANGE, 'g')
const PAIR = String.raw`(${QUOTED})=>(?:(${QUOTED})|NULL)`
const HSTORE = new RegExp(`^${PAIR}(?:, ${PAIR})*$`, 's')
const PAIRS = new RegExp(PAIR, 'gs')
/** Longer texts are not parsed. */
const MAX_LENGTH = 10_000

function unquote(text: string): string {
  return text.slice(1, -1).replaceAll(/\\(.)|""/gs, (_, escaped?: string) => escaped ?? '"')
}

/**
 * Parses a value of a user-defined type: an array or a multirange into its elements, an hstore into an object, a
 * composite value into one text. Other values stay as text.
 */
export function readUserType(value: unknown): unknown {
  const text = toText(value)
  if (text.length > MAX_LENGTH) return text
  if (MULTIRANGE.test(text)) return text.match(RANGES)
  return ARRAY.test(text) ? readArray(text) : readElement(text)
}

/** The type of the elements is unknown. They are texts unless all of them look like values of one other type. */
function readArray(text: string): unknown[] {
  const shapes = new Set<string>()
  const texts = parseArray(text, (element) => {
    shapes.add(toShape(element))
    return element
  })
  return shapes.size === 1 ? parseArray(text, readElement) : texts
}

/** Composite values of one type have the same number of fields. */
function toShape(text: string): string {
  if (text === '' || HSTORE.test(text)) return 'hstore'
  return COMPOSITE.test(text) ? `${String(text.match(FIELDS)?.length)} fields` : 'text'
}

function readElement(text: string): unknown {
  if (HSTORE.test(text)) return Object.fromEntries(readPairs(text))
  return COMPOSITE.test(text) ? readComposite(text) : text
}

function readPairs(text: string): [string, string | null][] {
  return [...text.matchAll(PAIRS)].map(([, name = '', value]) => [
    unquote(name),
    value === undefined ? null : unquote(value),
  ])
}

/** Converts `(1,"a b",)` to `1, a b`. */
function readComposite(text: string): string {
  // A field of the type `char(n)` is padded.
  const fields = [...text.matchAll(FIELDS)].map(([, quoted, bare = '']) =>
    quoted === undefined ? bare : unquote(quoted).trim(),
  )
  return fields.filter((field) => field !== '').join(', ')
}

export function toCompositeCell(value: unknown): Cell | null {
  const text = readComposite(toText(value))
  return text === '' ? null : { kind: 'text', text }
}
