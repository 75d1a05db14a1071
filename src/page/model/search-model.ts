import type { Profile } from '../../customer/profile.ts'
import type { SearchResult } from '../../customer/search.ts'
import { toSearchTerms, type SearchKind } from '../../customer/search-terms.ts'
import { MAX_SEARCH_TERM } from '../../limits.ts'
import type { Language } from '../../visit/language.ts'
import type { SafeVisit } from '../redaction/safe-visit.ts'
import { TEXTS } from '../texts/texts.ts'
import type { PageLinks } from './page-links.ts'

/** What an agent typed, and what came of it. */
export interface SearchAnswer {
  typed: string
  kinds: readonly SearchKind[]
  result: SearchResult
}

/** The search as a page shows it. */
export interface SearchModel {
  action: string
  /** The sealed page that the form belongs to. */
  page: string
  typed: string
  maxLength: number
  /** Nobody else is on the page. Else it is for somebody else, behind whoever is. */
  isFirst: boolean
  /** What the site sent that can be searched for. */
  suggestions: readonly string[]
  answer: {
    status: 'found' | 'nobody' | 'short' | 'late' | 'failed'
    heading: string
    /** What was typed was taken for these. */
    by: string | null
    hint: string | null
  } | null
  /** The visitor's own page; null when this is it. */
  back: string | null
}

const MAX_SUGGESTIONS = 3

type Outcome = Profile['outcome']

export function toSearchModel(
  { search, visitor }: PageLinks,
  visit: SafeVisit,
  { answer, outcome, language }: { answer: SearchAnswer | null; outcome: Outcome; language: Language },
): SearchModel | null {
  if (search === null) return null
  const isFound = outcome === 'found'
  return {
    ...search,
    typed: answer?.typed ?? '',
    maxLength: MAX_SEARCH_TERM,
    isFirst: outcome === 'unknown' || answer !== null,
    suggestions: isFound ? [] : toSuggestions(visit),
    answer: answer && toAnswer(answer, language),
    back: answer && visitor(),
  }
}

function toAnswer({ kinds, result }: SearchAnswer, language: Language): SearchModel['answer'] {
  const texts = TEXTS[language].search
  if (result.status !== 'ok') return { status: result.status, by: null, ...texts.refused[result.status] }
  const count = result.customers.rows.length
  const by = texts.by(kinds.map((kind) => texts.kinds[kind]).join(texts.or))
  if (count === 0) return { status: 'nobody', heading: texts.nobody, by, hint: texts.nobodyHint }
  const hint = result.hasMore ? texts.mayBeMore : count > 1 ? texts.askDetail : null
  return { status: 'found', heading: texts.title(count), by, hint }
}

/** Values that look like an e-mail address or a phone number. They are searched for on a click, never by themselves. */
function toSuggestions({ customParameters }: SafeVisit): string[] {
  const values = customParameters.flatMap(({ value }) => {
    const terms = value === null ? null : toSearchTerms(value)
    return terms?.email || terms?.phone ? [(value ?? '').trim()] : []
  })
  return [...new Set(values)].slice(0, MAX_SUGGESTIONS)
}
