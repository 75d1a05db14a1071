import type { ParameterName } from '../query-file/parameter-names.ts'
import type { Queries } from '../query-file/queries.ts'
import type { QueryFile } from '../query-file/query-file.ts'

/** What is no fault, and yet rarely meant: a query that gives every visitor the same. */
export function findUnfiltered({ customer, panels }: Queries): string[] {
  const uses = (file: QueryFile, ...names: ParameterName[]) =>
    names.some((name) => file.parameters.includes(name))
  return [
    ...(uses(customer, 'visitorImId', 'verifiedUserId')
      ? []
      : [`${customer.path}: does not use :visitorImId`]),
    ...panels
      .filter((panel) => !uses(panel, 'customerId', 'visitorImId', 'verifiedUserId'))
      .map(({ path }) => `${path}: does not use :customerId, so that it shows every customer the same`),
  ]
}
