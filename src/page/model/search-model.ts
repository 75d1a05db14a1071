import type { Profile } from '../../customer/profile.ts'
import type { SearchResult } from '../../customer/search.ts'
import { sentNamesOf } from '../../customer/query-file/parameter-names.ts'
import { toSearchTerms, type SearchKind } from '../../customer/search-terms.ts'
import { MAX_SEARCH_TERM } from '../../limits.ts'
import type { Language } from '../../languages.ts'
import type { SafeVisit } from '../redaction/safe-visit.ts'
import { TEXTS } from '../texts/texts.ts'
import type { PageLinks } from './page-links.ts'

export interface SearchAnswer {
  typed: string
  kinds: readonly SearchKind[]
  result: SearchResult
}

export interface SearchModel {
  action: string
  page: string
  typed: string
  maxLength: number
  /** Otherwise it is labelled as a search for somebody else. */
  isFirst: boolean
  suggestions: readonly string[]
  answer: {
    status: 'found' | 'nobody' | 'short' | 'late' | 'failed'
    heading: string
    by: string | null
    hint: string | null
  } | null
  /** The address of the visitor's own page; null if this is that page. */
  back: string | null
}

const MAX_SUGGESTIONS = 3
/** A few letters and a number, as campaigns ("NY2026") may have, too. Longer words with digits are coupons. */
const ORDER_NUMBER = /^#?\p{L}{1,4}[-_]?\d{4,}$/u

export function toSearchModel(
  { search, visitor }: PageLinks,
  visit: SafeVisit,
  { outcome, panels }: Pick<Profile, 'outcome' | 'panels'>,
  { answer, language }: { answer: SearchAnswer | null; language: Language },
): SearchModel | null {
  if (search === null) return null
  const isFound = outcome === 'found'
  return {
    ...search,
    typed: answer?.typed ?? '',
    maxLength: MAX_SEARCH_TERM,
    isFirst: outcome === 'unknown' || answer !== null,
    suggestions: isFound ? [] : toSuggestions(visit, panels),
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

/**
 * Never searched for without a click. What a panel has answered, such as the number of a product, is no order number.
 */
function toSuggestions({ customParameters }: SafeVisit, panels: Profile['panels']): string[] {
  const answered = panels.flatMap(({ file, rows }) => (rows.length > 0 ? sentNamesOf(file) : []))
  const values = customParameters.flatMap(({ name, value }) => {
    const terms = value === null ? null : toSearchTerms(value)
    return value === null || terms === null ? [] : [{ name, text: value.trim(), terms }]
  })
  const emails = values.filter(({ terms }) => terms.email !== null)
  const phones = values.filter(({ terms }) => terms.phone !== null)
  const orders = values.filter(({ name, text }) => ORDER_NUMBER.test(text) && !answered.includes(name))
  return [...new Set([...emails, ...phones, ...orders].map(({ text }) => text))].slice(0, MAX_SUGGESTIONS)
}
