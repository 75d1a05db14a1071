import type { Language } from '../../visit/language.ts'
import type { CustomParameter } from '../../visit/read-visit.ts'
import type { SafeVisit } from '../redaction/safe-visit.ts'
import { TEXTS } from '../texts/texts.ts'

/** A parameter that the app or site sent, as it is shown. */
export interface SentParameter {
  name: string
  value: string | null
  /** What is shown of a value that is too long to be shown unasked; null when it is not. */
  beginning: string | null
  status: CustomParameter['status']
  /** What is wrong with it. */
  note: string | null
}

/** Lengths of custom values, in UTF-16 units and in characters. */
const FOLDED_ABOVE = 160
const BEGINNING = 80

/** What the app or site sent, with what could not be decrypted of it and of the console's own. */
export function toCustomParameterModels(
  { customParameters, undecryptable }: SafeVisit,
  language: Language,
): SentParameter[] {
  const texts = TEXTS[language]
  const toReason = (reason: keyof typeof texts.reasons) => `${texts.undecryptable} (${texts.reasons[reason]})`
  const sent: SentParameter[] = []
  for (const { name, value, status, reason } of customParameters) {
    const note = reason === undefined ? (status === 'cut' ? texts.cut : null) : toReason(reason)
    sent.push({ name, value, beginning: toBeginning(value), status, note })
  }
  for (const { name, reason } of undecryptable) {
    sent.push({ name, value: null, beginning: null, status: 'undecryptable', note: toReason(reason) })
  }
  return sent
}

function toBeginning(value: string | null): string | null {
  if (value === null || value.length <= FOLDED_ABOVE) return null
  // By whole characters, however many units they have.
  const characters = Array.from(value.slice(0, 2 * BEGINNING))
  return `${characters.slice(0, BEGINNING).join('')}…`
}
