import type { ParameterValues } from '../database/bound-statement.ts'
import type { Language } from '../languages.ts'
import type { Visit } from '../visit/read-visit.ts'
import { findCustomText } from '../visit/custom-text.ts'
import {
  isSentParameter,
  toSentName,
  VISIT_PARAMETERS,
  type KnownName,
  type VisitParameter,
} from './query-file/parameter-names.ts'
import type { QueryFile } from './query-file/query-file.ts'

/** `sent` has the usable custom parameters by name, for panels. */
export interface LookupParameters extends Readonly<Record<VisitParameter, string | null>> {
  readonly sent?: ReadonlyMap<string, string>
}

export const NO_PARAMETERS = Object.fromEntries(
  VISIT_PARAMETERS.map((name) => [name, null]),
) as unknown as LookupParameters

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

/** For lookups by other means alone. */
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
