import type { ParameterValues } from '../database/bound-statement.ts'
import type { Language } from '../visit/language.ts'
import type { Visit } from '../visit/read-visit.ts'
import type { ParameterName, VisitParameter } from './query-file/parameter-names.ts'
import type { QueryFile } from './query-file/query-file.ts'

/** The values that every query may ask for. */
export type LookupParameters = Readonly<Record<VisitParameter, string | null>>

/** The agent's own e-mail and the custom parameters are not among what a customer is looked up by. */
export function toLookupParameters({ builtIn, channel }: Visit, lang: Language): LookupParameters {
  const { visitorImId, easemobId, to, tenantId, agentId, userId } = builtIn
  return { visitorImId, channel, easemobId, to, tenantId, agentId, userId, lang, verifiedUserId: null }
}

/** Without all that says who the visitor is: where somebody else says who the customer is, that alone counts. */
export function withoutVisitor(parameters: LookupParameters): LookupParameters {
  return { ...parameters, visitorImId: null, easemobId: null, to: null, userId: null, verifiedUserId: null }
}

/** The values that a query asks for, in its order. */
export function toValues(
  file: QueryFile,
  parameters: Readonly<Partial<Record<ParameterName, string | null>>>,
  customerId: string | null,
): ParameterValues {
  return file.parameters.map((name) => (name === 'customerId' ? customerId : (parameters[name] ?? null)))
}
