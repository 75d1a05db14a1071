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
