import type { FieldDef } from 'pg'
import { isTiedToVisitor, sentNamesOf } from '../query-file/parameter-names.ts'
import { isChosenByVisitor, type QueryFile } from '../query-file/query-file.ts'
import type { Queries } from '../query-file/queries.ts'

/** A file with its columns as Postgres describes them. */
export interface DescribedFile {
  file: QueryFile
  fields: readonly FieldDef[]
}

/**
 * Warns about panels whose rows the visitor chooses, unless each column comes from a table that nothing about a customer
 * is read from, such as one of products. Columns that are computed could come from anywhere.
 */
export function findChosenRows(
  described: readonly DescribedFile[],
  { customer, search }: Pick<Queries, 'customer' | 'search'>,
): string[] {
  const isOfCustomer = (file: QueryFile) => file === customer || file === search || isTiedToVisitor(file)
  const tables = new Set(
    described.flatMap(({ file, fields }) => (isOfCustomer(file) ? fields.map(({ tableID }) => tableID) : [])),
  )
  return described.flatMap(({ file, fields }) => {
    const isHarmless = fields.every(({ tableID }) => tableID !== 0 && !tables.has(tableID))
    if (!isChosenByVisitor(file) || isHarmless) return []
    const [sent = ''] = sentNamesOf(file)
    return [
      `${file.path}: uses :sent.${sent} without :customerId, so that whoever visits chooses its rows: nothing of a customer may stand in it`,
    ]
  })
}
