import type { Fail } from './annotation-values.ts'
import { DISPLAYS, isFormatWord, type ColumnFormat } from './column-format.ts'
import { toLabel } from './label.ts'
import { BAR, toPair, type Localized } from './localized.ts'
import { hasMisplacedFormats } from './misplaced-formats.ts'
import { findClosing, splitOutside } from './parentheses.ts'
import { readFormats } from './read-formats.ts'

export interface ColumnAnnotation {
  label: Localized
  format: ColumnFormat
  line: number
}

/** Matches a format's opening parenthesis, inside which a bar is not a separator: `badge(0=Unpaid|待付款:bad)`. */
const FORMAT_BEFORE = new RegExp(String.raw`(?<![\p{L}\p{N}_])(?:${DISPLAYS.join('|')})(?=\()`, 'gu')
const BARS = new RegExp(BAR, 'gu')

export function toParts(value: string): string[] {
  const closed = [...value.matchAll(FORMAT_BEFORE)].map(({ 0: found, index }) => [
    index,
    findClosing(value, index + found.length),
  ])
  const bars = [...value.matchAll(BARS)]
    .map(({ index }) => index)
    .filter((at) => !closed.some(([from = 0, to = 0]) => from < at && at < to))
  return [...bars, value.length].map((end, part) => value.slice((bars[part - 1] ?? -1) + 1, end).trim())
}

export function readColumn(column: string, value: string, line: number, fail: Fail): ColumnAnnotation {
  const [en = '', zh = '', ...others] = toParts(value)
  // A misspelt format keeps the bars in its parentheses: only the word is the fault.
  const [formats = '', ...rest] = splitOutside(others.join('|'), BAR)
  const misplaced = [en, zh].find((label) => hasMisplacedFormats(label, formats))
  if (formats === '' && zh.split(/\s+/).every(isFormatWord)) {
    fail(`"${zh}" is in the place of the Chinese label; formats are the third part`)
  } else if (misplaced !== undefined) {
    fail(`the label "${misplaced}" ends in formats; they are the third part: Label | 标签 | formats`)
  }
  if (rest.length > 0) fail('a column has at most three parts: Label | 标签 | formats')
  return { label: toPair(en || toLabel(column), zh), format: readFormats(formats, fail), line }
}

export function readTranslation(value: string, fail: Fail): string {
  if (BAR.test(value) || hasMisplacedFormats(value, ''))
    fail('a translation is only a label: formats belong to the column')
  return value.trim()
}
