import type { Roles } from '../../customer/query-file/roles.ts'
import type { Redactor } from '../redaction/redact.ts'
import type { Reveal } from '../redaction/reveal.ts'

/** What must be known of a page before any of its rows is shown. */
export interface RowContext {
  redactor: Redactor
  /** Some masked values of the page are not known, so that any text may tell one. */
  isPartial: boolean
  /** Some value of the page is masked. */
  isMasking: boolean
  reveal: Reveal
  /** Masked values are shown to nobody, because the customer is not proved. */
  isLocked: boolean
  /** Of the agent. */
  roles: Roles
}
