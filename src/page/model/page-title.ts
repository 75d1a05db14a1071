import type { Profile } from '../../customer/profile.ts'
import type { Language } from '../../languages.ts'
import { TEXTS } from '../texts/texts.ts'

/** @param answerFor for search results: whether the visitor's id finds a customer; null otherwise */
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
