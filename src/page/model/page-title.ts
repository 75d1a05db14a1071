import type { Profile } from '../../customer/profile.ts'
import type { Language } from '../../visit/language.ts'
import type { SafeVisit } from '../redaction/safe-visit.ts'
import { TEXTS } from '../texts/texts.ts'

/** Of a page that shows nobody as if it were sure. */
export function toTitle({ outcome, customers }: Profile, isAnswer: boolean, language: Language): string {
  const texts = TEXTS[language]
  if (isAnswer) return texts.search.label
  if (outcome !== 'several') return texts.unknownTitle
  if (customers.isCutOff) return texts.severalUncounted
  const count = customers.rows.length
  return count === 1 ? texts.identity.conflictTitle : texts.severalTitle(count)
}

/** How the page calls the two whom a link is about. */
export function toNames({ builtIn }: SafeVisit, customer: string) {
  return { nickname: builtIn.nickname, visitor: builtIn.nickname ?? builtIn.visitorImId, customer }
}
