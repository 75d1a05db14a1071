import type { ParameterValues } from '../database/bound-statement.ts'
import type { Language } from '../languages.ts'
import type { Visit } from '../visit/read-visit.ts'
import { findCustomText } from '../visit/custom-text.ts'
import {
  isSentParameter,
  toSentName,
  type KnownName,
  type VisitParameter,
} from './query-file/parameter-names.ts'
import type { QueryFile } from './query-file/query-file.ts'

/** Parameter values for all queries, and for panels the usable custom parameters by name. */
export interface LookupParameters extends Readonly<Record<VisitParameter, string | null>> {
  readonly sent?: ReadonlyMap<string, string>
}

/** The agent's e-mail is not a lookup parameter. Custom parameters are for panels only. */
export function toLookupParameters(visit: Visit, lang: Language): LookupParameters {
  const { builtIn, channel, customParameters } = visit
  const { visitorImId, easemobId, to, tenantId, agentId, userId } = builtIn
  const sent = toSentTexts(customParameters)
  return { visitorImId, channel, easemobId, to, tenantId, agentId, userId, lang, verifiedUserId: null, sent }
}

function toSentTexts(parameters: Visit['customParameters']): Map<string, string> {
  const texts = new Map<string, string>()
  for (const { name } of parameters) {
    const value = parameters[findCustomText(parameters, name)]?.value
    if (typeof value === 'string') texts.set(name, value)
  }
  return texts
}

/** Removes everything that identifies the visitor or was sent by them, for lookups by other means alone. */
export function withoutVisitor(parameters: LookupParameters): LookupParameters {
  const nobody = { visitorImId: null, easemobId: null, to: null, userId: null, verifiedUserId: null }
  return { ...parameters, ...nobody, sent: new Map() }
}

export function toValues(
  file: QueryFile,
  parameters: Readonly<Partial<Record<KnownName, string | null>>> & Pick<LookupParameters, 'sent'>,
  customerId: string | null,
): ParameterValues {
  return file.parameters.map((name) => {
    if (isSentParameter(name)) return parameters.sent?.get(toSentName(name)) ?? null
    return name === 'customerId' ? customerId : (parameters[name] ?? null)
  })
}
