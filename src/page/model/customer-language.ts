import type { RowSet } from '../../customer/profile.ts'
import { toLanguage, type Language } from '../../languages.ts'

/** From the column with the extra `language`. Unsupported languages become English; null if there is none. */
export function readCustomerLanguage({ file, columns, rows }: RowSet): Language | null {
  const column = columns.find(({ name }) => file.columns.get(name)?.format.language)
  const value = column && rows[0]?.[column.at]
  if (typeof value !== 'string' || value.trim() === '') return null
  return toLanguage(value.trim()) ?? 'en'
}
