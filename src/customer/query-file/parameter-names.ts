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
export type ParameterName = (typeof PARAMETER_NAMES)[number] | (typeof SEARCH_TERMS)[number] | LinkParameter

/** Whether some file may ask for it, though perhaps not this one. */
export function isParameterName(name: string): name is ParameterName {
  return [...PARAMETER_NAMES, ...SEARCH_TERMS, ...LINK_PARAMETERS].some((known) => known === name)
}
