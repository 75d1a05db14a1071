import { maskSent } from './mask-sent.ts'
import type { Redactor } from './redact.ts'

/** As what was sent is masked: by itself, and by nothing that the page knows. */
export const BY_SHAPE: Redactor = {
  leaks: (text) => maskSent(text) !== text,
  redact: maskSent,
  hasDays: false,
}
