import { isFormatWord, readFormats, type ColumnFormat } from './column-format.ts'
import { toLabel } from './label.ts'
import { toLocalized, type Localized } from './localized.ts'
import { hasMisplacedFormats } from './misplaced-formats.ts'

export interface ColumnAnnotation {
  label: Localized
  format: ColumnFormat
  line: number
}

/** Reads `Label | 标签 | formats`. */
export function readColumn(
  column: string,
  value: string,
  line: number,
  fail: (message: string) => void,
): ColumnAnnotation {
  const [en = '', zh = '', formats = '', ...rest] = value.split(/[|｜]/).map((part) => part.trim())
  const misplaced = [en, zh].find((label) => hasMisplacedFormats(label, formats))
  if (formats === '' && zh !== '' && zh.split(/\s+/).every(isFormatWord)) {
    fail(`"${zh}" is where the Chinese label stands; formats are the third part`)
  } else if (misplaced !== undefined) {
    fail(`the label "${misplaced}" ends in formats; they are the third part: Label | 标签 | formats`)
  }
  if (rest.length > 0) fail('a column has at most three parts: Label | 标签 | formats')
  const label = toOwnText(en || toLabel(column))
  return {
    label: toLocalized(label, (language) => (language === 'zh' ? zh : undefined)),
    format: readFormats(formats, fail),
    line,
  }
}

/** Reads `ラベル`, of a line that has a column's label in one more language. */
export function readTranslation(value: string, fail: (message: string) => void): string {
  if (/[|｜]/.test(value) || hasMisplacedFormats(value, ''))
    fail('a translation is a label alone: formats stand with the column')
  return value.trim()
}

/**
 * A text that is none of the file's: a part of a file that has Chinese in it takes two bytes for each character, and so
 * does every page on which the part stands, though it be English.
 */
export function toOwnText(part: string): string {
  return Buffer.from(part).toString()
}
