import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { bindNames, PARAMETER_NAMES, type ParameterName } from './named-parameters.ts'

interface Localized {
  en: string
  zh: string
}

/** How a column's values may be shown. `money` takes the currency: the name of the column that has it, or a code. */
export const FORMATS = [
  'text',
  'number',
  'money',
  'date',
  'datetime',
  'boolean',
  'badge',
  'tags',
  'phone',
  'email',
  'json',
] as const

export interface ColumnFormat {
  name: (typeof FORMATS)[number]
  /** What stands in parentheses. */
  argument: string | null
}

interface ColumnAnnotation {
  label: Localized
  format: ColumnFormat | null
}

type Layout = 'table' | 'fields' | 'summary'

/** A query file: one statement, and what its comments say of how to show the rows. */
export interface SqlFile {
  /** The file's name without its number and ending. */
  name: string
  path: string
  text: string
  parameters: ParameterName[]
  title: Localized
  layout: Layout
  /** How many rows are shown before the rest is folded. */
  rows: number
  /** Time limit of the statement; null is the limit of the database's statements in general. */
  timeoutMs: number | null
  columns: ReadonlyMap<string, ColumnAnnotation>
  hidden: ReadonlySet<string>
}

/** A query file is wrong. The message names the file, and the line where there is one. */
export class SqlFileError extends Error {
  override name = 'SqlFileError'
}

const LAYOUTS: readonly string[] = ['table', 'fields', 'summary'] satisfies Layout[]
const DEFAULT_ROWS = 5
const ANNOTATION = /^--\s*(title|title\.zh|layout|rows|timeout|column|hide)(?:\s+([\w$]+))?\s*:\s*(.*)$/u
const FORMAT = /^(\w+)(?:\(([^)]*)\))?$/u

/** Reads a query file. @throws {SqlFileError} */
export function readSqlFile(path: string): SqlFile {
  return parseSqlFile(path, readFileSync(path, 'utf8'))
}

export function parseSqlFile(path: string, source: string): SqlFile {
  const { text, names } = bindNames(source)
  const unknown = names.filter((name) => !(PARAMETER_NAMES as readonly string[]).includes(name))
  if (unknown.length > 0) throw new SqlFileError(`${path}: unknown parameter :${unknown.join(', :')}`)
  const name = basename(path, '.sql').replace(/^\d+-/, '')
  const file = {
    name,
    path,
    text,
    parameters: names as ParameterName[],
    title: { en: toLabel(name), zh: '' },
    layout: 'table' as Layout,
    rows: DEFAULT_ROWS,
    timeoutMs: null as number | null,
    columns: new Map<string, ColumnAnnotation>(),
    hidden: new Set<string>(),
  }
  for (const [index, line] of source.split('\n').entries()) {
    const [, key, column, value = ''] = ANNOTATION.exec(line.trim()) ?? []
    const fail = (reason: string) => new SqlFileError(`${path}:${String(index + 1)}: ${reason}`)
    if (key === 'title') file.title.en = value
    else if (key === 'title.zh') file.title.zh = value
    else if (key === 'layout') {
      if (!LAYOUTS.includes(value)) throw fail(`layout must be one of ${LAYOUTS.join(', ')}`)
      file.layout = value as Layout
    } else if (key === 'rows') {
      if (!/^[1-9]\d{0,3}$/.test(value)) throw fail('rows must be a number from 1 to 9999')
      file.rows = Number(value)
    } else if (key === 'timeout') {
      const [, amount] = /^([1-9]\d{0,4})ms$/.exec(value) ?? []
      if (amount === undefined) throw fail('timeout must be a number of milliseconds, such as 800ms')
      file.timeoutMs = Number(amount)
    } else if (key === 'hide') {
      file.hidden.add(value)
    } else if (key === 'column') {
      if (column === undefined) throw fail('column needs a name: -- column NAME: Label | 标签 | format')
      file.columns.set(column, toColumn(column, value, fail))
    }
  }
  file.title.zh ||= file.title.en
  return file
}

function toColumn(column: string, value: string, fail: (reason: string) => SqlFileError): ColumnAnnotation {
  const [en = '', zh = '', format = '', ...rest] = value.split('|').map((part) => part.trim())
  if (rest.length > 0) throw fail('a column has at most three parts: Label | 标签 | format')
  const label = en || toLabel(column)
  if (format === '') return { label: { en: label, zh: zh || label }, format: null }
  const [, word, argument = null] = FORMAT.exec(format) ?? []
  const name = FORMATS.find((known) => known === word)
  if (name === undefined) throw fail(`"${format}" is not a format (${FORMATS.join(', ')})`)
  if (name === 'money' && !argument) throw fail('money needs a currency: money(currency) or money(CNY)')
  return { label: { en: label, zh: zh || label }, format: { name, argument } }
}

/** A readable name for a column or file: `order_no` is `Order no`. */
export function toLabel(name: string): string {
  const words = name.replaceAll(/[_-]+/g, ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
