import { basename, posix } from 'node:path'
import { toLookupParameters, toValues, type LookupParameters } from '../customer/lookup-parameters.ts'
import type { Profile, ProfileReader } from '../customer/profile.ts'
import type { QueryFile } from '../customer/query-file/query-file.ts'
import { QueryError } from '../database/query-error.ts'
import type { Language } from '../languages.ts'
import { ParametersError, VisitorUndecryptableError } from '../visit/parameters-error.ts'
import type { ReadParameter } from '../visit/read-parameter.ts'
import type { Visit, VisitReader, VisitTrace } from '../visit/read-visit.ts'
import { isAbsent } from '../visit/text.ts'

interface Options {
  readVisit: VisitReader
  readProfile: ProfileReader
  language: Language
  onVisit: (visit: Visit) => void
}

/**
 * Uses the page's own functions. The result contains every value: it is for the developer and must not be logged.
 *
 * @param target anything with a query: a URL, or its part after the host
 */
export async function diagnose(target: string, { readVisit, readProfile, language, onVisit }: Options) {
  let trace: VisitTrace = { sent: [], repairs: [], parameters: [] }
  const started = performance.now()
  const visit = attempt(() => readVisit(target, (reported) => (trace = reported)))
  const readMs = performance.now() - started
  if ('builtIn' in visit) onVisit(visit)
  const parameters = 'builtIn' in visit ? toLookupParameters(visit, visit.lang ?? language) : null
  const profile = parameters && (await readProfile(parameters).catch(describeQueryError))
  const isRead = profile !== null && 'outcome' in profile
  return {
    ...explain(trace),
    error: 'code' in visit ? visit : profile && !isRead ? profile : null,
    channel: 'builtIn' in visit ? visit.channel : null,
    ...(parameters && isRead ? toLookup(parameters, profile) : { lookup: null, panels: [] }),
    times: {
      readMs,
      lookupMs: isRead ? profile.lookupMs : null,
      panelsMs: isRead ? profile.panelsMs : null,
    },
  }
}

function attempt(read: () => Visit) {
  try {
    return read()
  } catch (error) {
    if (error instanceof ParametersError) return { code: 'bad_parameters', faults: error.faults } as const
    if (error instanceof VisitorUndecryptableError)
      return { code: 'visitor_undecryptable', reason: error.reason } as const
    throw error
  }
}

/** Postgres's messages may repeat customer data. `npm run check` shows those that concern the files. */
function describeQueryError(error: unknown) {
  if (!(error instanceof QueryError)) throw error
  return { code: 'query', failure: error.failure, sqlState: error.sqlState } as const
}

function explain({ sent, repairs, parameters }: VisitTrace) {
  const isSame = (parameter: ReadParameter, pair: { name: string; value: string }) =>
    parameter.name === pair.name && parameter.raw === pair.value
  return {
    repairs,
    parameters: parameters.map((parameter) => {
      const { name, raw, value, status, reason, fault, key } = parameter
      return {
        name,
        raw,
        value,
        status,
        reason: reason ?? null,
        fault: fault ?? null,
        key: key ?? null,
        kind: parameter.isBuiltIn ? 'built-in' : 'custom',
        isRecovered: !sent.some((pair) => isSame(parameter, pair)),
        isAbsent: value !== null && isAbsent(value),
      }
    }),
    /** Parameters that a repair split or removed. */
    replaced: sent.filter((pair) => !parameters.some((parameter) => isSame(parameter, pair))),
  }
}

/** `panels/10-orders.sql`, or with the window's folder in between. */
function toRelative({ name, path }: QueryFile): string {
  return posix.join('panels', posix.dirname(name), basename(path))
}

function toLookup(parameters: LookupParameters, profile: Profile) {
  const { outcome, customers, customerId, panels } = profile
  const valuesOf = (file: QueryFile, id: string | null) =>
    file.parameters.map((name, index) => ({ name, value: toValues(file, parameters, id)[index] ?? null }))
  return {
    lookup: {
      file: 'customer.sql',
      parameters: valuesOf(customers.file, null),
      outcome,
      rows: customers.rows.length,
      customerId,
    },
    panels: panels.map(({ file, status, rows, durationMs, error }) => ({
      file: toRelative(file),
      parameters: valuesOf(file, customerId),
      status,
      rows: rows.length,
      durationMs,
      sqlState: error?.sqlState ?? null,
    })),
  }
}
