/** The columns of `customer.sql` and `search.sql` that the heading is taken from, in order of precedence. */
export const NAME_COLUMNS: readonly string[] = ['full_name', 'name', 'display_name', 'nickname']

/** Ends the names of other columns, as in `customer_name`. */
const OTHER_NAME = /(?:name|姓名|名字|名称)$/i

/** Returns the column that is probably a customer's name although the heading does not use it; null if there is none. */
export function findUnusedName(columns: readonly string[]): string | null {
  if (columns.some((column) => NAME_COLUMNS.includes(column))) return null
  return columns.find((column) => OTHER_NAME.test(column)) ?? null
}
