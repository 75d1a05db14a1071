import { LINK_PARAMETERS, PARAMETER_NAMES, SEARCH_PARAMETERS } from './parameter-names.ts'

/** Row limit of `customer.sql` and panels. */
export const MAX_ROWS = 1000

/** What each kind of file may do, its parameters and its row limit. */
export const KINDS = {
  customer: { does: 'reads', parameters: PARAMETER_NAMES, hasSent: false, maxRows: MAX_ROWS },
  panel: { does: 'reads', parameters: PARAMETER_NAMES, hasSent: true, maxRows: MAX_ROWS },
  search: { does: 'reads', parameters: SEARCH_PARAMETERS, hasSent: false, maxRows: 20 },
  link: { does: 'writes', parameters: LINK_PARAMETERS, hasSent: false, maxRows: 1 },
} as const

export type QueryKind = keyof typeof KINDS
