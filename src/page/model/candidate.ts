import type { RowSet } from '../../customer/profile.ts'
import type { Language } from '../../visit/language.ts'
import { isSensitive, type Cell } from '../cells/cell.ts'
import type { CandidateBasis } from './candidate-basis.ts'
import { needsLabel, type CandidateField } from './candidate-lines.ts'
import type { RowPlan } from './column-plan.ts'
import { NAME_COLUMNS, toName } from './customer-card.ts'
import { toMatchedParts, type TextPart } from './matched-parts.ts'
import { toFields, type SafeRow } from './row-model.ts'
import { TEXTS } from '../texts/texts.ts'
import { isVisible } from '../cells/visible-text.ts'
import { toText } from '../cells/to-text.ts'

/** Somebody who is only perhaps the visitor. */
export interface Candidate {
  /** Null where it is hidden. */
  id: string | null
  name: string
  /** The name, with what was searched for marked. */
  nameParts: readonly TextPart[]
  /** Where a proof and the visitor's id name different ones: by what this one was found. */
  basis: CandidateBasis | null
  /** By column, for JSON. */
  values: Readonly<Record<string, unknown>>
  fields: readonly CandidateField[]
  /** The address of the customer's page; null where it cannot be opened. */
  open: string | null
}

/** More are not listed. */
export const CANDIDATE_LIMIT = 20

const NAMES: ReadonlySet<string> = new Set(NAME_COLUMNS)
/**
 * What may be said of a candidate, beside the columns that have the extra `candidate`. Of those found by a search it is
 * all that the file returns, unless it marks some: an agent asked for it.
 */
const COLUMNS: ReadonlySet<string> = new Set(['id', 'customer_no', ...NAME_COLUMNS])

interface Limits {
  /** Nothing is shown but the name. */
  isNameOnly: boolean
  /** All columns are shown, unless some are marked. */
  isWhole: boolean
  /** What the name may be compared with. */
  typed: string
}

export function toCandidate(
  plan: RowPlan,
  row: SafeRow,
  language: Language,
  { basis, open, isNameOnly, isWhole, typed }: Pick<Candidate, 'basis' | 'open'> & Limits,
): Candidate {
  const record = row.toRecord()
  const id = 'id' in record ? toText(record['id']) : null
  const name = toName(plan, row, isNameOnly ? null : id, language)
  const marked = plan.columns.filter(({ tellsApart }) => tellsApart).map((column) => column.name)
  const columns = isNameOnly ? NAMES : new Set([...COLUMNS, ...marked])
  const isShown = (column: string) => (isWhole && !isNameOnly && marked.length === 0) || columns.has(column)
  return {
    id: isNameOnly ? null : id,
    name,
    nameParts: toMatchedParts(name, typed),
    basis,
    open,
    values: {
      ...Object.fromEntries(Object.entries(record).filter(([column]) => isShown(column))),
      ...(id === null || isNameOnly ? {} : { id }),
    },
    fields: toFields(plan, row)
      .filter(({ name: column, cell }) => isShown(column) && cell.text !== name && isVisible(cell.text))
      .map((field) => {
        const column = plan.columns[plan.positions.get(field.name) ?? -1]
        // Nobody's values are had on request before it is known whose they are.
        const cell = withoutReveal(field.cell)
        return { ...field, cell, isLabelled: column === undefined || needsLabel(column, cell) }
      }),
  }
}

function withoutReveal(cell: Cell): Cell {
  return isSensitive(cell) ? { kind: 'text', text: cell.text } : cell
}

/** What is said of candidates that are not listed; null where all are. */
export function toMore({ rows, isCutOff }: RowSet, listed: number, language: Language): string | null {
  const left = rows.length - listed
  const { moreThan, notShown } = TEXTS[language]
  return left === 0 ? null : isCutOff ? moreThan(left) : notShown(left)
}
