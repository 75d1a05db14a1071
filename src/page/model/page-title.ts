import type { Profile } from '../../customer/profile.ts'
import type { Language } from '../../visit/language.ts'
import type { SafeVisit } from '../redaction/safe-visit.ts'
import { TEXTS } from '../texts/texts.ts'

/**
 * Of a page that shows nobody as if it were sure.
 *
 * @param answerFor whether the visitor is known on whose page a search was made; null without one
 */
export function toTitle(
  { outcome, customers }: Profile,
  answerFor: 'known' | 'unknown' | null,
  language: Language,
): string {
  const texts = TEXTS[language]
  if (answerFor === 'known') return texts.search.other
  if (outcome !== 'several' || answerFor === 'unknown') return texts.unknownTitle
  if (customers.isCutOff) return texts.severalUncounted
  const count = customers.rows.length
  return count === 1 ? texts.identity.conflictTitle : texts.severalTitle(count)
}

/** How the page calls the two whom a link is about. */
export function toNames({ builtIn }: SafeVisit, customer: string) {
  return { nickname: builtIn.nickname, visitor: builtIn.nickname ?? builtIn.visitorImId, customer }
}
