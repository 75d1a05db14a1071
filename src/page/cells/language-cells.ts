import type { Language } from '../../visit/language.ts'
import type { Cell } from './cell.ts'
import { toText } from './to-text.ts'

/** Makes the maker of a language's name: `zh-CN` is Chinese (China). What names none is shown as it is. */
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
