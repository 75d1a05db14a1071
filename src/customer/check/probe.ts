import type { ParameterValues } from '../../database/bound-statement.ts'
import { QueryError } from '../../database/query-error.ts'
import type { Fault } from '../query-file/annotations.ts'
import { adviseText, toFault } from './database-fault.ts'
import { isUnencodable } from './encoding.ts'
import { isSentParameter, type ParameterName } from '../query-file/parameter-names.ts'
import { toReport, withoutRows, type QueryFile } from '../query-file/query-file.ts'
import { orQueryError, type RunQuery } from './run-query.ts'

export type KnownValues = Readonly<Partial<Record<ParameterName, readonly string[]>>>

/** Ids in the shapes of each channel (web widget, WeChat, Weibo, the company's own) that match nobody. */
const IDS = [
  'webim-visitor-00000000000000000000',
  'o000000000000000000000000000',
  '99999999999999999999',
  '0',
  '00000000-0000-0000-0000-000000000000',
  "O'0, 小 %_\\{",
]

/** Values that a visitor could send instead of the site. */
const SENT = ["O'0, 小 %_\\{", '99999999999999999999', '-1']

/** One of these is valid for text, number and UUID columns. */
const ANY_TYPE = ['0', '00000000-0000-0000-0000-000000000000']

/** If one of these ids fails, the query fails for many visitors. */
export async function probeIds(query: RunQuery, file: QueryFile): Promise<Fault[]> {
  for (const id of IDS) {
    const outcome = await query(file.text, pickValues(file, { visitorImId: id })).catch(orQueryError)
    if (!(outcome instanceof QueryError) || outcome.isBadValue) continue
    // Other ids would be no faster.
    if (outcome.failure === 'late') break
    const { line, message } = toFault(file, outcome)
    const whose = /^\d+$/.test(id) ? `the id ${id}` : 'an id that is not a number'
    const advice = adviseText(outcome, 'id', 'visitorImId')
    return [{ line, message: `fails for a visitor with ${whose}: ${message}${advice}` }]
  }
  return []
}

export type GivenValues = Readonly<Partial<Record<ParameterName, string | null>>>

/**
 * A channel or language that the column cannot hold, such as an enum, finds nobody, which may be intended: a warning.
 */
export async function probeValues(
  query: RunQuery,
  file: QueryFile,
  { base, knownValues }: { base: GivenValues; knownValues: KnownValues },
): Promise<{ faults: Fault[]; warnings: string[] }> {
  const faults: Fault[] = []
  const warnings: string[] = []
  for (const name of file.parameters) {
    for (const value of isSentParameter(name) ? SENT : (knownValues[name] ?? [])) {
      const values = pickValues(file, { ...base, [name]: value })
      const outcome = await query(file.text, values).catch(orQueryError)
      if (!(outcome instanceof QueryError) || isUnencodable(outcome)) continue
      if (outcome.failure === 'late') return { faults, warnings }
      const { line, message } = toFault(file, outcome)
      const advice = adviseText(outcome, 'column', name)
      const fault = { line, message: `fails if :${name} is ${value}: ${message}${advice}` }
      if (outcome.isBadValue && !isSentParameter(name)) warnings.push(toReport(file.path, fault))
      else faults.push(fault)
      break
    }
  }
  return { faults, warnings }
}

/** Failures are warnings: the panel may never be shown. */
export async function probePanel(query: RunQuery, file: QueryFile): Promise<string[]> {
  const base = await findAcceptedIds(query, file)
  if (!base) return []
  const outcome = await query(file.text, pickValues(file, base), file.timeoutMs).catch(orQueryError)
  if (!(outcome instanceof QueryError)) return []
  if (outcome.failure === 'late')
    return [`${file.path}: takes longer than its time limit, even for a customer without rows`]
  const { line, message } = toFault(file, outcome)
  return [toReport(file.path, { line, message: `fails for a customer without rows: ${message}` })]
}

/** Ids that match nobody and that the file accepts; undefined if there are none. */
export async function findAcceptedIds(query: RunQuery, file: QueryFile): Promise<GivenValues | undefined> {
  for (const id of ANY_TYPE) {
    const given = { visitorImId: id, customerId: id }
    const outcome = await query(withoutRows(file.text), pickValues(file, given)).catch(orQueryError)
    if (!(outcome instanceof QueryError)) return given
  }
  return undefined
}

export function pickValues(file: QueryFile, given: GivenValues): ParameterValues {
  return file.parameters.map((name) => given[name] ?? null)
}
