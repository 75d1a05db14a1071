/** What a query may ask of the visit. In panels also `customerId`, the column `id` of the customer's row. */
export const PARAMETER_NAMES = [
  'visitorImId',
  'channel',
  'easemobId',
  'to',
  'tenantId',
  'agentId',
  'userId',
  'lang',
  'verifiedUserId',
  'customerId',
] as const

export type ParameterName = (typeof PARAMETER_NAMES)[number]

export function isParameterName(name: string): name is ParameterName {
  return PARAMETER_NAMES.some((known) => known === name)
}
