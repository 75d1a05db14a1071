import type { Profile } from '../../customer/profile.ts'
import { NAME_COLUMNS } from '../../customer/name-columns.ts'
import type { Language } from '../../languages.ts'
import { TEXTS } from '../texts/texts.ts'
import { toCandidate, toMore, type Candidate } from './candidate.ts'
import { toCandidateLines } from './candidate-lines.ts'
import type { RowPlan } from './column-plan.ts'
import { liftCommon } from './common-fields.ts'
import type { OpenedFrom, PageLinks } from './page-links.ts'
import type { PageModel } from './page-model.ts'
import type { SafeRow } from './row-model.ts'

type CandidateList = Pick<PageModel, 'candidates' | 'common' | 'moreCandidates'>

export const NO_CANDIDATES: CandidateList = { candidates: [], common: null, moreCandidates: null }

interface Options {
  plan: RowPlan
  rows: readonly SafeRow[]
  language: Language
  isNameOnly: boolean
  from: OpenedFrom
  open: PageLinks['open']
  /** The text of the search. */
  typed: string
  basisOf: (at: number) => Candidate['basis']
}

/** The customers of whom the agent has to find the right one. What all have in common is listed once. */
export function toCandidateList(
  { customers, idAt }: Pick<Profile, 'customers' | 'idAt'>,
  { plan, rows, language, isNameOnly, from, open, typed, basisOf }: Options,
): CandidateList {
  // Matches are not marked in masked names: they would confirm what was typed.
  const isNameOpen = !NAME_COLUMNS.some((column) => customers.file.masked.includes(column))
  const all = rows.map((row, at) =>
    toCandidate(plan, row, language, {
      basis: basisOf(at),
      open: open?.(String(customers.rows[at]?.[idAt]), from) ?? null,
      isNameOnly,
      showsAll: from !== 'candidate',
      typed: isNameOpen ? typed : '',
    }),
  )
  const { candidates, common } = liftCommon(all, customers.file.masked)
  return {
    candidates: candidates.map((candidate) => ({ ...candidate, ...toCandidateLines(candidate.fields) })),
    common: common.length === 0 ? null : { of: TEXTS[language].allOf(candidates.length), fields: common },
    moreCandidates: toMore(customers, rows.length, language),
  }
}
