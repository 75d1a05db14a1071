import { maskSent } from './mask-sent.ts'
import type { Redactor } from './redact.ts'

/** Redacts by a text's shape alone, independently of the page's masked values, as for the visitor's input. */
export const BY_SHAPE: Redactor = {
  leaks: (text) => maskSent(text) !== text,
  redact: maskSent,
  hasDays: false,
}
