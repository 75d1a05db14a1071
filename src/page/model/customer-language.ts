import type { RowSet } from '../../customer/profile.ts'
import { toLanguage, type Language } from '../../languages.ts'

/**
 * Reads the language for replies to a customer from the column with the extra `language` (`en`, `zh-CN`). Unsupported
 * languages fall back to English.
 *
 * @returns null if there is no such column, or if it is empty
 */
export function readCustomerLanguage({ file, columns, rows }: RowSet): Language | null {
  const column = columns.find(({ name }) => file.columns.get(name)?.format.language)
  const value = column && rows[0]?.[column.at]
  if (typeof value !== 'string' || value.trim() === '') return null
  return toLanguage(value.trim()) ?? 'en'
}
