import type { Language } from '../visit/language.ts'
import type { CustomParameter, Visit } from '../visit/read-visit.ts'
import { TEXTS } from './texts.ts'

/** Lengths of custom values, in UTF-16 units and in characters. */
const FOLDED_ABOVE = 160
const BEGINNING = 80

/** What the app or site sent, with what could not be decrypted of it and of the console's own. */
export function toSentModel({ customParameters, undecryptable }: Visit, language: Language) {
  return [...customParameters, ...undecryptable.map(toUndecryptable)].map((parameter) =>
    toSent(parameter, language),
  )
}

/** A built-in parameter that could not be decrypted is told beside the custom ones. */
function toUndecryptable({ name, reason }: Visit['undecryptable'][number]): CustomParameter {
  return { name, value: null, status: 'undecryptable', reason }
}

function toSent({ name, value, status, reason }: CustomParameter, language: Language) {
  const texts = TEXTS[language]
  const why = reason && `${texts.undecryptable} (${texts.reasons[reason]})`
  return {
    name,
    value,
    beginning: toBeginning(value),
    status,
    note: why ?? (status === 'cut' ? texts.cut : null),
  }
}

/** What is shown of a value that is too long to be shown unasked; null when it is not. */
function toBeginning(value: string | null): string | null {
  if (value === null || value.length <= FOLDED_ABOVE) return null
  // By whole characters, however many units they have.
  const characters = Array.from(value.slice(0, 2 * BEGINNING))
  return `${characters.slice(0, BEGINNING).join('')}…`
}
