import type { Language } from '../../languages.ts'
import type { Cell } from './cell.ts'
import { toText } from './to-text.ts'

/** More than the languages of a company's customers. */
const MAX_NAMES = 500

/**
 * Creates the maker of cells with a language's name: `zh-CN` becomes Chinese (China). Unknown tags are shown unchanged.
 */
export function createLanguageCells(page: Language) {
  const names = new Intl.DisplayNames(page, { type: 'language', fallback: 'none' })
  /** By tag, as Intl takes as long for a name as for ten numbers. */
  const known = new Map<string, string>()

  function nameOf(tag: string): string | undefined {
    try {
      const name = names.of(tag.trim().replaceAll('_', '-'))
      if (known.size >= MAX_NAMES) known.clear()
      if (name !== undefined) known.set(tag, name)
      return name
    } catch {
      return undefined
    }
  }

  return (value: unknown): Cell => {
    const tag = toText(value)
    return { kind: 'text', text: known.get(tag) ?? nameOf(tag) ?? tag }
  }
}
