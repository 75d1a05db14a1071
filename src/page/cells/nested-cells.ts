import { toLabel } from '../../customer/query-file/label.ts'
import type { Texts } from '../texts/texts-type.ts'
import type { Cell, CellMaker } from './cell.ts'
import { isNested, toText } from './to-text.ts'
import { isMissing } from './visible-text.ts'

/** Deeper values are shown as JSON. */
const MAX_DEPTH = 5

/** Creates the makers of cells for arrays and JSON. Members and elements without a text are left out. */
export function createNestedCells({ yes, no, colon, semicolon }: Texts) {
  /** Formats as text: `Sku: A-1; Qty: 2`. */
  function toWords(value: unknown, depth = 0): string {
    if (typeof value === 'boolean') return value ? yes : no
    if (!isNested(value) || depth > MAX_DEPTH) return toText(value)
    if (Array.isArray(value)) return toTexts(value, (part) => toWords(part, depth + 1)).join(', ')
    return toEntries(value, depth + 1)
      .map(([name, text]) => `${name}${colon}${text}`)
      .join(semicolon)
  }

  function toEntries(value: object, depth: number): (readonly [string, string])[] {
    return Object.entries(value)
      .map(([name, part]) => [toLabel(name), toWords(part, depth)] as const)
      .filter(([, text]) => text !== '')
  }

  /** @param toTag returns the text of an element */
  function toTagsCell(value: unknown, toTag: (element: unknown) => string = toWords): Cell | null {
    const tags = toTexts(Array.isArray(value) ? value : [value], toTag)
    return tags.length === 0 ? null : { kind: 'tags', text: tags.join(', '), tags }
  }

  /** Objects become entries, arrays tags, other values text. */
  function toEntriesCell(value: unknown): Cell | null {
    if (Array.isArray(value)) return toTagsCell(value)
    if (!isNested(value)) return { kind: 'text', text: toWords(value) }
    const entries = toEntries(value, 0)
    return entries.length === 0 ? null : { kind: 'entries', text: '', entries }
  }

  /** Formats each element of an array as it would be on its own. */
  const toTagsOf =
    (make: CellMaker): CellMaker =>
    (value, argument) =>
      toTagsCell(value, (part) =>
        isNested(part)
          ? (toTagsCell([part])?.text ?? '')
          : isMissing(part)
            ? ''
            : (make(part, argument)?.text ?? ''),
      )

  /** The elements of an array keep their links and pictures. */
  const toListOf =
    (make: CellMaker): CellMaker =>
    (values) => {
      const given = Array.isArray(values) ? values.filter((value) => !isMissing(value)) : []
      const cells = given
        .map((value) => (isNested(value) ? toTagsCell([value]) : make(value, undefined)))
        .filter((cell) => cell !== null)
      const texts = cells.map(({ text }) => text).filter((text) => text !== '')
      return cells.length === 0 ? null : { kind: 'list', text: texts.join(', '), cells }
    }

  return { toTagsCell, toEntriesCell, toTagsOf, toListOf }
}

/** Returns the texts of elements, except empty ones. */
function toTexts(elements: readonly unknown[], write: (element: unknown) => string): string[] {
  return elements.map((element) => write(element)).filter((text) => text !== '')
}

const BETWEEN_TAGS = /[,，、;；\n]/u

/** Splits a text into its tags. */
export function splitTags(value: unknown): unknown {
  return typeof value === 'string' ? value.split(BETWEEN_TAGS).map((tag) => tag.trim()) : value
}
