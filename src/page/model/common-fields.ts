import type { Cell } from '../cells/cell.ts'
import type { Candidate } from './candidate.ts'
import type { CandidateField } from './candidate-lines.ts'

export interface ListedCandidates {
  candidates: readonly Candidate[]
  /** What all of them have in common: said once, so that what tells them apart is seen. */
  common: readonly CandidateField[]
}

/** Whose text is all that is shown of them. */
const COMPARABLE: ReadonlySet<Cell['kind']> = new Set(['text', 'number', 'time', 'badge'])

/**
 * Takes what all candidates have in common out of each of them.
 *
 * @param masked columns that are left alone: the same mask says nothing of the values behind it
 */
export function liftCommon(candidates: readonly Candidate[], masked: readonly string[]): ListedCandidates {
  const [first, ...others] = candidates
  if (!first || others.length === 0) return { candidates, common: [] }
  const common = first.fields.filter(
    ({ name, cell }) =>
      COMPARABLE.has(cell.kind) &&
      !masked.includes(name) &&
      others.every(({ fields }) => fields.some((other) => other.name === name && isSame(other.cell, cell))),
  )
  const names = new Set(common.map(({ name }) => name))
  return {
    candidates: candidates.map((candidate) => ({
      ...candidate,
      fields: candidate.fields.filter(({ name }) => !names.has(name)),
    })),
    common,
  }
}

const isSame = (one: Cell, other: Cell) => one.kind === other.kind && one.text === other.text
