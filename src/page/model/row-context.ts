import type { Roles } from '../../customer/query-file/roles.ts'
import type { Redactor } from '../redaction/redact.ts'
import type { Reveal } from '../redaction/reveal.ts'

/** What must be known about the whole page before a row is rendered. */
export interface RowContext {
  redactor: Redactor
  /** Some masked values are unknown, so that any text might leak one. */
  isPartial: boolean
  /** The page has masked columns. */
  isMasking: boolean
  reveal: Reveal
  /** Masked values cannot be revealed, because the customer is not proved. */
  isLocked: boolean
  /** The agent's roles. */
  roles: Roles
}
