export const VISIT_PARAMETERS = [
  'visitorImId',
  'channel',
  'easemobId',
  'to',
  'tenantId',
  'agentId',
  'userId',
  'lang',
  'verifiedUserId',
] as const

/**
 * `customerId`: in panels, the customer's `id`; in `customer.sql`, the customer that an agent opened, or else null.
 */
export const PARAMETER_NAMES = [...VISIT_PARAMETERS, 'customerId'] as const

const SEARCH_TERMS = ['email', 'phone', 'phoneTail', 'number', 'name', 'nameLike'] as const

export const SEARCH_PARAMETERS = [...VISIT_PARAMETERS, ...SEARCH_TERMS] as const

export const LINK_PARAMETERS = [
  'visitorImId',
  'channel',
  'customerId',
  'agentId',
  'agentName',
  'source',
  'requestId',
] as const

export type LinkParameter = (typeof LINK_PARAMETERS)[number]
export type VisitParameter = (typeof VISIT_PARAMETERS)[number]
export type KnownName = (typeof PARAMETER_NAMES)[number] | (typeof SEARCH_TERMS)[number] | LinkParameter
export type SentParameter = `sent.${string}`
export type ParameterName = KnownName | SentParameter

/** Whether any kind of file supports the parameter, though perhaps not this one. */
export function isParameterName(name: string): name is KnownName {
  return [...PARAMETER_NAMES, ...SEARCH_TERMS, ...LINK_PARAMETERS].some((known) => known === name)
}

export function isSentParameter(name: string): name is SentParameter {
  return name.startsWith('sent.')
}

export function toSentName(parameter: SentParameter): string {
  return parameter.slice('sent.'.length)
}

export function sentNamesOf({ parameters }: { parameters: readonly ParameterName[] }): string[] {
  return parameters.filter(isSentParameter).map(toSentName)
}

/** Whether a panel's rows belong to the customer or visitor. Otherwise they depend only on what is sent. */
export function isTiedToVisitor({ parameters }: { parameters: readonly ParameterName[] }): boolean {
  return (['customerId', 'visitorImId', 'verifiedUserId'] as const).some((name) => parameters.includes(name))
}
