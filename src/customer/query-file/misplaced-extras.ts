import type { ColumnAnnotation } from './column-annotation.ts'
import type { QueryKind } from './query-kind.ts'

/** @param others the columns annotated before this one */
export function findMisplacedExtras(
  { format }: ColumnAnnotation,
  kind: QueryKind,
  others: ReadonlyMap<string, ColumnAnnotation>,
): string[] {
  const faults: string[] = []
  if (format.candidate && kind !== 'customer' && kind !== 'search')
    faults.push('candidate belongs in customer.sql and search.sql')
  if (format.reveal && kind !== 'customer' && kind !== 'panel')
    faults.push('reveal belongs in customer.sql and in panels')
  if (format.language && kind !== 'customer') faults.push('language belongs in customer.sql')
  if (format.language && format.mask)
    faults.push('a column with language cannot be masked: replies would reveal it')
  if (format.language && [...others.values()].some((other) => other.format.language))
    faults.push('only one column can have language')
  return faults
}
