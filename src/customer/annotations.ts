/*
 * The comments on top of a query file, one annotation a line:
 *
 *   -- title: Orders               -- title.zh: 订单
 *   -- layout: table | fields | summary
 *   -- rows: 5                     how many are shown before the rest is folded
 *   -- timeout: 800ms
 *   -- empty: No orders yet        -- empty.zh: 暂无订单
 *   -- column NAME: Label | 标签 | formats
 *   -- hide: NAME, NAME
 */
import { isFormatWord, readFormats, type ColumnFormat } from './column-format.ts'

interface Localized {
  en: string
  zh: string
}

interface ColumnAnnotation {
  label: Localized
  format: ColumnFormat
  line: number
}

export interface Annotations {
  title: Localized
  layout: 'table' | 'fields' | 'summary'
  rows: number
  /** Time limit of the statement in milliseconds; null is the limit of statements in general. */
  timeoutMs: number | null
  /** Null is the page's own word. */
  empty: Localized | null
  columns: ReadonlyMap<string, ColumnAnnotation>
  /** Names of the columns that are masked. */
  masked: readonly string[]
  /** What formats have in parentheses: names of columns, or codes. */
  arguments: ReadonlySet<string>
  /** Columns that never leave the server, with the line that says so. */
  hidden: ReadonlyMap<string, number>
}

/** Something wrong in a file. The line counts from 1; null is the file as a whole. */
export interface Fault {
  line: number | null
  message: string
}

const LAYOUTS = ['table', 'fields', 'summary'] as const
const DEFAULT_ROWS = 5
const ANNOTATION =
  /^--\s*(title|title\.zh|layout|rows|timeout|empty|empty\.zh|column|hide)(?:\s+("[^"]+"|[^\s:：]+))?\s*[:：]\s*(.*)$/u
/** The annotations on which it depends what leaves the server, misspelt or out of place. */
const NEAR_MISS = /--\s*(columns?|hide|mask)\b/iu
const HOW_TO = 'on top of the file, one a line, -- column NAME: Label | 标签 | formats, or -- hide: NAME'

/**
 * Reads the annotations. Other comments are comments.
 *
 * @param name names the file where it has no title
 */
export function readAnnotations(name: string, source: string): { annotations: Annotations; faults: Fault[] } {
  const faults: Fault[] = []
  const columns = new Map<string, ColumnAnnotation>()
  const hidden = new Map<string, number>()
  const values = new Map<string, string>()
  const head = topComments(source).length
  for (const [index, text] of source.split('\n').entries()) {
    const [, key, quoted, found = ''] = (index < head && ANNOTATION.exec(text.trim())) || []
    const value = toOwnText(found)
    const column = quoted?.replace(/^"(.*)"$/, '$1')
    const line = index + 1
    const fail = (message: string) => void faults.push({ line, message })
    if (key === undefined) {
      // Nobody would notice a mask that is not there.
      if (NEAR_MISS.test(text)) fail(`looks like an annotation and is none: ${HOW_TO}`)
      continue
    }
    if (key !== 'column' && column !== undefined) fail(`${key} takes no name before the colon`)
    else if (key === 'column') {
      if (column === undefined) fail('column needs a name: -- column NAME: Label | 标签 | formats')
      else if (columns.has(column)) fail(`column ${column} is annotated twice`)
      else columns.set(column, readColumn(column, value, line, fail))
    } else if (key === 'hide') {
      for (const word of value.split(/[\s,]+/)) if (word !== '') hidden.set(word, line)
    } else {
      checkValue(key, value, fail)
      values.set(key, value)
    }
  }
  const title = values.get('title') ?? toLabel(name)
  const empty = values.get('empty')
  const annotations: Annotations = {
    title: { en: title, zh: values.get('title.zh') ?? title },
    layout: LAYOUTS.find((layout) => layout === values.get('layout')) ?? 'table',
    rows: Number(values.get('rows') ?? DEFAULT_ROWS),
    timeoutMs: values.has('timeout') ? Number.parseInt(values.get('timeout') ?? '', 10) : null,
    empty: empty === undefined ? null : { en: empty, zh: values.get('empty.zh') ?? empty },
    columns,
    masked: [...columns].flatMap(([column, { format }]) => (format.mask ? [column] : [])),
    arguments: new Set([...columns.values()].flatMap(({ format }) => format.argument ?? [])),
    hidden,
  }
  return { annotations, faults }
}

/**
 * A text that is none of the file's: a part of a file that has Chinese in it takes two bytes for each character, and so
 * does every page on which the part stands, though it be English.
 */
function toOwnText(part: string): string {
  return Buffer.from(part).toString()
}

/** The lines of the file's head; one that begins the statement ends it. */
function topComments(source: string): string[] {
  const lines = source.split('\n').map((line) => line.trim())
  const end = lines.findIndex((line) => line !== '' && !line.startsWith('--'))
  return end === -1 ? lines : lines.slice(0, end)
}

function checkValue(key: string, value: string, fail: (message: string) => void): void {
  if (key === 'layout' && !LAYOUTS.some((layout) => layout === value)) {
    fail(`layout must be one of ${LAYOUTS.join(', ')}`)
  }
  if (key === 'rows' && !/^[1-9]\d{0,2}$/.test(value)) fail('rows must be a number from 1 to 999')
  if (key === 'timeout' && !/^([1-9]\d{0,3}|10000)ms$/.test(value)) {
    fail('timeout must be a number of milliseconds up to 10000, such as 800ms')
  }
}

function readColumn(
  column: string,
  value: string,
  line: number,
  fail: (message: string) => void,
): ColumnAnnotation {
  const [en = '', zh = '', formats = '', ...rest] = value.split(/[|｜]/).map((part) => part.trim())
  if (formats === '' && zh !== '' && zh.split(/\s+/).every(isFormatWord)) {
    fail(`"${zh}" is where the Chinese label stands; formats are the third part`)
  }
  if (rest.length > 0) fail('a column has at most three parts: Label | 标签 | formats')
  const label = toOwnText(en || toLabel(column))
  return { label: { en: label, zh: zh || label }, format: readFormats(formats, fail), line }
}

/** A readable name for a column or file: `order_no` and `orderNo` are `Order no`. */
export function toLabel(name: string): string {
  const words = name
    .replaceAll(
      /(\p{Ll})(\p{Lu}\p{Ll})/gu,
      (_, end: string, start: string) => `${end} ${start.toLowerCase()}`,
    )
    .replaceAll(/[_-]+/g, ' ')
    .trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
