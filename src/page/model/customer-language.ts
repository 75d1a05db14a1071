import type { RowSet } from '../../customer/profile.ts'
import { toLanguage, type Language } from '../../visit/language.ts'

/**
 * The language in which a found customer is written to: what the column with the extra `language` says, `en`, `zh-CN`. One
 * of which there are no texts is English.
 *
 * @returns null where there is no such column, or it is empty
 */
export function readCustomerLanguage({ file, columns, rows }: RowSet): Language | null {
  const column = columns.find(({ name }) => file.columns.get(name)?.format.language)
  const value = column && rows[0]?.[column.at]
  if (typeof value !== 'string' || value.trim() === '') return null
  return toLanguage(value.trim()) ?? 'en'
}
