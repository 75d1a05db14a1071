import type { ColumnAnnotation } from './column-annotation.ts'
import type { QueryKind } from './query-kind.ts'

/**
 * Checks modifiers that only some files support, or only one column may have.
 *
 * @param others the columns annotated before this one
 */
export function findMisplacedExtras(
  { format }: ColumnAnnotation,
  kind: QueryKind,
  others: ReadonlyMap<string, ColumnAnnotation>,
): string[] {
  const faults: string[] = []
  if (format.candidate && kind !== 'customer' && kind !== 'search')
    faults.push('candidate is an extra of customer.sql and search.sql')
  if (format.reveal && kind !== 'customer' && kind !== 'panel')
    faults.push('reveal is an extra of customer.sql and of panels')
  if (format.language && kind !== 'customer') faults.push('language is an extra of customer.sql')
  if (format.language && format.mask)
    faults.push('a column with language cannot be masked: replies would tell it')
  if (format.language && [...others.values()].some((other) => other.format.language))
    faults.push('one column only can have language')
  return faults
}
