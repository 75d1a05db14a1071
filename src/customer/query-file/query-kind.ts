import { LINK_PARAMETERS, PARAMETER_NAMES, SEARCH_PARAMETERS } from './parameter-names.ts'

const MAX_ROWS = 1000

export const KINDS = {
  customer: { access: 'read', parameters: PARAMETER_NAMES, allowsSent: false, maxRows: MAX_ROWS },
  panel: { access: 'read', parameters: PARAMETER_NAMES, allowsSent: true, maxRows: MAX_ROWS },
  search: { access: 'read', parameters: SEARCH_PARAMETERS, allowsSent: false, maxRows: 20 },
  link: { access: 'write', parameters: LINK_PARAMETERS, allowsSent: false, maxRows: 1 },
} as const

export type QueryKind = keyof typeof KINDS
