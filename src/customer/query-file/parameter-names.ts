/** What any query may ask of the visit. */
const VISIT_PARAMETERS = [
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
 * Also the customer's id: in panels, the column `id` of the customer's row; in `customer.sql`, of the customer whom an
 * agent opened by hand, and else null.
 */
export const PARAMETER_NAMES = [...VISIT_PARAMETERS, 'customerId'] as const

/** What an agent typed, sorted by its kind. */
const SEARCH_TERMS = ['email', 'phone', 'phoneTail', 'number', 'name', 'nameLike'] as const

/** What `search.sql` may ask for. */
export const SEARCH_PARAMETERS = [...VISIT_PARAMETERS, ...SEARCH_TERMS] as const

/** What `link.sql` and `unlink.sql` may ask for. */
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
/** A custom parameter, by its name: panels may ask for any. */
export type SentParameter = `sent.${string}`
export type ParameterName = KnownName | SentParameter

/** Whether some file may ask for it, though perhaps not this one. */
export function isParameterName(name: string): name is KnownName {
  return [...PARAMETER_NAMES, ...SEARCH_TERMS, ...LINK_PARAMETERS].some((known) => known === name)
}

export function isSent(name: string): name is SentParameter {
  return name.startsWith('sent.')
}

/** The custom parameter's own name. */
export function toSentName(parameter: SentParameter): string {
  return parameter.slice('sent.'.length)
}

/** The custom parameters that a statement asks for, by name. */
export function sentNamesOf({ parameters }: { parameters: readonly ParameterName[] }): string[] {
  return parameters.filter(isSent).map(toSentName)
}

/** Whether a panel's rows are the customer's, or the visitor's own; else they are the same for everybody who sends the same. */
export function isAboutCustomer({ parameters }: { parameters: readonly ParameterName[] }): boolean {
  return (['customerId', 'visitorImId', 'verifiedUserId'] as const).some((name) => parameters.includes(name))
}
