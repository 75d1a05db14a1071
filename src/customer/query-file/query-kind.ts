import { LINK_PARAMETERS, PARAMETER_NAMES, SEARCH_PARAMETERS } from './parameter-names.ts'

/** Of a customer and of a panel. */
export const MAX_ROWS = 1000

/** What a file is for decides what it may do, what it may ask for, and how many of its rows are read. */
export const KINDS = {
  customer: { does: 'reads', parameters: PARAMETER_NAMES, hasSent: false, maxRows: MAX_ROWS },
  panel: { does: 'reads', parameters: PARAMETER_NAMES, hasSent: true, maxRows: MAX_ROWS },
  search: { does: 'reads', parameters: SEARCH_PARAMETERS, hasSent: false, maxRows: 20 },
  link: { does: 'writes', parameters: LINK_PARAMETERS, hasSent: false, maxRows: 1 },
} as const

export type QueryKind = keyof typeof KINDS
