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

/** How a value is shown. `money` and `link` may name another column; `badge` may give colours by value. */
export const DISPLAYS = [
  ...(['text', 'number', 'money', 'date', 'datetime', 'ago', 'boolean', 'badge', 'link'] as const),
  ...(['phone', 'email', 'tags', 'json'] as const),
] as const

/** What may be done with a value besides. `mask`: it leaves the server masked, and whole only on request. */
const EXTRAS = ['copy', 'mask'] as const

const TONES = ['plain', 'good', 'busy', 'bad'] as const
export type Tone = (typeof TONES)[number]

interface Localized {
  en: string
  zh: string
}

export interface ColumnFormat {
  display: (typeof DISPLAYS)[number] | null
  /** What stands in parentheses: a column's name, or a currency's code. */
  argument: string | null
  /** Of a badge, by value. */
  tones: ReadonlyMap<string, Tone>
  copy: boolean
  mask: boolean
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
const FORMAT_WORD = /^(\w+)(?:\((.*)\))?$/u
const NO_FORMAT: ColumnFormat = { display: null, argument: null, tones: new Map(), copy: false, mask: false }

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
    const [, key, quoted, value = ''] = (index < head && ANNOTATION.exec(text.trim())) || []
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
    hidden,
  }
  return { annotations, faults }
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
  const label = en || toLabel(column)
  return { label: { en: label, zh: zh || label }, format: readFormats(formats, fail), line }
}

function isFormatWord(word: string): boolean {
  return [...DISPLAYS, ...EXTRAS].some((known) => known === word)
}

/** Words apart by spaces, but for those in parentheses: `money(currency) copy`. */
function readFormats(text: string, fail: (message: string) => void): ColumnFormat {
  const format = { ...NO_FORMAT, tones: new Map<string, Tone>() }
  for (const part of text.match(/[^\s(]+(\([^)]*\))?/gu) ?? []) {
    const [, word = part, argument = null] = FORMAT_WORD.exec(part) ?? []
    const display = DISPLAYS.find((known) => known === word)
    if ((word === 'copy' || word === 'mask') && argument !== null)
      fail(`${word} takes nothing in parentheses`)
    else if (word === 'copy') format.copy = true
    else if (word === 'mask') format.mask = true
    else if (!display) fail(`"${word}" is not a format (${[...DISPLAYS, ...EXTRAS].join(', ')})`)
    else if (format.display) fail(`a column has one of ${format.display} and ${display}`)
    else {
      format.display = display
      if (display === 'badge') readTones(argument ?? '', format.tones, fail)
      else if (argument !== null && display !== 'money' && display !== 'link')
        fail(`${display} takes nothing in parentheses`)
      else format.argument = argument?.trim() ?? null
      if (display === 'money' && !format.argument)
        fail('money needs a currency: money(currency) or money(CNY)')
    }
  }
  return format
}

/** `badge(paid=good, open=busy)` */
function readTones(text: string, tones: Map<string, Tone>, fail: (message: string) => void): void {
  for (const part of text.split(',').map((word) => word.trim())) {
    if (part === '') continue
    const at = part.lastIndexOf('=')
    const tone = TONES.find((known) => known === part.slice(at + 1).trim())
    if (at < 1 || !tone) fail(`badge takes value=colour, with a colour of ${TONES.join(', ')}; not "${part}"`)
    else tones.set(part.slice(0, at).trim(), tone)
  }
}

/** A readable name for a column or file: `order_no` is `Order no`. */
export function toLabel(name: string): string {
  const words = name.replaceAll(/[_-]+/g, ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
