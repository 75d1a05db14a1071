import type { Roles } from '../../customer/query-file/roles.ts'
import type { Redactor } from '../redaction/redact.ts'
import type { Reveal } from '../redaction/reveal.ts'

/** What must be known about the whole page before a row is rendered. */
export interface RowContext {
  redactor: Redactor
  /** Some masked values are unknown, so any text might leak one. */
  isPartial: boolean
  isMasking: boolean
  reveal: Reveal
  /** The customer is not proved. */
  isLocked: boolean
  roles: Roles
}
