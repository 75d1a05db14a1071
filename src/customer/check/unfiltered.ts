import type { ParameterName } from '../query-file/parameter-names.ts'
import { allPanels, type Queries } from '../query-file/queries.ts'
import type { QueryFile } from '../query-file/query-file.ts'

/** A proof that nobody is looked up by is of no use: a known visitor who sends one would be shown to nobody. */
export function findUnusedProof({ customer }: Queries, isProofConfigured: boolean): string[] {
  if (!isProofConfigured || customer.parameters.includes('verifiedUserId')) return []
  return [`${customer.path}: does not use :verifiedUserId, so that a proof of identity finds nobody`]
}

/** What is no fault, and yet rarely meant: a query that gives every visitor the same. */
export function findUnfiltered(queries: Queries): string[] {
  const { customer } = queries
  const uses = (file: QueryFile, ...names: ParameterName[]) =>
    names.some((name) => file.parameters.includes(name))
  return [
    ...(uses(customer, 'visitorImId', 'verifiedUserId')
      ? []
      : [`${customer.path}: does not use :visitorImId`]),
    ...allPanels(queries)
      .filter((panel) => !uses(panel, 'customerId', 'visitorImId', 'verifiedUserId'))
      .map(({ path }) => `${path}: does not use :customerId, so that it shows every customer the same`),
  ]
}
