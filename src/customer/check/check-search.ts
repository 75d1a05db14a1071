import { QueryError } from '../../database/query-error.ts'
import type { Fault } from '../query-file/annotations.ts'
import { adviseText, toFault } from './database-fault.ts'
import { isUnencodable } from './encoding.ts'
import { findFullScans } from './full-scans.ts'
import { toValues } from '../lookup-parameters.ts'
import { toReport, type QueryFile } from '../query-file/query-file.ts'
import { toSearchTerms } from '../search-terms.ts'
import { orQueryError, type RunQuery } from './run-query.ts'

/** One of each kind, including numbers out of range and the wildcards of `like`. None matches anybody. */
const SAMPLE_TERMS = [
  'nobody@example.invalid',
  '+86 000 0000 0000',
  '0000',
  '99999999999999999999',
  "Nobody O'Nobody %_\\",
  '无名氏',
  'ZZ-0000/0',
]

/** A term that fails here would fail for every agent who types one of its kind. */
export async function probeSearch(
  query: RunQuery,
  file: QueryFile,
): Promise<{ faults: Fault[]; warnings: string[] }> {
  const faults: Fault[] = []
  const warnings = new Set<string>()
  for (const term of SAMPLE_TERMS) {
    const terms = toSearchTerms(term)
    if (!terms) continue
    const outcome = await query(file.text, toValues(file, terms, null)).catch(orQueryError)
    if (outcome instanceof QueryError && !isUnencodable(outcome)) {
      if (outcome.failure === 'late') break
      const { line, message } = toFault(file, outcome)
      const advice = adviseText(outcome, 'column', 'number')
      const fault = { line, message: `fails if ${term} is searched for: ${message}${advice}` }
      if (!outcome.isBadValue) faults.push(fault)
      // Another branch of the query may have matched.
      else
        warnings.add(toReport(file.path, { ...fault, message: `finds nobody, because it ${fault.message}` }))
    }
    for (const warning of await findFullScans(query, file, { ...terms })) warnings.add(warning)
  }
  return { faults, warnings: [...warnings] }
}
