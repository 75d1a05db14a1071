/*
 * The comments on top of a query file, one annotation a line:
 *
 *   -- title: Orders | 订单
 *   -- layout: table | fields | summary
 *   -- rows: 5                     how many are shown before the rest is folded
 *   -- timeout: 800ms
 *   -- empty: No orders yet | 暂无订单
 *   -- empty: hide                 the panel is not shown where it has no rows
 *   -- column NAME: Label | 标签 | formats
 *   -- hide: NAME, NAME
 *
 * A language may have a line of its own: `title.zh`, `empty.zh`; and one beyond the two `column.xx NAME: Label`.
 */
import type { Language } from '../../visit/language.ts'
import { readKey } from './annotation-key.ts'
import { readColumn, readTranslation, type ColumnAnnotation } from './column-annotation.ts'
import { readColumnNames } from './column-name.ts'
import { readCommentLines } from './comment-lines.ts'
import { toLabel, toOwnText } from './label.ts'
import { toLocalized, type Localized } from './localized.ts'

export interface Annotations {
  title: Localized
  layout: 'table' | 'fields' | 'summary'
  rows: number
  /** Time limit of the statement in milliseconds; null is the limit of statements in general. */
  timeoutMs: number | null
  /** Null is the page's own word. */
  empty: Localized | null
  /** A panel without rows is not shown. */
  hidesEmpty: boolean
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

/** A column's label in one more language. */
interface Translation {
  column: string
  language: Language
  label: string
  fail: (message: string) => void
}

const LAYOUTS = ['table', 'fields', 'summary'] as const
const DEFAULT_ROWS = 5

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
  /** Translations that stand behind a bar; a line of their own goes before. */
  const pairs = new Map<string, string>()
  const translations: Translation[] = []
  for (const comment of readCommentLines(source)) {
    const { line } = comment
    const fail = (message: string) => void faults.push({ line, message })
    const read = readKey(comment)
    if (read === null) continue
    if ('fault' in read) {
      fail(read.fault)
      continue
    }
    const { key, language, column } = read
    const value = toOwnText(read.value)
    if (key !== 'column' && column !== undefined) fail(`${key} takes no name before the colon`)
    else if (key === 'column') {
      if (column === undefined) fail('column needs a name: -- column NAME: Label | 标签 | formats')
      else if (language !== null)
        translations.push({ column, language, label: readTranslation(value, fail), fail })
      else if (columns.has(column)) fail(`column ${column} is annotated twice`)
      else columns.set(column, readColumn(column, value, line, fail))
    } else if (key === 'hide') {
      const names = readColumnNames(value)
      if (!names?.length)
        fail('hide needs names of columns, apart by commas: -- hide: NAME, "Name with spaces"')
      for (const hiddenName of names ?? []) hidden.set(hiddenName, line)
    } else {
      checkValue(key, value, fail)
      const [own = '', zh] = hasPair(key) && language === null ? splitPair(key, value, fail) : [value]
      values.set(language === null ? key : `${key}.${language}`, own)
      if (zh !== undefined) pairs.set(`${key}.zh`, zh)
    }
  }
  for (const translation of translations) translateLabel(columns, translation)
  const title = values.get('title') ?? toLabel(name)
  const empty = values.get('empty')
  const translate = (key: string) => (language: Language) =>
    values.get(`${key}.${language}`) ?? pairs.get(`${key}.${language}`)
  const hidesEmpty = empty === 'hide'
  const annotations: Annotations = {
    title: toLocalized(title, translate('title')),
    layout: LAYOUTS.find((layout) => layout === values.get('layout')) ?? 'table',
    rows: Number(values.get('rows') ?? DEFAULT_ROWS),
    timeoutMs: values.has('timeout') ? Number.parseInt(values.get('timeout') ?? '', 10) : null,
    empty: empty === undefined || hidesEmpty ? null : toLocalized(empty, translate('empty')),
    hidesEmpty,
    columns,
    masked: [...columns].flatMap(([column, { format }]) => (format.mask ? [column] : [])),
    arguments: new Set([...columns.values()].flatMap(({ format }) => format.argument ?? [])),
    hidden,
  }
  return { annotations, faults }
}

const hasPair = (key: string) => key === 'title' || key === 'empty'

/** `English | 中文`, of which the second may be missing. */
function splitPair(key: string, value: string, fail: (message: string) => void): string[] {
  const parts = value.split(/[|｜]/).map((part) => toOwnText(part.trim()))
  if (parts.length > 2) fail(`${key} has at most two parts: -- ${key}: English | 中文`)
  if (parts.length === 2 && parts[0] === '') fail(`${key} has no English: -- ${key}: English | 中文`)
  return parts
}

/** The column's own line may stand below. */
function translateLabel(columns: Map<string, ColumnAnnotation>, translation: Translation): void {
  const { column, language, label, fail } = translation
  const annotation = columns.get(column)
  if (annotation) columns.set(column, { ...annotation, label: { ...annotation.label, [language]: label } })
  else fail(`column ${column} has no annotation that this would translate`)
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
