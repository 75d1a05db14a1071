import type { Language } from '../../languages.ts'
import type { Cell } from './cell.ts'
import { toText } from './to-text.ts'

/**
 * Creates the maker of cells with a language's name: `zh-CN` becomes Chinese (China). Unknown tags are shown unchanged.
 */
export function createLanguageCells(page: Language) {
  const names = new Intl.DisplayNames(page, { type: 'language', fallback: 'none' })
  return (value: unknown): Cell => {
    const text = toText(value)
    try {
      return { kind: 'text', text: names.of(text.trim().replaceAll('_', '-')) ?? text }
    } catch {
      return { kind: 'text', text }
    }
  }
}
