import type { RowSet } from '../../customer/profile.ts'
import type { Language } from '../../languages.ts'
import { isSensitive, type Cell } from '../cells/cell.ts'
import type { CandidateBasis } from './candidate-basis.ts'
import { needsLabel, type CandidateField } from './candidate-lines.ts'
import type { RowPlan } from './column-plan.ts'
import { NAME_COLUMNS } from '../../customer/name-columns.ts'
import { repeatsName, toName } from './customer-card.ts'
import { toMatchedParts, type TextPart } from './matched-parts.ts'
import { toFields, type SafeRow } from './row-model.ts'
import { TEXTS } from '../texts/texts.ts'
import { isVisible } from '../cells/visible-text.ts'
import { toText } from '../cells/to-text.ts'

export interface Candidate {
  id: string | null
  name: string
  nameParts: readonly TextPart[]
  /** Null unless the proof and the visitor's id name different customers. */
  basis: CandidateBasis | null
  /** Keyed by column name, for the JSON response. */
  values: Readonly<Record<string, unknown>>
  fields: readonly CandidateField[]
  /** The address of the customer's page; null if it cannot be opened. */
  open: string | null
}

export const CANDIDATE_LIMIT = 20

/** A whole number as English writes it; other languages keep the label in front. */
const COUNT = /^(?:\d+|\d{1,3}(?:,\d{3})+)$/
const NAMES: ReadonlySet<string> = new Set(NAME_COLUMNS)
/**
 * Shown besides those marked `candidate`. Search results show every column unless some are marked, as search.sql
 * returns only what is meant for the agent.
 */
const COLUMNS: ReadonlySet<string> = new Set(['id', 'customer_no', ...NAME_COLUMNS])

interface Limits {
  isNameOnly: boolean
  showsAll: boolean
  /** The search text that the name is matched against. */
  typed: string
}

export function toCandidate(
  plan: RowPlan,
  row: SafeRow,
  language: Language,
  { basis, open, isNameOnly, showsAll, typed }: Pick<Candidate, 'basis' | 'open'> & Limits,
): Candidate {
  const record = row.toRecord()
  const id = 'id' in record ? toText(record['id']) : null
  const name = toName(plan, row, isNameOnly ? null : id, language)
  const marked = plan.columns.filter(({ distinguishes }) => distinguishes).map((column) => column.name)
  const columns = isNameOnly ? NAMES : new Set([...COLUMNS, ...marked])
  const isShown = (column: string) => (showsAll && !isNameOnly && marked.length === 0) || columns.has(column)
  const repeats = (column: string, { text }: Cell) =>
    NAMES.has(column) ? repeatsName(text, name) : text === name
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
      .filter(({ name: column, cell }) => isShown(column) && !repeats(column, cell) && isVisible(cell.text))
      .map((field) => {
        const column = plan.columns[plan.positions.get(field.name) ?? -1]
        // Candidates have no reveal buttons: it is not yet known which of them is the visitor.
        const cell = withoutReveal(field.cell)
        const counted = column?.kind === 'number' ? toCounted(cell, field.label, language) : null
        if (counted !== null) return { ...field, cell: counted, isLabelled: false }
        return { ...field, cell, isLabelled: column === undefined || needsLabel(column, cell) }
      }),
  }
}

/** Null if the value is no count, or its label stays in front; a value to copy stands alone. */
function toCounted(cell: Cell, label: string, language: Language): Cell | null {
  const isPlain = (cell.kind === 'text' || cell.kind === 'number') && cell.copy === undefined
  if (!isPlain || !COUNT.test(cell.text)) return null
  const text = TEXTS[language].search.counted(cell.text, label)
  return text === null ? null : { ...cell, text }
}

function withoutReveal(cell: Cell): Cell {
  return isSensitive(cell) ? { kind: 'text', text: cell.text } : cell
}

/** Null if all candidates are listed. */
export function toMore({ rows, isCutOff }: RowSet, listed: number, language: Language): string | null {
  const left = rows.length - listed
  const { moreThan, notShown } = TEXTS[language]
  return left === 0 ? null : isCutOff ? moreThan(left) : notShown(left)
}
